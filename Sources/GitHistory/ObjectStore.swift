import CGit2
import SystemPackage

/// Reads commits and trees of one repository; confined to the thread of its `GitRepository`.
final class ObjectStore {
  private let handle: OpaquePointer
  private let packs: PackedObjects?
  /// The commits read last: a decision asks for the same ones to find the base, the range and what touched a path.
  private var commits: [ObjectID: RawCommit] = [:]

  /// The folders read last: what a commit has is compared next as what its child's parent had.
  private var trees: [(id: ObjectID, bytes: [UInt8])] = []

  /// Entries, about 4 MB; beyond it starts afresh, so that a long history does not fill the memory.
  private static let commitLimit = 1 << 15
  /// Bytes of whole commits kept with them: who asked for a commit's parents mostly asks for its message next.
  private static let contentsLimit = 4 << 20
  private var contentsSize = 0

  init(repository: OpaquePointer) throws(GitFailure) {
    packs = git_repository_commondir(repository).map {
      PackedObjects(FilePath(String(cString: $0)).appending("objects"))
    }
    handle = try LibGit2.handle("open the object database") { git_repository_odb(&$0, repository) }
  }

  deinit { git_odb_free(handle) }

  /// Objects in the packs.
  var packedCount: Int { packs?.count ?? 0 }

  /// A number below `packedCount` that stands for the object; nothing for one that is in no pack.
  func packedPlace(of id: ObjectID) -> Int? { packs?.number(of: id) }

  func commit(_ id: ObjectID) throws(GitFailure) -> RawCommit {
    if let known = commits[id] { return known }
    if commits.count >= Self.commitLimit {
      commits.removeAll(keepingCapacity: true)
      contentsSize = 0
    }
    var commit: RawCommit
    if let object = packs?.object(id), object.kind == .commit,
      let packed = object.contents.withUnsafeBytes({ RawCommit($0) })
    {
      commit = packed
      if contentsSize + object.contents.count <= Self.contentsLimit {
        contentsSize += object.contents.count
        commit.contents = object.contents
      }
    } else {
      guard let single = try read(id, .commit, { RawCommit($0) }), let single else { throw .missingCommit(id) }
      commit = single
    }
    commits[id] = commit
    return commit
  }

  func value(of id: ObjectID) throws(GitFailure) -> GitCommit {
    func value(_ bytes: UnsafeRawBufferPointer) -> GitCommit? {
      guard let raw = RawCommit(bytes) else { return nil }
      let texts = RawCommit.texts(bytes)
      return GitCommit(
        id: id.hex, message: texts.message, parents: raw.parents.map(\.hex), authorName: texts.author,
        committerTime: raw.time)
    }
    if let known = commits[id]?.contents?.withUnsafeBytes(value) { return known }
    guard let found = try read(id, .commit, value), let found else { throw .missingCommit(id) }
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
    guard try read(tree, .tree, { Self.visitEntries(in: $0, visit) }) != nil else {
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

  /// A folder as git stores it.
  func tree(_ id: ObjectID, of commit: ObjectID) throws(GitFailure) -> [UInt8] {
    if let known = trees.first(where: { $0.id == id }) { return known.bytes }
    guard let bytes = try read(id, .tree, { Array($0) }) else { throw .missingTree(commit) }
    trees = trees.suffix(1) + [(id, bytes)]
    return bytes
  }

  /// The commit that an object is or, through any number of annotated tags, names; nothing where it is another object.
  func commitNamed(by id: ObjectID) throws(GitFailure) -> ObjectID? {
    var id = id
    while let target = try read(id, .tag, { Self.target($0) }) {
      guard let target else { return nil }
      id = target
    }
    if try read(id, .commit, { _ in true }) != nil { return id }
    var oid = id.oid
    // Whoever takes a tag that is missing here for none at all gets the next version wrong.
    guard git_odb_exists(handle, &oid) == 1 else { throw .missingCommit(id) }
    return nil
  }

  /// The first line of a tag object is `object ID`.
  private static func target(_ tag: UnsafeRawBufferPointer) -> ObjectID? {
    let start = "object ".utf8.count
    guard tag.count >= start + 2 * Int(GIT_OID_RAWSZ) else { return nil }
    return ObjectID(hex: UnsafeRawBufferPointer(rebasing: tag[start..<start + 2 * Int(GIT_OID_RAWSZ)]))
  }

  /// Whether a commit's message holds one of some texts, in any letter case.
  func mentions(_ id: ObjectID, _ texts: [[UInt8]]) throws(GitFailure) -> Bool {
    let found = try read(id, .commit) { bytes in texts.contains { Self.contains(bytes, $0) } }
    guard let found else { throw .missingCommit(id) }
    return found
  }

  /// - Parameter text: in lower case, of ASCII characters.
  private static func contains(_ bytes: UnsafeRawBufferPointer, _ text: [UInt8]) -> Bool {
    guard let first = text.first, bytes.count >= text.count else { return false }
    func isEqual(_ byte: UInt8, _ letter: UInt8) -> Bool {
      byte == letter || (byte | 0x20 == letter && (0x61...0x7A).contains(letter))
    }
    for start in 0...(bytes.count - text.count) where isEqual(bytes[start], first) {
      if text.indices.allSatisfy({ isEqual(bytes[start + $0], text[$0]) }) { return true }
    }
    return false
  }

  /// Bytes; nothing where the file is not in this clone.
  func blobSize(_ id: ObjectID) throws(GitFailure) -> Int? { try read(id, .file, \.count) }

  func blob(_ id: ObjectID) throws(GitFailure) -> [UInt8]? { try read(id, .file) { Array($0) } }

  private static let notFound = [GIT_ENOTFOUND.rawValue]

  /// - Returns: nothing where there is no such object, or it is of another type.
  private func read<Result>(
    _ id: ObjectID, _ kind: PackFile.Kind, _ body: (UnsafeRawBufferPointer) -> Result
  ) throws(GitFailure) -> Result? {
    if let object = packs?.object(id) { return object.kind == kind ? object.contents.withUnsafeBytes(body) : nil }
    var oid = id.oid
    var object: OpaquePointer?
    let status = try LibGit2.call("read object `\(id.hex)`", accepting: Self.notFound) {
      git_odb_read(&object, handle, &oid)
    }
    guard status == 0, let object else { return nil }
    defer { git_odb_object_free(object) }
    guard git_odb_object_type(object).rawValue == kind.rawValue else { return nil }
    return body(UnsafeRawBufferPointer(start: git_odb_object_data(object), count: git_odb_object_size(object)))
  }
}
