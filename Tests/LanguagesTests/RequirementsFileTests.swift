import FileIO
import SystemPackage
import Testing

@testable import Languages

@Suite("requirements.txt") struct RequirementsFileTests {
  private func digest(_ files: [String: String]) throws -> String? {
    let directory = try Directory.temporary(prefix: "requirements-test", in: "/tmp")
    defer { try? Directory.remove(directory) }
    for (name, text) in files {
      let path = directory.pushing(FilePath(name))
      try Directory.create(path.removingLastComponent())
      try FileContents.write(Array(text.utf8), to: path)
    }
    return try RequirementsFile(in: directory)?.digest
  }

  @Test func `is one where there is one`() throws {
    #expect(try digest([:]) == nil)
    #expect(try digest(["requirements.txt": ""]) != nil)
  }

  /// What decides the installed packages decides the key of their layer.
  @Test(arguments: [
    ("-r other.txt", "other.txt"), ("--requirement=more/other.txt", "more/other.txt"), ("-c limits.txt", "limits.txt"),
    ("./wheels/a-1.0-py3-none-any.whl", "wheels/a-1.0-py3-none-any.whl"),
    ("wheels/a-1.0-py3-none-any.whl  # ours", "wheels/a-1.0-py3-none-any.whl"),
  ])
  func `changes with what it refers to`(line: String, file: String) throws {
    let before = try digest(["requirements.txt": line, file: "one"])
    #expect(try digest(["requirements.txt": line, file: "one"]) == before)
    #expect(try digest(["requirements.txt": line, file: "two"]) != before)
  }

  @Test func `may include itself without end`() throws {
    #expect(try digest(["requirements.txt": "-r requirements.txt\n-r a.txt", "a.txt": "-r requirements.txt"]) != nil)
  }

  @Test func `has lines that go on, and comments`() {
    #expect(
      RequirementLine.lines(of: "# all\na==1 \\\n  --hash=sha256:1 # why\n\n  b==2\nc==3#no-comment\\\n").map(\.text)
        == ["a==1 --hash=sha256:1", "b==2", "c==3#no-comment"])
  }
}
