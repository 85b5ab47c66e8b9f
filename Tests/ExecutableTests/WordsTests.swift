import FileIO
import Foundation
import SystemPackage
import Testing

/// CONTRIBUTING.md, "Words": one word for one thing.
@Suite struct `the project's words` {
  private static let root = FilePath(#filePath).appending("../../..").lexicallyNormalized()
  /// As regular expressions, with the word to write instead.
  private static let avoided = [
    #"\bfolders?\b"#: "directory", #"\brun directory\b"#: "work directory", #"\bsilenc(e|es|ed|ing)\b"#: "suppress",
    #"\bnobody\b"#: "no one", #"\bwhoever\b"#: "the person", #"\bmeanwhile\b"#: "at the same time",
    #"\bmends?\b"#: "fix", #"\b(tells?|told) of\b"#: "report", #"\bgoes before\b"#: "overrides",
    #"\bnothing where\b"#: "nil if", #"\bspoken to\b"#: "connected to", #"\bsomebody\b"#: "someone",
  ]

  private static func files() throws -> [String] {
    let sources =
      FileManager.default.enumerator(atPath: root.appending("Sources").string)?
      .compactMap { $0 as? String }.filter { $0.hasSuffix(".swift") && !$0.hasPrefix("TestSupport") } ?? []
    let documents = try Directory.names(in: root.appending("docs")).filter { $0.hasSuffix(".md") }
    return sources.map { "Sources/\($0)" } + documents.map { "docs/\($0)" } + [
      "README.md", "ARCHITECTURE.md", "action.yml",
    ]
  }

  @Test func `are the same in sources, help and documents`() throws {
    let patterns = try Self.avoided.map { (try Regex($0.key).ignoresCase(), $0.value) }
    var found: [String] = []
    for file in try Self.files() {
      let text = String(decoding: try FileContents.read(Self.root.appending(file), limit: 1 << 20), as: UTF8.self)
      for (pattern, instead) in patterns {
        found += text.matches(of: pattern).map { "\(file): `\(text[$0.range])`: write \(instead)" }
      }
    }
    #expect(found == [])
  }

  /// docs/security.md names the test of each promise in backquotes.
  @Test func `the promises of docs security md name tests that there are`() throws {
    let text = String(
      decoding: try FileContents.read(Self.root.appending("docs/security.md"), limit: 1 << 20), as: UTF8.self)
    let named = Set(text.matches(of: /`([A-Za-z]+Tests)`/).map { String($0.output.1) })
    #expect(named.count > 15)
    let tests =
      FileManager.default.enumerator(atPath: Self.root.appending("Tests").string)?
      .compactMap { $0 as? String }.filter { $0.hasSuffix(".swift") } ?? []
    let sources = try tests.map { path in
      String(
        decoding: try FileContents.read(Self.root.appending("Tests").pushing(FilePath(path)), limit: 1 << 20),
        as: UTF8.self)
    }
    let missing = named.filter { name in
      !tests.contains { $0.hasSuffix("/\(name).swift") } && !sources.contains { $0.contains("struct \(name) ") }
    }
    #expect(missing.isEmpty)
  }
}
