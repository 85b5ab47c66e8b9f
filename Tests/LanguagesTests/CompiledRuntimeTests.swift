import AgentManifest
import Diagnostics
import FileIO
import OCIImage
import SystemPackage
import Testing

@testable import Languages

/// What is decided before a compiler runs.
@Suite("Compiled runtimes") struct CompiledRuntimeTests {
  static let place = SourceLocation(file: "agent.yaml", line: 7, column: 12)

  private func withSources<Result>(_ files: [String: String], _ body: (SourceTree) throws -> Result) throws -> Result {
    let directory = try Directory.temporary(prefix: "sources-test", in: "/tmp")
    defer { try? Directory.remove(directory) }
    for (name, text) in files {
      let path = directory.pushing(FilePath(name))
      try Directory.create(path.removingLastComponent())
      try FileContents.write(Array(text.utf8), to: path)
    }
    let entries = try DirectoryScanner(attributes: LayerAttributes(modified: 0)).scan(directory)
    return try body(SourceTree(directory: directory, entries: entries))
  }

  @Test(
    arguments: [
      ("package a.b;\npublic class X { public static void main(String[] a) {} }", "a.b.X"),
      ("class X { static void main() {} }", "X"), ("class X { void main(String[] a) {} }", nil),
    ] as [(String, String?)])
  func `a Java class with a main is found by its text`(text: String, expected: String?) {
    #expect(MainClass.mainClass(in: text, file: "src/main/java/a/b/X.java") == expected)
  }

  @Test func `cargo's messages name the programs it made`() {
    let messages = """
      {"reason":"compiler-artifact","target":{"kind":["custom-build"],"name":"build"},"executable":"/t/build"}
      {"reason":"compiler-artifact","target":{"kind":["bin"],"name":"agent"},"executable":"/t/agent"}
      {"reason":"build-finished","success":true}
      """
    let programs = CargoCompiler.programs(in: Array(messages.utf8))
    #expect(programs.map(\.name) == ["agent"] && programs.map(\.path) == ["/t/agent"])
  }

  @Test(arguments: [
    ("go:1.19", "go version go1.19.8 linux/amd64", true), ("go:1.22", "go version go1.19.8 linux/amd64", false),
    ("go", "go version go1.19.8 linux/amd64", true), ("go:1.19.8", "go1.19", true), ("java:21", "javac 17.0.15", false),
    ("rust:1.75", "cargo 1.95.0 (abc 2026-01-01)", true), ("java:17", "javac 17.0.15", true),
  ])
  func `a toolchain older than the agent asks for is refused`(runtime: String, found: String, isEnough: Bool) throws {
    let selection = try #require(RuntimeSelection(runtime, among: AllLanguages.all))
    func check() throws {
      try ToolchainVersion.check(Located(selection, at: Self.place), found: found, install: "y")
    }
    if isEnough {
      #expect(throws: Never.self) { try check() }
    } else {
      #expect(throws: Failure.self) { try check() }
    }
  }

  @Test(arguments: [
    ("nodejs", "express@4.18.2", "express"), ("nodejs", "@scope/name@1.0", "@scope/name"),
    ("rust", "serde = \"1\"", "serde"), ("java", "org.slf4j:slf4j-api:2.0", "slf4j-api"),
    ("go", "github.com/google/uuid@v1.6.0", "github.com/google/uuid"),
  ])
  func `a dependency's name is what stands before its version`(language: String, dependency: String, name: String)
    throws
  {
    let notation = try #require(RuntimeSelection(language, among: AllLanguages.all)).language.notation
    #expect(DeclaredDependencies.name(of: dependency, notation) == name)
  }

  @Test func `the sources' digest changes with contents, names and executable bits alone`() throws {
    let files = ["a.txt": "1", "b/c.txt": "2"]
    let digest = try withSources(files) { try $0.digest() }
    #expect(try withSources(files, { try $0.digest() }) == digest)
    #expect(try withSources(["a.txt": "1", "b/c.txt": "3"], { try $0.digest() }) != digest)
    #expect(try withSources(["a.txt": "1", "b/d.txt": "2"], { try $0.digest() }) != digest)
    let executable = try withSources(files) { (sources: SourceTree) throws -> String in
      var sources = sources
      sources.entries[0].mode = 0o755
      return try sources.digest()
    }
    #expect(executable != digest)
  }

  private func package(_ sources: SourceTree) throws -> NodePackage {
    try NodePackage(ProjectTree(tree: sources, agent: "").directory, at: Self.place)
  }

  @Test func `package.json says how a Node agent starts`() throws {
    func start(_ files: [String: String]) throws -> [String] {
      try withSources(files) { try package($0).start }
    }
    #expect(try start(["server.js": ""]) == ["node", "server.js"])
    #expect(try start(["package.json": "{\"main\": \"lib/a.js\"}"]) == ["node", "lib/a.js"])
    #expect(try start(["package.json": "{\"scripts\": {\"start\": \"node --x y.js\"}}"]) == ["node", "--x", "y.js"])
  }

  @Test func `packages without a lock file are refused, with the line that makes it`() throws {
    let failure = try withSources(["package.json": "{\"dependencies\": {\"a\": \"1\"}}"]) { sources in
      #expect(throws: Failure.self) { try package(sources) }
    }
    #expect(failure?.diagnostic.code == "lock-file-missing")
  }
}
