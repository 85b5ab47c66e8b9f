import AgentManifest
import Diagnostics
import FileIO
import Glibc
import Languages
import SystemPackage
import Testing

/// What is made from the rules and the schema, and kept in the project, is what they say now.
@Suite("Documents of the project") struct ProjectDocumentsTests {
  static let root = FilePath(#filePath).removingLastComponent().appending("../..")

  /// `make generate` writes them.
  @Test(arguments: ["docs/rules.md", "docs/agent.schema.json"])
  func `are up to date`(path: String) throws {
    let expected = path.hasSuffix(".md") ? RuleReference.markdown : ManifestSchema.jsonSchema()
    let file = Self.root.appending(path)
    if getenv("RECORD_GOLDEN") != nil {
      try FileContents.write(Array(expected.utf8), to: file)
      Issue.record("recorded \(path): read it, then run the tests without RECORD_GOLDEN")
    } else {
      let written = String(decoding: try FileContents.read(file, limit: 1 << 20), as: UTF8.self)
      #expect(written == expected, "run `make generate`")
    }
  }

  @Test(arguments: ["echo-agent", "nodejs-agent", "go-agent", "rust-agent", "java-agent", "custom-agent"])
  func `every example is valid without a warning`(name: String) throws {
    let directory = Self.root.appending("examples/\(name)")
    let bytes = try FileContents.read(directory.appending("agent.yaml"), limit: 1 << 20)
    let surroundings = ManifestSurroundings(
      ProjectDirectory(files: FileList(try Self.files(in: directory))) { path, limit in
        try? FileContents.read(directory.appending(path), limit: limit)
      }, imageFiles: nil, entrypoint: nil, dockerfile: nil)
    let findings = ManifestReader(bytes: bytes, file: "agent.yaml").findings(beside: surroundings)
    #expect(findings.diagnostics.map(\.summary) == [])
  }

  private static func files(in directory: FilePath) throws -> [String] {
    try Directory.names(in: directory).flatMap { name in
      try FileStatus.of(directory.appending(name))?.kind == .directory
        ? files(in: directory.appending(name)).map { "\(name)/\($0)" } : [name]
    }
  }

  @Test func `there is an example for each runtime`() throws {
    let languages = try Directory.names(in: Self.root.appending("examples")).compactMap { name in
      let file = Self.root.appending("examples/\(name)/agent.yaml")
      let bytes = try? FileContents.read(file, limit: 1 << 20)
      return bytes.flatMap { ManifestReader(bytes: $0, file: "agent.yaml").manifest?.spec.runtime.value.language.name }
    }
    #expect(Set(languages) == Set(AllLanguages.all.map(\.name)))
  }
}
