import CGit2

/// An object of the repository, unpacked.
final class StoredObject {
  fileprivate let handle: OpaquePointer
  /// Valid as long as the object.
  let bytes: UnsafeRawBufferPointer

  fileprivate init(_ handle: OpaquePointer) {
    self.handle = handle
    bytes = UnsafeRawBufferPointer(start: git_odb_object_data(handle), count: git_odb_object_size(handle))
  }

  deinit { git_odb_object_free(handle) }
}

/// Reading objects: libgit2 finds and unpacks them, `StoredCommit` and `Tree` read their bytes.
extension GitRepository {
  /// - Throws: if there is no such commit in this clone.
  func commit(_ id: ObjectID) throws(GitFailure) -> StoredCommit {
    guard let object = try object(id, GIT_OBJECT_COMMIT) else { throw .missingCommit(id) }
    guard let commit = StoredCommit(object) else { throw .damaged(id) }
    return commit
  }

  /// - Throws: if the tree is not in this clone.
  func tree(_ id: ObjectID, of commit: ObjectID) throws(GitFailure) -> Tree {
    guard let tree = try tree(id) else { throw .missingTree(commit) }
    return tree
  }

  /// - Returns: `nil` if the tree is not in this clone.
  func tree(_ id: ObjectID) throws(GitFailure) -> Tree? { try object(id, GIT_OBJECT_TREE).map { Tree($0, id) } }

  /// - Returns: `nil` if the file is not in this clone.
  func withBlob<Result>(_ id: ObjectID, _ body: (UnsafeRawBufferPointer) -> Result) throws(GitFailure) -> Result? {
    guard let blob = try object(id, GIT_OBJECT_BLOB) else { return nil }
    return withExtendedLifetime(blob) { body(blob.bytes) }
  }

  /// The commit that an object is or, as an annotated tag, leads to.
  ///
  /// - Returns: `nil` if it leads to a tree or a file.
  func commit(peeling id: ObjectID) throws(GitFailure) -> ObjectID? {
    var (id, size, type) = (id, 0, GIT_OBJECT_INVALID)
    while true {
      var oid = id.oid
      let status = try LibGit2.call("read object `\(id.hex)`", accepting: Self.notFound) {
        git_odb_read_header(&size, &type, database, &oid)
      }
      guard status == 0 else { throw .missingCommit(id) }
      guard type == GIT_OBJECT_TAG else { return type == GIT_OBJECT_COMMIT ? id : nil }
      guard let stored = try object(id, GIT_OBJECT_TAG) else { throw .damaged(id) }
      try requireIntact(stored, id, GIT_OBJECT_TAG)
      let tag = try LibGit2.handle("read tag `\(id.hex)`") { git_tag_lookup(&$0, handle, &oid) }
      defer { git_object_free(tag) }
      id = ObjectID(git_tag_target_id(tag).pointee)
    }
  }

  private static let notFound = [GIT_ENOTFOUND.rawValue]

  /// - Returns: `nil` if there is no such object, or it is of another type.
  private func object(_ id: ObjectID, _ type: git_object_t) throws(GitFailure) -> StoredObject? {
    var (oid, object) = (id.oid, OpaquePointer?.none)
    try LibGit2.call("read object `\(id.hex)`", accepting: Self.notFound) { git_odb_read(&object, database, &oid) }
    guard let object = object.map(StoredObject.init) else { return nil }
    return git_odb_object_type(object.handle) == type ? object : nil
  }

  /// A commit that decides the version: its contents are compared with its name, which libgit2 is told not to do because
  /// it would for every object of a walk.
  func intactCommit(_ id: ObjectID) throws(GitFailure) -> StoredCommit {
    let commit = try commit(id)
    // The ends of a shallow clone lack their parents, on purpose.
    if !ends.contains(id) { try requireIntact(commit.object, id, GIT_OBJECT_COMMIT) }
    return commit
  }

  private func requireIntact(_ object: StoredObject, _ id: ObjectID, _ type: git_object_t) throws(GitFailure) {
    var found = git_oid()
    try LibGit2.call("hash object `\(id.hex)`") {
      git_odb_hash(&found, object.bytes.baseAddress, object.bytes.count, type)
    }
    guard ObjectID(found) == id else { throw .damaged(id) }
  }

  func tree(of commit: ObjectID) throws(GitFailure) -> ObjectID { try self.commit(commit).tree }

  func parents(of commit: ObjectID) throws(GitFailure) -> [ObjectID] { try self.commit(commit).parents }

  /// - Returns: seconds since 1970.
  func time(of commit: ObjectID) throws(GitFailure) -> Int64 { try self.commit(commit).time }

  /// - Parameter path: relative to the work tree; empty for the work tree itself.
  /// - Returns: `nil` if the commit has nothing there.
  func entry(at path: String, of commit: ObjectID) throws(GitFailure) -> TreeEntry? {
    try entry(at: path.split(separator: "/").map(String.init), below: tree(of: commit), of: commit)
  }

  /// - Parameter names: on the way down from a tree.
  func entry(at names: [String], below tree: ObjectID, of commit: ObjectID) throws(GitFailure) -> TreeEntry? {
    var entry = TreeEntry(mode: GIT_FILEMODE_TREE.rawValue, id: tree)
    for name in names {
      guard entry.isDirectory, let next = try self.tree(entry.id, of: commit).entry(named: name) else { return nil }
      entry = next
    }
    return entry
  }
}
