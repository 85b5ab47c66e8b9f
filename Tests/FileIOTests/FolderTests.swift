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

  @Test func `replaces a folder whole and keeps the old one aside`() throws {
    let root = try Folder.temporary(prefix: "folder-test", in: "/tmp")
    defer { try? Folder.remove(root) }
    let (goal, new, aside) = (root.appending("goal"), root.appending("new"), root.appending("aside"))
    for (folder, file) in [(goal, "old"), (new, "first")] {
      try FileContents.write([], to: try filled(folder).appending(file))
    }
    try Folder.replace(goal, with: new, movingOldTo: aside)
    #expect(try Folder.names(in: goal) == ["first"])
    #expect(try Folder.names(in: aside) == ["old"])
    #expect(try FileStatus.of(new) == nil)
  }

  @Test func `keeps the old folder where the new one cannot be moved, and needs none`() throws {
    let root = try Folder.temporary(prefix: "folder-test", in: "/tmp")
    defer { try? Folder.remove(root) }
    let (goal, new, aside) = (root.appending("goal"), root.appending("new"), root.appending("aside"))
    try FileContents.write([], to: try filled(goal).appending("old"))
    #expect(throws: FileFailure.self) { try Folder.replace(goal, with: new, movingOldTo: aside) }
    #expect(try Folder.names(in: goal) == ["old"])
    try Folder.replace(new, with: goal, movingOldTo: aside)
    #expect(try Folder.names(in: root) == ["new"])
  }

  private func filled(_ folder: FilePath) throws(FileFailure) -> FilePath {
    try Folder.create(folder)
    return folder
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
