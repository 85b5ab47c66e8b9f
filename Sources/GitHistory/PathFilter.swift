import SystemPackage

/// Tells whether a commit touched one of some paths: it differs at one of them from every parent.
///
/// For ordinary commits that is `git log --full-history`, which also lists merges that differ from one parent only.
/// Only the ids on the way down to each path are compared; no file is read and no difference is computed.
struct PathFilter {
  /// The names on the way to each path; none for the whole work tree.
  private let paths: [[[UInt8]]]
  private let store: ObjectStore
  /// What each tree holds at each path; neighbouring commits share most of their trees.
  private var memo: [Key: ObjectStore.TreeEntry?] = [:]

  private struct Key: Hashable {
    let tree: ObjectID
    let path: Int
    let depth: Int
  }

  /// Entries in the memo, about 6 MB; beyond it starts afresh, so that a long history does not fill the memory.
  private static let memoLimit = 1 << 16

  /// - Parameter paths: relative to the work tree; empty or `.` is all of it.
  init(_ paths: [FilePath], store: ObjectStore) {
    self.paths = Self.names(of: paths)
    self.store = store
  }

  /// The names on the way to each path; none for the whole work tree.
  static func names(of paths: [FilePath]) -> [[[UInt8]]] {
    paths.map { path in
      path.lexicallyNormalized().components.filter { $0.kind == .regular }.map { Array($0.string.utf8) }
    }
  }

  mutating func isTouched(by id: ObjectID) throws(GitFailure) -> Bool {
    let commit = try store.commit(id)
    for path in paths.indices where try isTouched(path, by: commit, id) { return true }
    return false
  }

  private mutating func isTouched(_ path: Int, by commit: RawCommit, _ id: ObjectID) throws(GitFailure) -> Bool {
    if commit.parents.isEmpty { return try entry(at: path, tree: commit.tree, of: id) != nil }
    for parent in commit.parents {
      let other = try store.commit(parent).tree
      guard other != commit.tree,
        try entry(at: path, tree: commit.tree, of: id) != entry(at: path, tree: other, of: parent)
      else { return false }
    }
    return true
  }

  private mutating func entry(
    at path: Int, tree: ObjectID, of commit: ObjectID
  ) throws(GitFailure) -> ObjectStore.TreeEntry? {
    try entry(at: path, below: ObjectStore.TreeEntry(mode: 0o40000, id: tree), depth: 0, of: commit)
  }

  private mutating func entry(
    at path: Int, below folder: ObjectStore.TreeEntry, depth: Int, of commit: ObjectID
  ) throws(GitFailure) -> ObjectStore.TreeEntry? {
    guard depth < paths[path].count else { return folder }
    guard folder.isFolder else { return nil }
    let key = Key(tree: folder.id, path: path, depth: depth)
    if let known = memo[key] { return known }
    let child = try store.entry(paths[path][depth], in: folder.id, of: commit)
    let found: ObjectStore.TreeEntry? =
      if let child { try entry(at: path, below: child, depth: depth + 1, of: commit) } else { nil }
    if memo.count >= Self.memoLimit { memo.removeAll(keepingCapacity: true) }
    memo[key] = .some(found)
    return found
  }
}
