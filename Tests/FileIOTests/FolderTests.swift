import FileIO
import SystemPackage
import Testing

@Suite("Folder") struct FolderTests {
  @Test func `creates, lists in byte order and removes`() throws {
    let root = try Folder.temporary(prefix: "folder-test", in: "/tmp")
    try Folder.create(root.appending("deep/er"))
    for name in ["b", "B", "a", "é"] { try FileContents.write(Array("x".utf8), to: root.appending(name)) }
    #expect(try Folder.names(in: root) == ["B", "a", "b", "deep", "é"])
    try Folder.remove(root)
    #expect(try FileStatus.of(root) == nil)
  }

  @Test func `says which path it could not read and why`() {
    #expect(throws: FileFailure("read", "/nonexistent", .noSuchFileOrDirectory)) {
      try FileContents.read("/nonexistent", limit: 10)
    }
  }

  @Test func `refuses a file over the limit instead of filling the memory`() {
    #expect(throws: FileFailure("read", "/dev/zero", .fileTooLarge)) { try FileContents.read("/dev/zero", limit: 1000) }
  }
}
