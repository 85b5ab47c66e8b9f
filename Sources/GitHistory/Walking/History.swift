public import SystemPackage

extension GitRepository {
  /// Whether the first commit is in the history of the second, or is that commit.
  ///
  /// - Throws: `shallow-history` if the clone ends too early to tell.
  public func isAncestor(_ ancestor: String, of descendant: String) throws(GitFailure) -> Bool {
    let candidate = try ObjectID(parsing: ancestor)
    let start = try ObjectID(parsing: descendant)
    if candidate == start { return true }
    // The commits since a tag are asked for next: the same walk finds them. Of an ancestor it has passed a child, most
    // likely as the last commit.
    let found = try walk(from: [start], excluding: [candidate])
    for id in found.reversed() where try parents(of: id).contains(candidate) { return true }
    // It may be below an end that it does not descend from; the others are not among what was found.
    if found.contains(where: ends.contains) {
      throw .shallow(
        "the commits that show whether `\(candidate.short)` is in the history of `\(start.short)`",
        remedy: shallowRemedy)
    }
    return false
  }

  /// Visits the commits reachable from `start` and not from `base`, newest first.
  ///
  /// - Parameter paths: relative to the work tree; only commits that differ at one of them from every parent are visited,
  ///   the first commit where it has one of them. A renamed directory counts from its rename on. No paths: every commit.
  /// - Throws: `shallow-history` if the walk needs commits that a shallow clone does not have.
  public func commits(
    from start: String, after base: String, touching paths: [FilePath] = [], visit: (GitCommit) -> WalkStep
  ) throws(GitFailure) {
    var range = try range(from: [try ObjectID(parsing: start)], excluding: [try ObjectID(parsing: base)])
    if !paths.isEmpty { range = try PathFilter(paths, in: self).touched(in: range) }
    for id in range where visit(try value(of: id)) == .stop { return }
  }

  /// Visits the whole history below `start`, newest first.
  ///
  /// - Parameters:
  ///   - paths: as above.
  ///   - limit: how many commits are visited whatever their messages.
  ///   - texts: older commits are visited if they mention one of these, in any letter case.
  /// - Throws: as above.
  public func commits(
    from start: String, touching paths: [FilePath] = [], newest limit: Int = .max, thenMentioning texts: [String] = [],
    visit: (GitCommit) -> WalkStep
  ) throws(GitFailure) {
    let filter = PathFilter(paths, in: self)
    var count = 0
    for id in try range(from: [try ObjectID(parsing: start)], excluding: []) {
      if count >= limit, try !mentions(id, texts) { continue }
      if !paths.isEmpty, try !filter.isTouched(by: id) { continue }
      count += 1
      if visit(try value(of: id)) == .stop { return }
    }
  }

  /// The commits that a merge brought: reachable from its further parents and not from the first.
  ///
  /// - Returns: `nil` if the commit is not in this clone or is not a merge.
  public func commitsBrought(by merge: String) throws(GitFailure) -> [String]? {
    let id = try ObjectID(parsing: merge)
    guard let parents = try? parents(of: id), parents.count > 1 else { return nil }
    return try range(from: Array(parents.dropFirst()), excluding: [parents[0]]).map(\.hex).sorted()
  }

  /// Those of the directories that differ in one of the commits from every parent of it.
  ///
  /// - Parameters:
  ///   - directories: relative to the work tree; empty for all of it.
  ///   - start: the commits reachable from here are examined, except those reachable from `excluding`.
  public func directories(
    _ directories: Set<String>, touchedFrom start: String, excluding: [String]
  ) throws(GitFailure) -> Set<String> {
    var bases: [ObjectID] = []
    for id in excluding { bases.append(try ObjectID(parsing: id)) }
    var filters = directories.map { ($0, PathFilter([FilePath($0)], in: self)) }
    var touched: Set<String> = []
    for id in try range(from: [try ObjectID(parsing: start)], excluding: bases) {
      for place in filters.indices.reversed() where try filters[place].1.isTouched(by: id) {
        touched.insert(filters.remove(at: place).0)
      }
      if filters.isEmpty { break }
    }
    return touched
  }
}
