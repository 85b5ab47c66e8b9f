import FileIO
import Glibc
import SystemPackage
import Testing

@testable import GitHistory

/// Kinds of index that libgit2 1.5 cannot read, made by git itself.
enum IndexKind: String, CaseIterable, CustomTestStringConvertible {
  case split
  case splitWithShortPaths = "split, version 4"
  case sparse
  case sparseWithShortPaths = "sparse, version 4"
  case withoutChecksum = "without a checksum"

  var testDescription: String { rawValue }

  var isSparse: Bool { [.sparse, .sparseWithShortPaths].contains(self) }

  /// Makes the index of a repository with the directory `a` into one of this kind.
  func apply(to scratch: ScratchRepository) throws {
    if [.splitWithShortPaths, .sparseWithShortPaths].contains(self) {
      try scratch.git("update-index", "--index-version", "4")
    }
    if isSparse { try scratch.git("sparse-checkout", "set", "--sparse-index", "a") }
    switch self {
    case .split, .splitWithShortPaths: try scratch.git("update-index", "--split-index")
    case .withoutChecksum: try dropChecksum(scratch.path.appending(".git/index"))
    case .sparse, .sparseWithShortPaths: break
    }
  }

  /// As `index.skipHash` of git 2.40 and `feature.manyFiles` do.
  private func dropChecksum(_ path: FilePath) throws {
    let bytes = try FileContents.read(path, limit: 1 << 20)
    try FileContents.write(bytes.dropLast(20) + [UInt8](repeating: 0, count: 20), to: path)
  }
}

@Suite("Kinds of index") struct IndexTests {
  /// Committed files, a link and an executable in `a`, `b` and at the top; the index is older than a second.
  private func scratch(_ kind: IndexKind) throws -> ScratchRepository {
    let scratch = try ScratchRepository()
    for file in ["a/agent.yaml", "a/x", "b/agent.yaml", "b/deep/y", "b/z", "top"] {
      try scratch.write(file, file: file)
    }
    _ = symlink("agent.yaml", scratch.path.appending("b/link").string)
    _ = chmod(scratch.path.appending("b/z").string, 0o755)
    try scratch.commit("feat: all", file: "c/x")
    try kind.apply(to: scratch)
    return scratch
  }

  private func changed(_ scratch: ScratchRepository) throws -> [String] {
    try GitRepository(discovering: scratch.path).changedFiles(under: [], excludedDirectories: [])
  }

  /// What git itself says.
  private func status(_ scratch: ScratchRepository) throws -> [String] {
    let lines = try scratch.git("status", "--porcelain", "--no-renames", "--untracked-files=all").split(separator: "\n")
    return Set(lines.map { String($0.dropFirst(3)) }).sorted()
  }

  @Test(arguments: IndexKind.allCases) func `every kind tells what is tracked and staged`(kind: IndexKind) throws {
    let scratch = try scratch(kind)
    let repository = try GitRepository(discovering: scratch.path)
    #expect(try repository.trackedFiles(named: ["agent.yaml", "y"]) == ["a/agent.yaml", "b/agent.yaml", "b/deep/y"])
    for (path, isTracked) in [("a/x", true), ("b", true), ("b/deep/y", true), ("b/none", false), ("none", false)] {
      #expect(try repository.tracks(FilePath(path)) == isTracked, "\(path)")
    }
    let listed = try scratch.git("ls-files").split(separator: "\n").map(String.init)
    let staged = try repository.stagedFiles(index: nil) { _ in true }
    #expect(staged.map(\.path) == listed)
    #expect(try repository.changed(staged) == [])
    let named = try repository.stagedFiles(index: scratch.path.appending(".git/index")) { _ in true }
    #expect(named == staged)
  }

  @Test(arguments: IndexKind.allCases) func `every kind tells what has changed, as git does`(kind: IndexKind) throws {
    let scratch = try scratch(kind)
    #expect(try changed(scratch) == [])
    #expect(try !GitRepository(discovering: scratch.path).isDirty())
    try scratch.write("changed", file: "a/x")
    try scratch.write("new", file: "a/new")
    try scratch.write("staged", file: "a/staged")
    try scratch.git("add", "a/staged")
    try scratch.git("rm", "-q", "--cached", "top")
    #expect(try changed(scratch) == status(scratch))
    #expect(try changed(scratch) == ["a/new", "a/staged", "a/x", "top"])
    #expect(try GitRepository(discovering: scratch.path).isDirty(under: ["a"]))
    #expect(try !GitRepository(discovering: scratch.path).isDirty(under: ["b"]))
  }

