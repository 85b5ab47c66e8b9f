import FileIO
import SystemPackage
import Testing

@Suite("DirectoryLock") struct DirectoryLockTests {
  @Test func `keeps a second holder out until the first lets go`() throws {
    let directory = try Directory.temporary(prefix: "lock-test", in: "/tmp")
    defer { try? Directory.remove(directory) }
    var first = try DirectoryLock.tryLocking(directory)
    #expect(first != nil)
    #expect(try DirectoryLock.tryLocking(directory) == nil)
    first = nil
    #expect(try DirectoryLock.tryLocking(directory) != nil)
  }

  @Test func `says that there is no such directory`() {
    #expect(throws: FileFailure("lock", "/nonexistent", .noSuchFileOrDirectory)) {
      try DirectoryLock.tryLocking("/nonexistent")
    }
  }
}
