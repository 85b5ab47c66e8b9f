import FileIO
import SystemPackage
import Testing

@Suite("FolderLock") struct FolderLockTests {
  @Test func `keeps a second holder out until the first lets go`() throws {
    let folder = try Folder.temporary(prefix: "lock-test", in: "/tmp")
    defer { try? Folder.remove(folder) }
    var first = try FolderLock.tryLocking(folder)
    #expect(first != nil)
    #expect(try FolderLock.tryLocking(folder) == nil)
    first = nil
    #expect(try FolderLock.tryLocking(folder) != nil)
  }

  @Test func `says that there is no such folder`() {
    #expect(throws: FileFailure("lock", "/nonexistent", .noSuchFileOrDirectory)) {
      try FolderLock.tryLocking("/nonexistent")
    }
  }
}
