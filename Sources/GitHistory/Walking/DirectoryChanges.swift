import SystemPackage

/// Whether a commit touched one of the paths: it differs there from every parent.
///
/// For ordinary commits that is `git log --full-history`, which also lists merges that differ from one parent only.
struct PathFilter {
  /// A name in a directory; no name is the work tree itself.
  private let places: [(name: String?, directory: DirectoryChanges)]
  private let repository: GitRepository

  /// - Parameter paths: relative to the work tree; empty or `.` is all of it.
  init(_ paths: [FilePath], in repository: GitRepository) {
    places = paths.map { path in
      var directory = path.lexicallyNormalized()
      directory.components.removeAll { $0.kind != .regular }
      let name = directory.components.last?.string
      directory.removeLastComponent()
      let changes = repository.directoryChanges[directory] ?? DirectoryChanges(directory)
      repository.directoryChanges[directory] = changes
      return (name, changes)
    }
    self.repository = repository
  }

  /// Those commits of a walk that touched one of the paths, in their order.
  ///
  /// Many agents use the same walk: the second one in a directory computes the answer for all that follow.
  func touched(in walk: [ObjectID]) throws(GitFailure) -> [ObjectID] {
    guard places.count == 1, let name = places[0].name, !places[0].directory.isFirst(name) else {
      var touched: [ObjectID] = []
      for id in walk where try isTouched(by: id) { touched.append(id) }
      return touched
    }
    let directory = places[0].directory
    if repository.lastTouched.walk != walk { repository.lastTouched = (walk, [:]) }
    if let known = repository.lastTouched.directories[directory.path] { return known[name] ?? [] }
    var touched: [String: [ObjectID]] = [:]
    for id in walk {
      for name in Set(try directory.names(changedBy: id, in: repository)) { touched[name, default: []].append(id) }
    }
    repository.lastTouched.directories[directory.path] = touched
    return touched[name] ?? []
  }

  func isTouched(by commit: ObjectID) throws(GitFailure) -> Bool {
    for (name, directory) in places {
      if let name {
        if try directory.isTouched(name, by: commit, in: repository) { return true }
      } else if try !isEmpty(commit) {
        return true
      }
    }
    return false
  }

  /// Whether a commit has the same files as one of its parents.
  private func isEmpty(_ commit: ObjectID) throws(GitFailure) -> Bool {
    let own = try repository.commit(commit)
    for parent in own.parents where try repository.tree(of: parent) == own.tree { return true }
    return false
  }
}

/// What commits change in a directory, one level deep; no file is read.
///
/// The first name is looked up alone. For a second name all entries are compared, and other agents in the directory use
/// the result.
final class DirectoryChanges {
  let path: FilePath
  private var first: String?
  private let directory: [String]
  private var changes: [ObjectID: [String]] = [:]
  private var nodes: [ObjectID: Node] = [:]
  /// What a commit has is compared next as what its child's parent had.
  private var lastTree: (id: ObjectID, tree: Tree)?

  private struct Node {
    /// The directory in the commit.
    var tree: ObjectID?
    /// What it holds under the first name.
    var entry: TreeEntry?
    var parents: [ObjectID]
  }

  /// How many commits are remembered, so that a long history does not fill the memory: those since a tag, and those on
  /// the way from a commit to its parents.
  private static let (changeLimit, nodeLimit) = (1 << 16, 1 << 12)

  init(_ path: FilePath) {
    self.path = path
    directory = path.components.map(\.string)
  }

  func isFirst(_ name: String) -> Bool {
    if first == nil { first = name }
    return first == name
  }

  /// Whether a name differs from every parent.
  func isTouched(_ name: String, by commit: ObjectID, in repository: GitRepository) throws(GitFailure) -> Bool {
    guard isFirst(name) else { return try names(changedBy: commit, in: repository).contains(name) }
    let own = try node(commit, in: repository)
    for parent in own.parents where try node(parent, in: repository).entry == own.entry { return false }
    return !own.parents.isEmpty || own.entry != nil
  }

  /// The names that differ from every parent.
  func names(changedBy commit: ObjectID, in repository: GitRepository) throws(GitFailure) -> [String] {
    if let known = changes[commit] { return known }
    let own = try node(commit, in: repository)
    var names: [String]?
    for parent in own.parents {
      let other = try node(parent, in: repository).tree
      let differences = own.tree == other ? [] : try differences(own.tree, other, of: commit, in: repository)
      names = names?.filter(differences.contains) ?? differences
      if names == [] { break }
    }
    let found = if let names { names } else { try differences(own.tree, nil, of: commit, in: repository) }
    if changes.count >= Self.changeLimit { changes.removeAll(keepingCapacity: true) }
    changes[commit] = found
    return found
  }

  private func node(_ commit: ObjectID, in repository: GitRepository) throws(GitFailure) -> Node {
    if let known = nodes[commit] { return known }
    let stored = try repository.commit(commit)
    var node = Node(parents: stored.parents)
    if let found = try repository.entry(at: directory, below: stored.tree, of: commit), found.isDirectory {
      node.tree = found.id
      if let first { node.entry = try repository.entry(at: [first], below: found.id, of: commit) }
    }
    if nodes.count >= Self.nodeLimit { nodes.removeAll(keepingCapacity: true) }
    nodes[commit] = node
    return node
  }

  private func differences(
    _ one: ObjectID?, _ other: ObjectID?, of commit: ObjectID, in repository: GitRepository
  ) throws(GitFailure) -> [String] {
    let one = try one.map { id throws(GitFailure) in try tree(id, of: commit, in: repository) }
    let other = try other.map { id throws(GitFailure) in try tree(id, of: commit, in: repository) }
    return try Tree.differences(one, other)
  }

  private func tree(_ id: ObjectID, of commit: ObjectID, in repository: GitRepository) throws(GitFailure) -> Tree {
    if let lastTree, lastTree.id == id { return lastTree.tree }
    let tree = try repository.tree(id, of: commit)
    lastTree = (id, tree)
    return tree
  }
}
