public import SystemPackage

extension GitRepository {
  /// Whether the first commit is in the history of the second, or is that commit.
  ///
  /// - Throws: `shallow-history` where the clone ends too early to tell.
  public func isAncestor(_ ancestor: String, of descendant: String) throws(GitFailure) -> Bool {
    let candidate = try ObjectID(parsing: ancestor)
    let start = try ObjectID(parsing: descendant)
    if candidate == start { return true }
    if let shared, shared.start == start, shared.base == candidate || shared.contains(candidate) { return true }
    // Excluding what lies below the candidate ends the walk there; nothing below can lead back up to it.
    var walk = try walk(from: start, excluding: [candidate])
    while !walk.isExhausted, try walk.step() {
      guard walk.isReached(candidate) else { continue }
      // The commits since a tag are asked for next: the same walk finds them.
      if shared == nil || shared?.start == start, let range = try walk.finish() {
        try share(range, from: start, after: candidate)
      }
      return true
    }
    // Where all missing commits are older than the candidate, it cannot be among them.
    if let newestEnd = walk.newestEnd, newestEnd >= (try store.commit(candidate).time) {
      throw .shallow("whether `\(candidate.short)` is in the history of `\(start.short)`", remedy: shallowRemedy)
    }
    return false
  }

  /// Walks the commits reachable from `start` and not from `base`, newest first.
  ///
  /// - Parameters:
  ///   - paths: relative to the work tree; only commits that differ at one of them from every parent are visited, the
  ///     first commit where it has one of them. A renamed folder counts from its rename on. No paths: every commit.
  /// - Throws: `shallow-history` where the walk needs commits that a shallow clone does not have.
  public func commits(
    from start: String, after base: String, touching paths: [FilePath] = [], visit: (GitCommit) -> WalkStep
  ) throws(GitFailure) {
    let start = try ObjectID(parsing: start)
    let base = try ObjectID(parsing: base)
    if shared?.start != start || shared?.numbers(after: base) == nil {
      try share(range(from: start, excluding: [base]), from: start, after: base)
    }
    for number in try shared?.numbers(after: base, touching: PathFilter.names(of: paths), store) ?? [] {
      guard let id = shared?.ids[Int(number)] else { break }
      if visit(try store.value(of: id)) == .stop { return }
    }
  }

  /// Walks the whole history below `start`, newest first, keeping of it no more than which commits it has passed.
  ///
  /// - Parameters:
  ///   - paths: as above.
  ///   - texts: in lower case; only commits that mention one of them in any letter case are visited. None: every commit.
  /// - Throws: `shallow-history` as soon as the walk needs commits that a shallow clone does not have.
  public func commits(
    from start: String, touching paths: [FilePath] = [], mentioning texts: [String] = [],
    visit: (GitCommit) -> WalkStep
  ) throws(GitFailure) {
    let start = try ObjectID(parsing: start)
    let texts = texts.map { Array($0.utf8) }
    var filter = paths.isEmpty ? nil : PathFilter(paths, store: store)
    var painter = CommitPainter(store: store, boundary: boundary)
    try painter.want(start)
    while let passed = try painter.step() {
      if passed.endsHere { throw .shallow("the history of `\(start.short)`", remedy: shallowRemedy) }
      if !texts.isEmpty, try !store.mentions(passed.id, texts) { continue }
      if filter != nil, try filter?.isTouched(by: passed.id) == false { continue }
      if visit(try store.value(of: passed.id)) == .stop { return }
    }
  }

  /// The commits reachable from `start` and from none of `excluding`, newest first.
  func range(from start: ObjectID, excluding: [String]) throws(GitFailure) -> [ObjectID] {
    var excluded: [ObjectID] = []
    for id in excluding { excluded.append(try ObjectID(parsing: id)) }
    return try range(from: start, excluding: excluded)
  }

  private func range(from start: ObjectID, excluding: [ObjectID]) throws(GitFailure) -> [ObjectID] {
    var walk = try walk(from: start, excluding: excluding)
    guard let range = try walk.finish() else {
      throw .shallow("a part of the commits since the base", remedy: shallowRemedy)
    }
    return range
  }

  private func walk(from start: ObjectID, excluding: [ObjectID]) throws(GitFailure) -> RangeWalk {
    try RangeWalk(CommitPainter(store: store, boundary: boundary), from: start, excluding: excluding)
  }

  private func share(_ range: [ObjectID], from start: ObjectID, after base: ObjectID) throws(GitFailure) {
    shared = try SharedRange(start: start, base: base, ids: range, store: store)
  }
}
