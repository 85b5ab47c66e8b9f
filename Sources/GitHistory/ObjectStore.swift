import CGit2

/// Reads commits and trees of one repository; confined to the thread of its `GitRepository`.
final class ObjectStore {
  private let handle: OpaquePointer
  /// The commits read last: a decision asks for the same ones to find the base, the range and what touched a path.
  private var commits: [ObjectID: RawCommit] = [:]

  /// Entries, about 4 MB; beyond it starts afresh, so that a long history does not fill the memory.
  private static let commitLimit = 1 << 15

  init(repository: OpaquePointer) throws(GitFailure) {
    handle = try LibGit2.handle("open the object database") { git_repository_odb(&$0, repository) }
  }

  deinit { git_odb_free(handle) }

  func commit(_ id: ObjectID) throws(GitFailure) -> RawCommit {
    if let known = commits[id] { return known }
    guard let commit = try read(id, GIT_OBJECT_COMMIT, { RawCommit($0) }), let commit else {
      throw .missingCommit(id)
    }
    if commits.count >= Self.commitLimit { commits.removeAll(keepingCapacity: true) }
    commits[id] = commit
    return commit
  }

  func value(of id: ObjectID) throws(GitFailure) -> GitCommit {
    let found = try read(id, GIT_OBJECT_COMMIT) { bytes -> GitCommit? in
      guard let raw = RawCommit(bytes) else { return nil }
      let texts = RawCommit.texts(bytes)
      return GitCommit(
        id: id.hex, message: texts.message, parents: raw.parents.map(\.hex), authorName: texts.author,
        committerTime: raw.time)
    }
    guard let found, let found else { throw .missingCommit(id) }
    return found
  }

  /// What a folder holds under a name.
  struct TreeEntry: Hashable {
    /// The mode's octal digits read as a number; it tells an executable from a plain file.
    var mode: UInt32
    var id: ObjectID

    static let folderMode: UInt32 = 0o40000
    var isFolder: Bool { mode == Self.folderMode }
  }

  /// - Returns: nothing where the folder has no such name.
  /// - Throws: where the tree is not in this clone.
  func entry(_ name: [UInt8], in tree: ObjectID, of commit: ObjectID) throws(GitFailure) -> TreeEntry? {
    var found: TreeEntry?
    try visitEntries(of: tree, of: commit) { candidate, entry in
      guard candidate.elementsEqual(name) else { return .next }
      found = entry()
      return .stop
    }
    return found
  }

  /// - Parameter path: relative to the work tree.
  func entry(at path: String, of commit: ObjectID) throws(GitFailure) -> TreeEntry? {
    var entry = TreeEntry(mode: TreeEntry.folderMode, id: try self.commit(commit).tree)
    for name in path.utf8.split(separator: UInt8(ascii: "/")) {
      guard entry.isFolder, let next = try self.entry(Array(name), in: entry.id, of: commit) else { return nil }
      entry = next
    }
    return entry
  }

  /// What a folder holds, in git's order.
  func entries(of tree: ObjectID, of commit: ObjectID) throws(GitFailure) -> [(name: [UInt8], entry: TreeEntry)] {
    var entries: [(name: [UInt8], entry: TreeEntry)] = []
    try visitEntries(of: tree, of: commit) { name, entry in
      entries.append((Array(name), entry()))
      return .next
    }
    return entries
  }

  private func visitEntries(
    of tree: ObjectID, of commit: ObjectID, _ visit: (Slice<UnsafeRawBufferPointer>, () -> TreeEntry) -> WalkStep
  ) throws(GitFailure) {
    guard try read(tree, GIT_OBJECT_TREE, { Self.visitEntries(in: $0, visit) }) != nil else {
      throw .missingTree(commit)
    }
  }

  /// A tree object is a run of `mode SP name NUL id`.
  private static func visitEntries(
    in bytes: UnsafeRawBufferPointer, _ visit: (Slice<UnsafeRawBufferPointer>, () -> TreeEntry) -> WalkStep
  ) {
    var position = 0
    while position < bytes.count {
      var mode: UInt32 = 0
      while position < bytes.count, bytes[position] != UInt8(ascii: " ") {
        mode = mode << 3 | UInt32(bytes[position] & 7)
        position += 1
      }
      let start = position + 1
      guard let end = bytes[min(start, bytes.count)...].firstIndex(of: 0), end + Int(GIT_OID_RAWSZ) < bytes.count else {
        return
      }
      let next = end + 1 + Int(GIT_OID_RAWSZ)
      let step = visit(bytes[start..<end]) {
        TreeEntry(mode: mode, id: ObjectID(bytes: UnsafeRawBufferPointer(rebasing: bytes[(end + 1)..<next])))
      }
      if step == .stop { return }
      position = next
    }
  }

  /// The names that two folders hold differently, or only one of them; one folder may be missing.
  func differences(_ one: ObjectID?, _ other: ObjectID?, of commit: ObjectID) throws(GitFailure) -> Set<[UInt8]> {
    func entries(_ tree: ObjectID?) throws(GitFailure) -> [UInt8] {
      guard let tree else { return [] }
      guard let bytes = try read(tree, GIT_OBJECT_TREE, { Array($0) }) else { throw .missingTree(commit) }
      return bytes
    }
    let (left, right) = (try entries(one), try entries(other))
    return left.withUnsafeBytes { left in right.withUnsafeBytes { TreeDifference.names(left, $0) } }
  }

  /// Bytes; nothing where the file is not in this clone.
  func blobSize(_ id: ObjectID) throws(GitFailure) -> Int? { try read(id, GIT_OBJECT_BLOB, \.count) }

  func blob(_ id: ObjectID) throws(GitFailure) -> [UInt8]? { try read(id, GIT_OBJECT_BLOB) { Array($0) } }

  private static let notFound = [GIT_ENOTFOUND.rawValue]

  /// - Returns: nothing where there is no such object, or it is of another type.
  private func read<Result>(
    _ id: ObjectID, _ type: git_object_t, _ body: (UnsafeRawBufferPointer) -> Result
  ) throws(GitFailure) -> Result? {
    var oid = id.oid
    var object: OpaquePointer?
    let status = try LibGit2.call("read object `\(id.hex)`", accepting: Self.notFound) {
      git_odb_read(&object, handle, &oid)
    }
    guard status == 0, let object else { return nil }
    defer { git_odb_object_free(object) }
    guard git_odb_object_type(object) == type else { return nil }
    return body(UnsafeRawBufferPointer(start: git_odb_object_data(object), count: git_odb_object_size(object)))
  }
}
