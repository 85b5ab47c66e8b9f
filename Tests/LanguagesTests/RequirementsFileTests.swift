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

  /// What is neither a wheel nor a name of an index may run a program when it is installed.
  @Test(arguments: [
    ("a==1", false), ("a[b,c]>=1,<2 ; python_version < \"3.12\" --hash=sha256:0", false), ("a (>=1)", false),
    ("--pre", false), ("-r other.txt", false), ("./a-1-py3-none-any.whl", false),
    ("https://h/a-1-py3-none-any.whl#sha256=0", false),
    ("a @ https://h/a-1-py3-none-any.whl ; python_version > \"3\"", false),
    ("-e ./a", true), ("--pre -e ./a", true), ("--pre \"-e\" ./a", true), ("./a", true), ("a/b", true),
    ("a-1.tar.gz", true), ("a-1.zip ; python_version > \"3\"", true), ("${TMPDIR}/a.whl", true),
    ("https://h/a-1.tar.gz", true), ("https://h/a.tar.gz?x=.whl", true), ("https://h/a.tar.gz#.whl", true),
    ("https://h/a.whl;a.tar.gz", true), ("x @ file:///proc/self/cwd/a?.whl", true), ("git+https://h/a", true),
  ])
  func `knows what may run a program`(line: String, mayRun: Bool) {
    #expect(RequirementLine.lines(of: line).map(\.mayRunCode) == [mayRun])
  }

  @Test func `has lines where Python ends them`() {
    #expect(RequirementLine.lines(of: "# c\u{1C}a\u{1D}b\u{1E}c\u{2028}d").map(\.text) == ["a", "b", "c", "d"])
  }

  @Test func `includes what any option names`() {
    let line = RequirementLine.lines(of: "--pre -r 'a b.txt' \"-c\" x\\ y")[0]
    #expect(line.includedFiles == ["a b.txt", "x y"])
  }

  @Test func `refuses a wheel that a link leads to`() throws {
    let directory = try Directory.temporary(prefix: "requirements-test", in: "/tmp")
    defer { try? Directory.remove(directory) }
    for name in ["agent", "outside"] { try Directory.create(directory.appending(name)) }
    try FileContents.write([1], to: directory.appending("outside/a.whl"))
    let agent = directory.appending("agent")
    try Directory.link(agent.appending("d"), to: "../outside")
    try FileContents.write(Array("./d/a.whl\n".utf8), to: agent.appending("requirements.txt"))
    #expect(throws: FileFailure.self) { try RequirementsFile(in: agent) }
  }

  @Test func `has lines that go on, and comments`() {
    #expect(
      RequirementLine.lines(of: "# all\na==1 \\\n  --hash=sha256:1 # why\n\n  b==2\nc==3#no-comment\\\n").map(\.text)
        == ["a==1 --hash=sha256:1", "b==2", "c==3#no-comment"])
  }
}
