import FileIO
import Glibc
import SystemPackage
import Testing

/// What a repository or a container may leave behind.
@Suite("Directory.remove and hostile trees") struct HostileTreeTests {
  private let root: FilePath

  init() throws {
    root = try Directory.temporary(prefix: "hostile-tree", in: "/tmp")
  }

  @Test func `names that are not UTF-8 are listed and removed`() throws {
    defer { try? Directory.remove(root) }
    let tree = root.appending("tree")
    try Directory.create(tree)
    for name in [[0xFF, 0xFE, 0], [0x61, 0xE9, 0]] as [[UInt8]] {
      let open = open(tree.string, O_RDONLY)
      defer { close(open) }
      let name = name.map { CChar(bitPattern: $0) }
      #expect(mkdirat(open, name, 0o755) == 0)
      let inner = openat(open, name, O_RDONLY)
      defer { close(inner) }
      close(openat(inner, name, O_WRONLY | O_CREAT, 0o600))
    }
    #expect(try Directory.names(in: tree).count == 2)
    try Directory.remove(tree)
    #expect(try FileStatus.of(tree) == nil)
  }

  @Test func `twenty thousand levels are removed`() throws {
    defer { try? Directory.remove(root) }
    let tree = root.appending("tree")
    try Directory.create(tree)
    var here = open(tree.string, O_RDONLY | O_DIRECTORY)
    for _ in 0..<20_000 {
      mkdirat(here, "d", 0o755)
      close(openat(here, "file", O_WRONLY | O_CREAT, 0o600))
      let next = openat(here, "d", O_RDONLY | O_DIRECTORY)
      close(here)
      here = next
    }
    close(here)
    try Directory.remove(tree)
    #expect(try FileStatus.of(tree) == nil)
  }

  @Test func `directories without permissions are removed`() throws {
    defer { try? Directory.remove(root) }
    let tree = root.appending("tree")
    try Directory.create(tree.appending("closed/below"))
    try FileContents.write([1], to: tree.appending("closed/below/file"))
    for place in ["closed/below", "closed", ""] { chmod(tree.pushing(FilePath(place)).string, 0) }
    // Root may do everything; another user has to change the modes first.
    try Directory.remove(tree)
    #expect(try FileStatus.of(tree) == nil)
  }

  @Test func `links are removed and not followed`() throws {
    defer { try? Directory.remove(root) }
    let (tree, canary) = (root.appending("tree"), root.appending("canary"))
    try Directory.create(tree)
    try Directory.create(canary)
    try FileContents.write([1], to: canary.appending("file"))
    try Directory.link(tree.appending("out"), to: "../canary")
    try Directory.link(root.appending("top"), to: "canary")
    try Directory.remove(tree)
    try Directory.remove(root.appending("top"))
    #expect(try Directory.names(in: root) == ["canary"])
    #expect(try Directory.names(in: canary) == ["file"])
  }
}
