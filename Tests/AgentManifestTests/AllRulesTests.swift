import AgentManifest
import Diagnostics
import FileIO
import SystemPackage
import Testing
import YAMLTree

@Suite("Rules") struct AllRulesTests {
  static let rules = AllRules.all

  @Test func `every file in Rules is in the list`() throws {
    let directory = FilePath(#filePath).removingLastComponent().appending("../../Sources/AgentManifest/Rules")
    let files = try Directory.names(in: directory).map { String($0.dropLast(".swift".count)) }
    #expect(Self.rules.map { String(describing: $0) }.sorted() == files.sorted())
  }

  @Test func `identifiers are unique and in kebab case`() {
    let ids = Self.rules.map { $0.id }
    #expect(Set(ids).count == ids.count)
    for id in ids {
      #expect(!id.isEmpty && id.utf8.allSatisfy { (0x61...0x7A).contains($0) || $0 == UInt8(ascii: "-") }, "\(id)")
    }
  }

  @Test(arguments: rules.indices)
  func `the bad example has findings of its rule and no others, the good one has none`(index: Int) {
    let rule = Self.rules[index].description
    let bad = findings(of: rule.bad, about: rule)
    #expect(!bad.isEmpty && bad.allSatisfy { $0.code == rule.id }, "\(rule.id): \(bad.map(\.summary))")
    #expect(findings(of: rule.good, about: rule).map(\.summary) == [], "\(rule.id)")
  }

  /// Examples are pieces: only where a rule is about what is missing does that count.
  private func findings(of example: RuleDescription.Example, about rule: RuleDescription) -> [Diagnostic] {
    ManifestReader(bytes: example.bytes, file: "agent.yaml")
      .findings(beside: example.files.isEmpty ? nil : ManifestSurroundings(files: example.files)).diagnostics
      .filter { rule.id == "missing-field" || $0.code != "missing-field" }
  }

  @Test(
    arguments: RuleReference.all.indices.filter { index in
      !(rules.map { $0.id } + RuleReference.ofTheCall.map(\.id)).contains(RuleReference.all[index].id)
    })
  func `so it is with what concerns the reading itself`(index: Int) {
    let rule = RuleReference.all[index]
    func codes(_ example: RuleDescription.Example) -> [String] {
      let isYAML = YAMLProblem(rawValue: rule.id) != nil
      return isYAML
        ? YAMLDocument.parse(bytes: example.bytes, file: "agent.yaml").diagnostics.map(\.code)
        : ManifestReader.read(bytes: example.bytes, file: "agent.yaml").diagnostics.map(\.code)
    }
    let bad = codes(rule.bad)
    #expect(Set(bad.filter { $0 != "unknown-field" || rule.id != "too-many-findings" }) == [rule.id], "\(rule.id)")
    #expect(codes(rule.good) == [], "\(rule.id)")
  }

  @Test(arguments: RuleReference.all.indices)
  func `texts have no full stop at the end`(index: Int) {
    let rule = RuleReference.all[index]
    for text in [rule.title, rule.why] { #expect(!text.isEmpty && !text.hasSuffix("."), "\(rule.id)") }
  }

  @Test func `every code that the sources give a finding is documented`() throws {
    let known = Set(RuleReference.all.map(\.id))
    #expect(known.count == RuleReference.all.count)
    var found: Set<String> = []
    for file in try Self.sources(below: ["AgentManifest", "YAMLTree"]) {
      let text = String(decoding: try FileContents.read(file, limit: 1 << 20), as: UTF8.self)
      found.formUnion(text.matches(of: Self.code).map { String($0.output.1) })
    }
    // Each of the three ways to write a code is met, so the pattern still fits the sources.
    #expect(found.isSuperset(of: ["agent-name", "invalid-suppression", "manifest-not-found"]))
    #expect(found.subtracting(known) == [])
    #expect(YAMLProblem.allCases.allSatisfy { known.contains($0.rawValue) })
  }

  /// A code where it is declared, or in a call that makes a finding.
  private static var code: Regex<(Substring, Substring)> {
    /(?:static let \w+ = |code: |\.(?:error|warning|note)\(\s*|(?:Failure|self\.init)\(\s*\.\w+,\s*)"([a-z]+(?:-[a-z]+)+)"/
  }

  private static func sources(below directories: [String]) throws -> [FilePath] {
    func files(_ directory: FilePath) throws -> [FilePath] {
      try Directory.names(in: directory).flatMap { name in
        let path = directory.appending(name)
        return name.hasSuffix(".swift") ? [path] : try FileStatus.of(path)?.kind == .directory ? files(path) : []
      }
    }
    let root = FilePath(#filePath).removingLastComponent().appending("../../Sources")
    return try directories.flatMap { try files(root.appending($0)) }
  }
}
