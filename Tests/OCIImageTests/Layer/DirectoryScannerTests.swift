import FileIO
import Glibc
import OCIImage
import SystemPackage
import Testing

@Suite("Scanning a directory") struct DirectoryScannerTests {
  static let attributes = LayerAttributes(uid: 1, gid: 2, modified: 3)

  func paths(_ directory: FilePath, ignoring rules: String = "", to prefix: String = "") throws -> [String] {
    try DirectoryScanner(attributes: Self.attributes, rules: IgnoreRules(parsing: rules)).scan(directory, to: prefix)
      .map(\.path)
  }

  @Test func `lists everything below the prefix, in the order of the paths' bytes`() throws {
    let scratch = try Scratch()
    let root = try scratch.files(["b": "", "a/x": "", "a-b": "", "a/é/y": "", "Z": ""])
    try Directory.create(root.appending("empty"))
    #expect(
      try paths(root, to: "app") == [
        "app/Z", "app/a", "app/a-b", "app/a/x", "app/a/é", "app/a/é/y", "app/b", "app/empty",
      ])
  }

  @Test func `modes are normalised, so that the umask does not show`() throws {
    let scratch = try Scratch()
    let root = try scratch.files(["plain": "", "private": "", "run": "", "setuid": ""])
    for (name, mode) in [("private", 0o600), ("run", 0o700), ("setuid", 0o4711)] as [(String, mode_t)] {
      chmod(root.appending(name).string, mode)
    }
    let entries = try DirectoryScanner(attributes: Self.attributes).scan(root)
    #expect(entries.map(\.mode) == [0o644, 0o644, 0o755, 0o755])
    #expect(entries.allSatisfy { $0.attributes == Self.attributes })
  }

  @Test func `symbolic links stay as they are and are not followed`() throws {
    let scratch = try Scratch()
    let root = try scratch.files(["f": "x"])
    for (target, name) in [("/etc", "absolute"), ("nowhere", "dangling"), (".", "loop")] {
      symlink(target, root.appending(name).string)
    }
    let entries = try DirectoryScanner(attributes: Self.attributes).scan(root)
    #expect(
      entries.map(\.contents).prefix(2) == [.symbolicLink(target: "/etc"), .symbolicLink(target: "nowhere")])
    #expect(entries.map(\.path) == ["absolute", "dangling", "f", "loop"])
  }

  @Test func `hard links become files of their own`() throws {
    let scratch = try Scratch()
    let root = try scratch.files(["one": "xyz"])
    link(root.appending("one").string, root.appending("two").string)
    let entries = try DirectoryScanner(attributes: Self.attributes).scan(root)
    #expect(entries.map(\.contents) == ["one", "two"].map { .file(root.appending($0), size: 3) })
  }

  @Test func `pipes and sockets are refused by name, unless they are ignored`() throws {
    let scratch = try Scratch()
    let root = try scratch.files([:])
    mkfifo(root.appending("pipe").string, 0o600)
    #expect(throws: ImageFailure.unsupportedFile(root.appending("pipe"), problem: "it is a pipe")) {
      try paths(root)
    }
    #expect(try paths(root, ignoring: "pipe") == [])
  }

  @Test func `a name that is not UTF-8 is refused`() throws {
    let scratch = try Scratch()
    let root = try scratch.files([:])
    #expect(Tool.shell("touch \"$(printf '\(root)/a\\377')\"").status == 0)
    #expect(throws: ImageFailure.unsupportedFile(root.appending("a\u{FFFD}"), problem: "its name is not UTF-8")) {
      try paths(root)
    }
  }

  @Test func `an ignored directory is there only for what an exception brings back`() throws {
    let scratch = try Scratch()
    let root = try scratch.files(["docs/a.md": "", "docs/deep/b.txt": "", "docs/deep/c.md": "", "x": ""])
    #expect(try paths(root, ignoring: "docs\n!docs/deep/c.md") == ["docs", "docs/deep", "docs/deep/c.md", "x"])
    #expect(try paths(root, ignoring: "docs\n!**/*.txt") == ["docs", "docs/deep", "docs/deep/b.txt", "x"])
    #expect(try paths(root, ignoring: "docs\n!other") == ["x"])
    #expect(try paths(root, ignoring: "docs/deep/*") == ["docs", "docs/a.md", "docs/deep", "x"])
  }

  @Test func `the predicate decides after the rules`() throws {
    let scratch = try Scratch()
    let root = try scratch.files([".git/config": "", "a/.git": "", "a/b": ""])
    let scanner = DirectoryScanner(attributes: Self.attributes) { path, kind in !(path == ".git" && kind == .directory)
    }
    #expect(try scanner.scan(root).map(\.path) == ["a", "a/.git", "a/b"])
  }
}
