/// Goes down from a start and finds what is not reachable from some excluded commits, one commit a step.
struct RangeWalk {
  /// How many commits are passed after everything waiting is excluded: a commit with a wrong clock may still exclude
  /// one of those found. git passes 5.
  private static let clockSlop = 100

  private var painter: CommitPainter
  private var found: [ObjectID] = []
  private var ends: [CommitPainter.Passed] = []
  private var oldest = Int64.max
  private var slop = clockSlop

  init(_ painter: CommitPainter, from start: ObjectID, excluding: [ObjectID]) throws(GitFailure) {
    self.painter = painter
    try self.painter.want(start)
    for base in excluding { try self.painter.exclude(base) }
  }

  /// Everything that waits to be passed is excluded: what comes now can only exclude more.
  var isExhausted: Bool { painter.open == 0 }

  func isReached(_ id: ObjectID) -> Bool { painter.isReached(id) }

  /// The time of the newest commit that was found and whose parents a shallow clone lacks.
  var newestEnd: Int64? { ends.lazy.filter { !painter.isExcluded($0.id) }.map(\.time).max() }

  /// - Returns: whether there was a commit left that matters.
  mutating func step() throws(GitFailure) -> Bool {
    guard let nextTime = painter.nextTime else { return false }
    if painter.open > 0 || oldest <= nextTime {
      slop = Self.clockSlop
    } else {
      slop -= 1
      if slop < 0 { return false }
    }
    guard let passed = try painter.step() else { return false }
    if passed.endsHere { ends.append(passed) }
    if !painter.isExcluded(passed.id) {
      found.append(passed.id)
      oldest = min(oldest, passed.time)
    }
    return true
  }

  /// The commits of the range, the newest first; nothing where a shallow clone ends too early to tell.
  mutating func finish() throws(GitFailure) -> [ObjectID]? {
    while try step() {}
    // A missing commit is harmless where it is older than everything found: then it is below an excluded one.
    if ends.contains(where: { !painter.isExcluded($0.id) || $0.time > oldest }) { return nil }
    return found.filter { !painter.isExcluded($0) }
  }
}
