import FileIO
import SystemPackage
import Testing

@testable import AgentRuntimes

@Suite("Runtimes") struct AllRuntimesTests {
  @Test func `the list of runtimes is the folder of runtimes`() throws {
    let sources = FilePath(#filePath).appending("../../../Sources/AgentRuntimes").lexicallyNormalized()
    let folders = try Folder.names(in: sources).filter { !$0.hasSuffix(".swift") && $0 != "Tools" }
    #expect(AllRuntimes.all.map { "\(type(of: $0))" }.sorted() == folders.map { "\($0)Runtime" }.sorted())
    #expect(Set(AllRuntimes.all.map(\.language)).count == AllRuntimes.all.count)
  }
}
