/// A few bits for each commit that a walk has met: half a byte for each object of the packs once they are many.
///
/// A dictionary of ids takes some fifty bytes a commit, and for a moment half of that again whenever it grows. A place in
/// a pack's index names an object as well as its id does. Short walks stay with the dictionary: a large repository has
/// far more objects than they meet.
struct CommitMarks {
  /// Commits in the dictionary at which the places take over.
  static let dictionaryLimit = 1 << 16

  private let store: ObjectStore
  private let limit: Int
  private var byID: [ObjectID: UInt8] = [:]
  /// Two in a byte; empty before the places take over.
  private var byPlace: [UInt8] = []

  init(store: ObjectStore, limit: Int = dictionaryLimit) {
    self.store = store
    self.limit = limit
  }

  /// 0 where nothing was set; only the lower four bits are kept.
  subscript(_ id: ObjectID) -> UInt8 {
    get {
      guard let place = place(of: id) else { return byID[id] ?? 0 }
      return byPlace[place / 2] >> UInt8(place % 2 * 4) & 15
    }
    set {
      guard let place = place(of: id) else {
        byID[id] = newValue
        if byID.count > limit, byPlace.isEmpty { takePlaces() }
        return
      }
      let shift = UInt8(place % 2 * 4)
      byPlace[place / 2] = byPlace[place / 2] & ~(15 << shift) | newValue << shift
    }
  }

  private func place(of id: ObjectID) -> Int? { byPlace.isEmpty ? nil : store.packedPlace(of: id) }

  /// What is in no pack stays in the dictionary.
  private mutating func takePlaces() {
    byPlace = [UInt8](repeating: 0, count: store.packedCount / 2 + 1)
    let marks = byID
    byID = [:]
    for (id, mark) in marks { self[id] = mark }
  }
}
