/// Commits waiting to be looked at, the newest first; of equal age the one that came first.
struct CommitQueue {
  struct Entry {
    let id: ObjectID
    let parents: [ObjectID]
    /// Seconds since 1970.
    let time: Int64
    fileprivate var arrival = 0

    init(id: ObjectID, parents: [ObjectID], time: Int64) {
      self.id = id
      self.parents = parents
      self.time = time
    }

    fileprivate func precedes(_ other: Entry) -> Bool {
      time != other.time ? time > other.time : arrival < other.arrival
    }
  }

  /// A binary heap: each entry precedes those at twice its place plus one and two.
  private var heap: [Entry] = []
  private var arrivals = 0

  var first: Entry? { heap.first }

  mutating func push(_ entry: Entry) {
    var entry = entry
    entry.arrival = arrivals
    arrivals += 1
    heap.append(entry)
    var place = heap.count - 1
    while place > 0, heap[place].precedes(heap[(place - 1) / 2]) {
      heap.swapAt(place, (place - 1) / 2)
      place = (place - 1) / 2
    }
  }

  mutating func pop() -> Entry? {
    guard let last = heap.indices.last else { return nil }
    heap.swapAt(0, last)
    let entry = heap.removeLast()
    var place = 0
    while true {
      var best = place
      for child in [2 * place + 1, 2 * place + 2] where child < heap.count && heap[child].precedes(heap[best]) {
        best = child
      }
      if best == place { return entry }
      heap.swapAt(place, best)
      place = best
    }
  }
}
