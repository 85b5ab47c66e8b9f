import CIVendors
import FileIO
import PipelineCore
import SystemPackage
import Testing

/// docs/ci-systems.md must keep up with the vendors.
@Suite("The page about CI systems") struct CIDocumentTests {
  private static func rows() throws -> [[String]] {
    let root = FilePath(#filePath).appending("../../..").lexicallyNormalized()
    let file = try FileContents.read(root.appending("docs/ci-systems.md"), limit: 1 << 20)
    return String(decoding: file, as: UTF8.self).split(separator: "\n").filter { $0.hasPrefix("| ") }
      .map { $0.dropFirst(2).dropLast(2).split(separator: " | ").map(String.init) }
  }

  @Test(arguments: AllCIVendors.all.map { $0.id })
  func `has a row for every vendor, and its remedies`(vendor: String) throws {
    let rows = try Self.rows()
    let found = try #require(AllCIVendors.all.first { $0.id == vendor })
    let facts = found.facts(CIEnvironment([:]) { _ in nil })
    let row = try #require(rows.first { $0[0].hasSuffix(" `\(vendor)`") })
    #expect(row.count == 7, "commit, branch, tag, change request, fork and default branch")
    let name = String(row[0].prefix { $0 != "`" && $0 != "," }.dropLast(row[0].contains(",") ? 0 : 1))
    for remedy in [facts.fullHistoryRemedy, facts.branchRemedy] {
      #expect(rows.contains { ($0[0].contains(name) || $0[0] == "others") && $0.last == remedy })
    }
  }
}
