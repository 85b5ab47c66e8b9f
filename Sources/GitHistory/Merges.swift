extension GitRepository {
  /// The commits that a merge brought: reachable from its further parents and not from the first.
  ///
  /// - Returns: nothing where the commit is not here or no merge.
  public func commitsBrought(by merge: String) throws(GitFailure) -> [String]? {
    let id = try ObjectID(parsing: merge)
    guard let commit = try? store.commit(id), commit.parents.count > 1 else { return nil }
    var brought: Set<String> = []
    for parent in commit.parents.dropFirst() {
      for id in try range(from: parent, excluding: [commit.parents[0].hex]) { brought.insert(id.hex) }
    }
    return brought.sorted()
  }
}
