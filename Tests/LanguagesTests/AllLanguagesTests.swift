import FileIO
import SystemPackage
import Testing

@testable import Languages

@Suite("Languages") struct AllLanguagesTests {
  @Test func `the list of languages is the directory of languages`() throws {
    let sources = FilePath(#filePath).appending("../../../Sources/Languages").lexicallyNormalized()
    let directories = try Directory.names(in: sources).filter { !$0.hasSuffix(".swift") && $0 != "Shared" }
    #expect(AllLanguages.all.map { "\(type(of: $0))" }.sorted() == directories.sorted())
  }

  @Test func `no two languages have a name in common`() {
    let names = AllLanguages.all.flatMap { [$0.name] + $0.otherNames }
    #expect(Set(names).count == names.count)
    #expect(names.allSatisfy { $0 == $0.lowercased() })
  }
}
