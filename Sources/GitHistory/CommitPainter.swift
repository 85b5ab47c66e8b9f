/// Finds out what is reachable from where, from the newest commit down, keeping no more than it has passed.
///
/// Commits reachable from a start are painted `wanted`, those reachable from an excluded commit `excluded`; both colours
/// flow to the parents. The walk is done when everything still waiting is excluded: it never goes far below the
/// excluded commits, however long the history is.
struct CommitPainter {
  private struct Paint: OptionSet {
    let rawValue: UInt8
    static let wanted = Paint(rawValue: 1)
    static let excluded = Paint(rawValue: 2)
    static let waiting = Paint(rawValue: 4)
  }

  private let store: ObjectStore
  private let boundary: Set<ObjectID>
  private var paints: CommitMarks
  private var queue = CommitQueue()
  /// How many waiting commits are wanted and not excluded.
  private(set) var open = 0

  /// - Parameter boundary: where a shallow clone ends; these commits have parents that are not here.
  init(store: ObjectStore, boundary: Set<ObjectID>) {
    self.store = store
    self.boundary = boundary
    paints = CommitMarks(store: store)
  }

  mutating func want(_ id: ObjectID) throws(GitFailure) { try paint(id, .wanted) }
  mutating func exclude(_ id: ObjectID) throws(GitFailure) { try paint(id, .excluded) }

  /// Reached from a start, whether excluded or not.
  func isReached(_ id: ObjectID) -> Bool { paint(of: id).contains(.wanted) }

  func isExcluded(_ id: ObjectID) -> Bool { paint(of: id).contains(.excluded) }

  private func paint(of id: ObjectID) -> Paint { Paint(rawValue: paints[id]) }

  /// The time of the commit that `step` will pass next, in seconds since 1970.
  var nextTime: Int64? { queue.first?.time }

  /// A commit that was passed; `endsHere` at the end of a shallow clone.
  struct Passed {
    let id: ObjectID
    let time: Int64
    let endsHere: Bool
  }

  /// Passes the newest waiting commit.
  mutating func step() throws(GitFailure) -> Passed? {
    guard let entry = queue.pop() else { return nil }
    let paint = paint(of: entry.id).subtracting(.waiting)
    paints[entry.id] = paint.rawValue
    if paint == .wanted { open -= 1 }
    // A first commit that is as deep as the clone is listed as its end, but nothing is missing below it.
    let endsHere = boundary.contains(entry.id) && !entry.parents.isEmpty
    if !endsHere {
      for parent in entry.parents { try self.paint(parent, paint.contains(.excluded) ? .excluded : .wanted) }
    }
    return Passed(id: entry.id, time: entry.time, endsHere: endsHere)
  }

  /// A commit that gets a new colour waits (again), so that the colour reaches what was passed before.
  private mutating func paint(_ id: ObjectID, _ colour: Paint) throws(GitFailure) {
    let old = paint(of: id)
    if old.contains(colour) { return }
    var new = old.union(colour)
    if old.contains(.waiting) {
      if colour == .excluded { open -= 1 }
    } else if old == .excluded {
      // Its parents are excluded already: being reached changes nothing below.
    } else {
      let commit = try store.commit(id)
      queue.push(CommitQueue.Entry(id: id, parents: commit.parents, time: commit.time))
      if new == .wanted { open += 1 }
      new.insert(.waiting)
    }
    paints[id] = new.rawValue
  }
}