  @Test(arguments: IndexKind.allCases) func `a file of the same size and time as before is read`(kind: IndexKind) throws
  {
    let scratch = try scratch(kind)
    // A test cannot set the time of the last change of status back; the index must not be younger than the file.
    try scratch.git("config", "core.trustctime", "false")
    let (file, index) = (scratch.path.appending("a/x"), scratch.path.appending(".git/index"))
    var before = stat()
    stat(file.string, &before)
    var times = [before.st_atim, before.st_mtim]
    // In place: with a new file the inode would tell.
    try FileDescriptor.open(file, .writeOnly).closeAfterWriting("A/X")
    for path in [file, index] { utimensat(AT_FDCWD, path.string, &times, 0) }
    #expect(try changed(scratch) == ["a/x"])
  }

  @Test(arguments: [IndexKind.split, .splitWithShortPaths])
  func `replaced, deleted and added entries of a split index count`(kind: IndexKind) throws {
    let scratch = try scratch(kind)
    for number in 0..<70 { try scratch.write("\(number)", file: "a/many/\(number)") }
    try scratch.git("add", "a/many")
    try scratch.git("commit", "-q", "-m", "feat: many")
    try scratch.git("update-index", "--split-index")
    let config = ["-c", "splitIndex.maxPercentChange=100"]
    for number in stride(from: 0, to: 70, by: 3) { try scratch.write("changed", file: "a/many/\(number)") }
    try scratch.git(config + ["add", "a/many"], in: scratch.path)
    try scratch.git(config + ["rm", "-q", "a/many/1", "a/many/2", "a/agent.yaml"], in: scratch.path)
    try scratch.write("new", file: "a/many/new")
    try scratch.git(config + ["add", "-N", "a/many/new"], in: scratch.path)
    let listed = try scratch.git("ls-files", "--stage").split(separator: "\n").map(String.init)
    let repository = try GitRepository(discovering: scratch.path)
    let staged = try repository.stagedFiles(index: nil) { _ in true }
    let expected = listed.filter { !$0.hasSuffix("a/many/new") }.map { line in
      (String(line.split(separator: "\t")[1]), String(line.split(separator: " ")[1]))
    }.filter { $0.0 != "b/link" }
    #expect(staged.filter { $0.path != "b/link" }.map(\.path) == expected.map(\.0))
    #expect(staged.filter { $0.path != "b/link" }.map(\.blob.hex) == expected.map(\.1))
    #expect(try changed(scratch) == status(scratch))
  }

  @Test func `a merge in conflict is dirty, and its files are not staged`() throws {
    let scratch = try scratch(.split)
    try scratch.git("checkout", "-q", "-b", "side")
    try scratch.commit("feat: side", file: "a/x")
    try scratch.git("checkout", "-q", "main")
    try scratch.commit("feat: main", file: "a/x")
    #expect(throws: (any Error).self) { try scratch.git("merge", "-q", "side") }
    try scratch.git("update-index", "--split-index")
    #expect(try changed(scratch) == ["a/x"])
    #expect(try scratch.git("ls-files", "--unmerged").contains("a/x"))
  }

  @Test func `a repository that was opened before follows its index from kind to kind`() throws {
    let scratch = try scratch(.withoutChecksum)
    let repository = try GitRepository(discovering: scratch.path)
    #expect(try !repository.isDirty())
    for command in [["--split-index"], ["--no-split-index"], ["--split-index"]] {
      try scratch.git(["update-index"] + command, in: scratch.path)
      let name = "a/staged\(UInt32.random(in: .min ... .max))"
      try scratch.write("staged", file: name)
      try scratch.git("add", name)
      #expect(try repository.stagedFiles(index: nil) { $0 == name }.count == 1)
      #expect(try repository.isDirty())
      try scratch.git("reset", "-q")
      try Directory.remove(scratch.path.appending(name))
      #expect(try !repository.isDirty())
    }
  }

