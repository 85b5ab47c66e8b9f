import CGit2

/// Reading objects: a closure sees libgit2's handle, plain values come out.
extension GitRepository {
  /// - Throws: if there is no such commit in this clone.
  func withCommit<Result>(
    _ id: ObjectID, _ body: (OpaquePointer) throws(GitFailure) -> Result
  ) throws(GitFailure) -> Result {
    guard let commit = try object(id, GIT_OBJECT_COMMIT) else { throw .missingCommit(id) }
    defer { git_object_free(commit) }
    return try body(commit)
  }

  /// - Throws: if the tree is not in this clone.
  func withTree<Result>(
    _ id: ObjectID, of commit: ObjectID, _ body: (OpaquePointer) throws(GitFailure) -> Result
  ) throws(GitFailure) -> Result {
    guard let tree = try object(id, GIT_OBJECT_TREE) else { throw .missingTree(commit) }
    defer { git_object_free(tree) }
    return try body(tree)
  }

  /// - Returns: `nil` if the file is not in this clone.
  func withBlob<Result>(_ id: ObjectID, _ body: (UnsafeRawBufferPointer) -> Result) throws(GitFailure) -> Result? {
    guard let blob = try object(id, GIT_OBJECT_BLOB) else { return nil }
    defer { git_object_free(blob) }
    return body(UnsafeRawBufferPointer(start: git_blob_rawcontent(blob), count: Int(git_blob_rawsize(blob))))
  }

  private static let notFound = [GIT_ENOTFOUND.rawValue]

  /// - Returns: `nil` if there is no such object, or it is of another type.
  func object(_ id: ObjectID, _ type: git_object_t) throws(GitFailure) -> OpaquePointer? {
    var oid = id.oid
    var object: OpaquePointer?
    try LibGit2.call("read object `\(id.hex)`", accepting: Self.notFound) {
      git_object_lookup(&object, handle, &oid, type)
    }
    return object
  }

  static func tree(of commit: OpaquePointer) -> ObjectID { ObjectID(git_commit_tree_id(commit).pointee) }

  static func parents(of commit: OpaquePointer) -> [ObjectID] {
    (0..<git_commit_parentcount(commit)).compactMap { git_commit_parent_id(commit, $0).map { ObjectID($0.pointee) } }
  }

  func tree(of commit: ObjectID) throws(GitFailure) -> ObjectID { try withCommit(commit) { Self.tree(of: $0) } }

  func parents(of commit: ObjectID) throws(GitFailure) -> [ObjectID] { try withCommit(commit) { Self.parents(of: $0) } }

  /// - Returns: seconds since 1970.
  func time(of commit: ObjectID) throws(GitFailure) -> Int64 { try withCommit(commit) { git_commit_time($0) } }
}

/// An entry of a directory.
struct TreeEntry: Hashable {
  /// It tells an executable from a plain file.
  var mode: UInt32
  var id: ObjectID

  init(mode: UInt32, id: ObjectID) {
    self.mode = mode
    self.id = id
  }

  init(_ entry: OpaquePointer) {
    self.init(mode: git_tree_entry_filemode_raw(entry).rawValue, id: ObjectID(git_tree_entry_id(entry).pointee))
  }

  var isDirectory: Bool { mode == GIT_FILEMODE_TREE.rawValue }
}

extension GitRepository {
  /// - Parameter path: relative to the work tree; empty for the work tree itself.
  /// - Returns: `nil` if the commit has nothing there.
  func entry(at path: String, of commit: ObjectID) throws(GitFailure) -> TreeEntry? {
    try entry(at: path.split(separator: "/").map(String.init), below: tree(of: commit), of: commit)
  }

  /// - Parameter names: on the way down from a tree.
  func entry(at names: [String], below tree: ObjectID, of commit: ObjectID) throws(GitFailure) -> TreeEntry? {
    var entry = TreeEntry(mode: GIT_FILEMODE_TREE.rawValue, id: tree)
    for name in names {
      guard entry.isDirectory,
        let next = try withTree(entry.id, of: commit, { git_tree_entry_byname($0, name).map { TreeEntry($0) } })
      else { return nil }
      entry = next
    }
    return entry
  }
}
