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
    var painter = CommitPainter(store: store, boundary: boundary)
    // Excluding what lies below the candidate ends the walk there; nothing below can lead back up to it.
    try painter.exclude(candidate)
    try painter.want(start)
    var newestEnd: Int64?
    while painter.open > 0, let passed = try painter.step() {
      if painter.isReached(candidate) { return true }
      if passed.endsHere, !painter.isExcluded(passed.id) { newestEnd = max(newestEnd ?? .min, passed.time) }
    }
    // Where all missing commits are older than the candidate, it cannot be among them.
    if let newestEnd, newestEnd >= (try store.commit(candidate).time) {
      throw .shallow("whether `\(candidate.short)` is in the history of `\(start.short)`", remedy: shallowRemedy)
    }
    return false
  }

  /// Walks the commits reachable from `start` and from none of `excluding`, newest first.
  ///
  /// - Parameters:
  ///   - excluding: commits, mostly the one of the base tag; with none the walk streams down to the first commit.
  ///   - paths: relative to the work tree; only commits that differ there from every parent are visited, the first
  ///     commit where it has one of them. A renamed folder counts from its rename on. No paths: every commit.
  /// - Throws: `shallow-history` as soon as the walk needs commits that a shallow clone does not have.
  public func commits(
    from start: String, excluding: [String] = [], touching paths: [FilePath] = [],
    visit: (GitCommit) -> WalkStep
  ) throws(GitFailure) {
    let start = try ObjectID(parsing: start)
    if excluding.count == 1, let numbers = try sharedNumbers(from: start, after: excluding[0], touching: paths) {
      for number in numbers {
        guard let id = shared?.ids[Int(number)] else { break }
        if visit(try store.value(of: id)) == .stop { return }
      }
      return
    }
    var filter = paths.isEmpty ? nil : PathFilter(paths, store: store)
    func visited(_ id: ObjectID) throws(GitFailure) -> WalkStep {
      if filter != nil, try filter?.isTouched(by: id) == false { return .next }
      return visit(try store.value(of: id))
    }
    if excluding.isEmpty {
      var painter = CommitPainter(store: store, boundary: boundary)
      try painter.want(start)
      while let passed = try painter.step() {
        if passed.endsHere { throw .shallow("the history of `\(start.short)`", remedy: shallowRemedy) }
        if try visited(passed.id) == .stop { return }
      }
    } else {
      let range = try range(from: start, excluding: excluding)
      if excluding.count == 1 {
        shared = try SharedRange(start: start, base: ObjectID(parsing: excluding[0]), ids: range, store: store)
      }
      for id in range where try visited(id) == .stop { return }
    }
  }

  /// The answer from a range that was walked before, where that is possible.
  private func sharedNumbers(
    from start: ObjectID, after base: String, touching paths: [FilePath]
  ) throws(GitFailure) -> [Int32]? {
    guard let shared, shared.start == start, let range = shared.numbers(after: try ObjectID(parsing: base)) else {
      return nil
    }
    let names = PathFilter.names(of: paths)
    if names.isEmpty || names.contains(where: \.isEmpty) { return range }
    var comparison = TreeComparison(store: store)
    var touching: Set<Int32> = []
    for path in names {
      // Kept in place, so that what is found out for one agent serves the next.
      touching.formUnion(try self.shared?.touching(path, &comparison) ?? [])
    }
    return range.filter { touching.contains($0) }
  }

  /// How many commits are passed after everything waiting is excluded: a commit with a wrong clock may still exclude
  /// one of those found. git passes 5.
  private static let clockSlop = 100

  /// The commits reachable from `start` and from none of `excluding`, newest first.
  func range(from start: ObjectID, excluding: [String]) throws(GitFailure) -> [ObjectID] {
    var painter = CommitPainter(store: store, boundary: boundary)
    try painter.want(start)
    for base in excluding { try painter.exclude(try ObjectID(parsing: base)) }
    var found: [ObjectID] = []
    var ends: [CommitPainter.Passed] = []
    var oldest = Int64.max
    var slop = Self.clockSlop
    while let nextTime = painter.nextTime {
      if painter.open > 0 || oldest <= nextTime {
        slop = Self.clockSlop
      } else {
        slop -= 1
        if slop < 0 { break }
      }
      guard let passed = try painter.step() else { break }
      if passed.endsHere { ends.append(passed) }
      if !painter.isExcluded(passed.id) {
        found.append(passed.id)
        oldest = min(oldest, passed.time)
      }
    }
    // A missing commit is harmless where it is older than everything found: then it is below an excluded one.
    if ends.contains(where: { !painter.isExcluded($0.id) || $0.time > oldest }) {
      throw .shallow("a part of the commits since the base", remedy: shallowRemedy)
    }
    return found.filter { !painter.isExcluded($0) }
  }
}
