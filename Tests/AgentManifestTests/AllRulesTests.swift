import AgentManifest
import Diagnostics
import FileIO
import SystemPackage
import Testing

@Suite("Rules") struct AllRulesTests {
  static let rules = AllRules.all

  @Test func `every file in Rules is in the list`() throws {
    let folder = FilePath(#filePath).removingLastComponent().appending("../../Sources/AgentManifest/Rules")
    let files = try Folder.names(in: folder).map { String($0.dropLast(".swift".count)) }
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
  func `the bad example has a finding, the good one has none`(index: Int) {
    let rule = Self.rules[index]
    let isAboutWhatIsMissing = rule.id == "missing-field"
    #expect(read(rule.badExample).diagnostics.contains { $0.code == rule.id }, "\(rule.id)")
    let good = read(rule.goodExample).diagnostics.filter { isAboutWhatIsMissing || $0.code != "missing-field" }
    #expect(good.map(\.summary) == [], "\(rule.id)")
  }

  @Test(arguments: rules.indices)
  func `texts have no full stop at the end`(index: Int) {
    let rule = Self.rules[index]
    for text in [rule.title, rule.why] { #expect(!text.isEmpty && !text.hasSuffix("."), "\(rule.id)") }
  }
}
