/// libgit2 reads commits by their times, and stops excluding after five in a row that are older than all it has found.
/// Histories that were imported, or rebased with their dates, have more: then it takes the commits below them for new.
extension GitRepository {
  /// How many commits below the bases are looked at, near ones first: these take 10 ms.
  private static let searchLimit = 10_000

  /// Those of the commits that are not ancestors of a base.
  ///
  /// - Parameter found: what a walk that excludes the bases has found, newest first.
  func withoutAncestors(of bases: [ObjectID], _ found: [ObjectID]) throws(GitFailure) -> [ObjectID] {
    if bases.isEmpty || found.isEmpty { return found }
    if bases.count == 1, try descend(found, from: bases[0]) { return found }
    let new = Set(found)
    var hidden: Set<ObjectID> = []
    var (open, known, place) = (bases, Set(bases), 0)
    while place < open.count, place < Self.searchLimit {
      // One that is missing matters only to a walk that needs it.
      for parent in (try? parents(of: open[place])) ?? [] where known.insert(parent).inserted {
        if new.contains(parent) { hidden.insert(parent) } else { open.append(parent) }
      }
      place += 1
    }
    if hidden.isEmpty { return found }
    // With each goes what is below it, however much that is.
    var below = Array(hidden)
    while let id = below.popLast() {
      for parent in try parents(of: id) where new.contains(parent) && hidden.insert(parent).inserted {
        below.append(parent)
      }
    }
    return found.filter { !hidden.contains($0) }
  }

  /// Whether all commits descend from a base, as they do without branches: then none is an ancestor of it.
  private func descend(_ found: [ObjectID], from base: ObjectID) throws(GitFailure) -> Bool {
    var descendants: Set = [base]
    for id in found.reversed() {
      guard try parents(of: id).contains(where: descendants.contains) else { return false }
      descendants.insert(id)
    }
    return true
  }
}