  @Test(arguments: IndexKind.allCases) func `files of a commit are written beside any kind`(kind: IndexKind) throws {
    let scratch = try scratch(kind)
    let target = scratch.directory.appending("export")
    try Directory.create(target)
    let repository = try GitRepository(discovering: scratch.path)
    try repository.export("b", at: repository.head().commit, to: target)
    #expect(try Directory.names(in: target.appending("b")) == ["agent.yaml", "deep", "link", "z"])
  }

  @Test func `a linked worktree has a split index of its own`() throws {
    let scratch = try scratch(.split)
    let linked = scratch.directory.appending("linked")
    try scratch.git("worktree", "add", "-q", "-b", "side", linked.string)
    try scratch.write("staged", file: "a/staged", in: linked)
    try scratch.git("add", "-A", in: linked)
    try scratch.git("update-index", "--split-index", in: linked)
    try scratch.write("changed", file: "a/x", in: linked)
    let repository = try GitRepository(discovering: linked)
    #expect(try repository.changedFiles(under: [], excludedDirectories: []) == ["a/staged", "a/x"])
    #expect(try changed(scratch) == [])
  }

  @Test func `file names need not be UTF-8`() throws {
    let scratch = try scratch(.withoutChecksum)
    let file = creat(Array("\(scratch.path)/b/".utf8CString.dropLast()) + [-1, -2, 0], 0o644)
    #expect(file >= 0 && close(file) == 0)
    try scratch.commit("feat: odd", file: "c/y")
    for kind in [IndexKind.split, .sparse] {
      try kind.apply(to: scratch)
      #expect(try changed(scratch) == [], "\(kind)")
      try scratch.git("update-index", "--no-split-index")
    }
  }

  @Test func `a shared index that is gone, and directories that are not in the clone, are named`() throws {
    let split = try scratch(.split)
    let name = try #require(
      try Directory.names(in: split.path.appending(".git")).first { $0.hasPrefix("sharedindex.") })
    try Directory.remove(split.path.appending(".git/\(name)"))
    let missing = failure { _ = try GitRepository(discovering: split.path).isDirty() }
    #expect(missing?.message.contains(name) == true && missing?.hints.isEmpty == false)

    let sparse = try scratch(.sparse)
    let tree = try sparse.git("rev-parse", "HEAD:b")
    try Directory.remove(sparse.path.appending(".git/objects/\(tree.prefix(2))/\(tree.dropFirst(2))"))
    #expect(
      failure { _ = try GitRepository(discovering: sparse.path).trackedFiles(named: ["x"]) }?.code == .incompleteClone)
  }

  @Test(arguments: IndexKind.allCases) func `a damaged index is a failure, not a crash`(kind: IndexKind) throws {
    let scratch = try scratch(kind)
    let path = scratch.path.appending(".git/index")
    let whole = try FileContents.read(path, limit: 1 << 20)
    var generator = FixedNumbers()
    for round in 0..<150 {
      var bytes = whole
      if round % 3 == 0 {
        bytes.removeLast(Int.random(in: 1..<bytes.count, using: &generator))
      } else {
        for _ in 0..<round % 5 + 1 {
          bytes[Int.random(in: 0..<bytes.count - 20, using: &generator)] = .random(in: 0...255, using: &generator)
        }
      }
      try Directory.remove(path)
      try FileContents.write(bytes, to: path)
      let failed = failure { _ = try GitRepository(discovering: scratch.path).isDirty() }
      // A changed byte may be in a time of a file: then nothing is wrong.
      #expect(round % 3 != 0 || failed?.message.contains("index") == true, "\(round)")
    }
  }

  @Test func `an index of an unknown kind is a clear failure`() throws {
    let scratch = try scratch(.split)
    let path = scratch.path.appending(".git/index")
    let bytes = try FileContents.read(path, limit: 1 << 20)
    let place = try #require(bytes.firstRange(of: Array("link".utf8)))
    try FileContents.write(bytes[..<place.lowerBound] + Array("lunk".utf8) + bytes[place.upperBound...], to: path)
    let unknown = failure { _ = try GitRepository(discovering: scratch.path).isDirty() }
    #expect(unknown?.code == .unsupported && unknown?.message.contains("`lunk`") == true)
    #expect(unknown?.hints.first?.contains("--no-split-index") == true)
  }
}

extension FileDescriptor {
  fileprivate func closeAfterWriting(_ text: String) throws { _ = try closeAfter { try writeAll(text.utf8) } }
}
