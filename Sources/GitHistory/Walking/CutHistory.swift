/// Which ends of a shallow clone commits descend from.
///
/// A commit is no ancestor of one that it descends from. That alone shows that it is not connected to another by way of
/// commits that are not in the clone: times prove nothing, because clocks differ, and an import may write any time.
final class CutHistory {
  /// Commits in a row share one set.
  private var sets: [ObjectID: Set<ObjectID>] = [:]

  /// The ends that one of the commits is or descends from, in this clone.
  func ends(below commits: [ObjectID], in repository: GitRepository) throws(GitFailure) -> Set<ObjectID> {
    var found: Set<ObjectID> = []
    for commit in commits { found.formUnion(try ends(below: commit, in: repository)) }
    return found
  }

  private func ends(below commit: ObjectID, in repository: GitRepository) throws(GitFailure) -> Set<ObjectID> {
    var open = [commit]
    while let id = open.last {
      if sets[id] == nil {
        let parents = try repository.parents(of: id)
        let unknown = parents.filter { sets[$0] == nil }
        guard unknown.isEmpty else {
          open += unknown
          continue
        }
        var ends = parents.first.flatMap { sets[$0] } ?? []
        for parent in parents.dropFirst() { ends.formUnion(sets[parent] ?? []) }
        if repository.ends.contains(id) { ends.insert(id) }
        sets[id] = ends
      }
      open.removeLast()
    }
    return sets[commit] ?? []
  }
}

extension GitRepository {
  /// Whether one of the commits may be an ancestor of the bases, by way of commits that are not in this clone.
  ///
  /// - Parameter found: the commits that are reachable from some start and, in this clone, from no base.
  func mayBeHidden(_ found: [ObjectID], below bases: [ObjectID]) throws(GitFailure) -> Bool {
    let ends = try cutHistory.ends(below: bases, in: self)
    if ends.isEmpty { return false }
    for commit in found where try !ends.isSubset(of: cutHistory.ends(below: [commit], in: self)) { return true }
    return false
  }
}
