import FileIO
import SystemPackage
import Testing

@Suite("Directory") struct DirectoryTests {
  @Test func `creates, lists in byte order and removes`() throws {
    let root = try Directory.temporary(prefix: "directory-test", in: "/tmp")
    try Directory.create(root.appending("deep/er"))
    for name in ["b", "B", "a", "é"] { try FileContents.write(Array("x".utf8), to: root.appending(name)) }
    #expect(try Directory.names(in: root) == ["B", "a", "b", "deep", "é"])
    try Directory.remove(root)
    #expect(try FileStatus.of(root) == nil)
  }

  @Test func `replaces a directory whole and keeps the old one aside`() throws {
    let root = try Directory.temporary(prefix: "directory-test", in: "/tmp")
    defer { try? Directory.remove(root) }
    let (goal, new, aside) = (root.appending("goal"), root.appending("new"), root.appending("aside"))
    for (directory, file) in [(goal, "old"), (new, "first")] {
      try FileContents.write([], to: try filled(directory).appending(file))
    }
    try Directory.replace(goal, with: new, movingOldTo: aside)
    #expect(try Directory.names(in: goal) == ["first"])
    #expect(try Directory.names(in: aside) == ["old"])
    #expect(try FileStatus.of(new) == nil)
  }

  @Test func `keeps the old directory where the new one cannot be moved, and needs none`() throws {
    let root = try Directory.temporary(prefix: "directory-test", in: "/tmp")
    defer { try? Directory.remove(root) }
    let (goal, new, aside) = (root.appending("goal"), root.appending("new"), root.appending("aside"))
    try FileContents.write([], to: try filled(goal).appending("old"))
    #expect(throws: FileFailure.self) { try Directory.replace(goal, with: new, movingOldTo: aside) }
    #expect(try Directory.names(in: goal) == ["old"])
    try Directory.replace(new, with: goal, movingOldTo: aside)
    #expect(try Directory.names(in: root) == ["new"])
  }

  private func filled(_ directory: FilePath) throws(FileFailure) -> FilePath {
    try Directory.create(directory)
    return directory
  }

  @Test func `says which path it could not read and why`() {
    #expect(throws: FileFailure("read", "/nonexistent", .noSuchFileOrDirectory)) {
      try FileContents.read("/nonexistent", limit: 10)
    }
  }

  @Test func `refuses a file over the limit instead of filling the memory`() {
    #expect(throws: FileFailure("read", "/proc/self/maps", .fileTooLarge)) {
      try FileContents.read("/proc/self/maps", limit: 10)
    }
  }
}
