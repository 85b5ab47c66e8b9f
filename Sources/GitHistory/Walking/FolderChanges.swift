import CGit2
import Glibc
import SystemPackage

/// Tells whether a commit touched one of some paths: it differs at one of them from every parent.
///
/// For ordinary commits that is `git log --full-history`, which also lists merges that differ from one parent only.
struct PathFilter {
  /// A name in a folder; no name is the work tree itself.
  private let places: [(name: String?, folder: FolderChanges)]
  private let repository: GitRepository

  /// - Parameter paths: relative to the work tree; empty or `.` is all of it.
  init(_ paths: [FilePath], in repository: GitRepository) {
    places = paths.map { path in
      var folder = path.lexicallyNormalized()
      folder.components.removeAll { $0.kind != .regular }
      let name = folder.components.last?.string
      folder.removeLastComponent()
      let changes = repository.folderChanges[folder] ?? FolderChanges(folder)
      repository.folderChanges[folder] = changes
      return (name, changes)
    }
    self.repository = repository
  }

  func isTouched(by commit: ObjectID) throws(GitFailure) -> Bool {
    for (name, folder) in places {
      if let name {
        if try folder.names(changedBy: commit, in: repository).contains(name) { return true }
      } else if try !isEmpty(commit) {
        return true
      }
    }
    return false
  }

  /// Whether a commit is in all files like one of its parents.
  private func isEmpty(_ commit: ObjectID) throws(GitFailure) -> Bool {
    let tree = try repository.tree(of: commit)
    for parent in try repository.parents(of: commit) where try repository.tree(of: parent) == tree { return true }
    return false
  }
}

/// What commits change in a folder, one level deep. Agents lie side by side: what one of them has compared, all know.
///
/// No file is read; only the entries of the folder are compared.
final class FolderChanges {
  private let folder: [String]
  private var changes: [ObjectID: [String]] = [:]
  /// The folder's tree in each commit.
  private var trees: [ObjectID: ObjectID?] = [:]
  /// What a commit has is compared next as what its child's parent had.
  private var lastTree: (id: ObjectID, tree: Tree)?

  /// Commits, about 8 MB; beyond it starts afresh, so that a long history does not fill the memory.
  private static let limit = 1 << 16

  init(_ folder: FilePath) { self.folder = folder.components.map(\.string) }

  /// The names in the folder that differ from every parent.
  func names(changedBy commit: ObjectID, in repository: GitRepository) throws(GitFailure) -> [String] {
    if let known = changes[commit] { return known }
    let own = try treeID(of: commit, in: repository)
    var names: [String]?
    for parent in try repository.parents(of: commit) {
      let other = try treeID(of: parent, in: repository)
      let differences = own == other ? [] : try differences(own, other, of: commit, in: repository)
      names = names?.filter(differences.contains) ?? differences
      if names == [] { break }
    }
    let found = if let names { names } else { try differences(own, nil, of: commit, in: repository) }
    if changes.count >= Self.limit { changes.removeAll(keepingCapacity: true) }
    changes[commit] = found
    return found
  }

  private func treeID(of commit: ObjectID, in repository: GitRepository) throws(GitFailure) -> ObjectID? {
    if let known = trees[commit] { return known }
    let entry = try repository.entry(at: folder, below: repository.tree(of: commit), of: commit)
    let found = entry?.isFolder == true ? entry?.id : nil
    if trees.count >= Self.limit { trees.removeAll(keepingCapacity: true) }
    trees[commit] = .some(found)
    return found
  }

  private func differences(
    _ one: ObjectID?, _ other: ObjectID?, of commit: ObjectID, in repository: GitRepository
  ) throws(GitFailure) -> [String] {
    let one = try one.map { id throws(GitFailure) in try tree(id, of: commit, in: repository) }
    let other = try other.map { id throws(GitFailure) in try tree(id, of: commit, in: repository) }
    return Tree.differences(one, other)
  }

  private func tree(_ id: ObjectID, of commit: ObjectID, in repository: GitRepository) throws(GitFailure) -> Tree {
    if let lastTree, lastTree.id == id { return lastTree.tree }
    let tree = try Tree(id, of: commit, in: repository)
    lastTree = (id, tree)
    return tree
  }
}

/// The entries of a folder, in git's order.
private final class Tree {
  private let handle: OpaquePointer
  private let count: Int

  init(_ id: ObjectID, of commit: ObjectID, in repository: GitRepository) throws(GitFailure) {
    guard let handle = try repository.object(id, GIT_OBJECT_TREE) else { throw .missingTree(commit) }
    self.handle = handle
    count = git_tree_entrycount(handle)
  }

  deinit { git_object_free(handle) }

  private subscript(place: Int) -> OpaquePointer? { place < count ? git_tree_entry_byindex(handle, place) : nil }

  /// The names that differ or are in one of them only.
  static func differences(_ one: Tree?, _ other: Tree?) -> [String] {
    var (place, otherPlace) = (0, 0)
    var names: [String] = []
    while true {
      let (left, right) = (one?[place], other?[otherPlace])
      guard let first = left ?? right else { return names }
      let order =
        if let left, let right { isEqual(left, right) ? nil : git_tree_entry_cmp(left, right) } else {
          left == nil ? 1 : -1 as Int32?
        }
      if order ?? 0 <= 0 { place += 1 }
      if order ?? 0 >= 0 { otherPlace += 1 }
      if let order { names.append(String(cString: git_tree_entry_name(order > 0 ? right ?? first : first))) }
    }
  }

  private static func isEqual(_ left: OpaquePointer, _ right: OpaquePointer) -> Bool {
    memcmp(git_tree_entry_id(left), git_tree_entry_id(right), Int(GIT_OID_RAWSZ)) == 0
      && strcmp(git_tree_entry_name(left), git_tree_entry_name(right)) == 0
      && git_tree_entry_filemode_raw(left) == git_tree_entry_filemode_raw(right)
  }
}
