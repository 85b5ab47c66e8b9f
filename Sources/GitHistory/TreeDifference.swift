import Glibc

/// Compares two tree objects, each a sorted run of `mode SP name NUL id`, without making values of equal entries.
enum TreeDifference {
  /// The names that differ or are in one of them only.
  static func names(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Set<[UInt8]> {
    var names: Set<[UInt8]> = []
    var (one, other) = (Entry(left, at: 0), Entry(right, at: 0))
    while let first = one ?? other {
      guard let left = one, let right = other else {
        names.insert(Array(first.name))
        if one != nil { one = first.next } else { other = first.next }
        continue
      }
      if let (next, others) = left.skippingEqual(right) {
        (one, other) = (next, others)
        continue
      }
      switch left.order(right) {
      case 0:
        names.insert(Array(left.name))
        (one, other) = (left.next, right.next)
      case ..<0:
        names.insert(Array(left.name))
        one = left.next
      default:
        names.insert(Array(right.name))
        other = right.next
      }
    }
    return names
  }

  private struct Entry {
    private static let idLength = 20

    private let tree: UnsafeRawBufferPointer
    /// The entry alone.
    private let bytes: UnsafeRawBufferPointer
    private let start: Int

    /// Nothing at the end, and where the object is cut off.
    init?(_ tree: UnsafeRawBufferPointer, at start: Int) {
      guard start < tree.count, let base = tree.baseAddress?.advanced(by: start),
        let zero = memchr(base, 0, tree.count - start)
      else { return nil }
      let length = UnsafeRawPointer(zero) - base + 1 + Self.idLength
      guard start + length <= tree.count else { return nil }
      self.tree = tree
      self.start = start
      bytes = UnsafeRawBufferPointer(start: base, count: length)
    }

    var next: Entry? { Entry(tree, at: start + bytes.count) }

    var name: UnsafeRawBufferPointer {
      let end = bytes.count - 1 - Self.idLength
      let space = bytes[..<end].firstIndex(of: UInt8(ascii: " ")) ?? end - 1
      return UnsafeRawBufferPointer(rebasing: bytes[(space + 1)..<end])
    }

    private var isFolder: Bool { bytes[0] == UInt8(ascii: "4") }

    /// What follows this entry and its equals after it; nothing where it is not equal to the other one.
    ///
    /// Most of two trees is equal: how far, their bytes tell, and the entries are only counted up to there.
    func skippingEqual(_ other: Entry) -> (Entry?, Entry?)? {
      let own = UnsafeRawBufferPointer(rebasing: tree[start...])
      let others = UnsafeRawBufferPointer(rebasing: other.tree[other.start...])
      let equal = Self.equalCount(own, others)
      if equal == own.count, equal == others.count { return (nil, nil) }
      guard let base = own.baseAddress else { return nil }
      var place = 0
      while place < equal, let zero = memchr(base + place, 0, equal - place) {
        let length = UnsafeRawPointer(zero) - (base + place) + 1 + Self.idLength
        guard place + length <= equal else { break }
        place += length
      }
      return place == 0 ? nil : (Entry(tree, at: start + place), Entry(other.tree, at: other.start + place))
    }

    /// How many bytes two texts have in common at their beginning.
    private static func equalCount(_ one: UnsafeRawBufferPointer, _ other: UnsafeRawBufferPointer) -> Int {
      let end = min(one.count, other.count)
      guard end > 0, let left = one.baseAddress, let right = other.baseAddress else { return 0 }
      if memcmp(left, right, end) == 0 { return end }
      var place = 0
      let step = 64
      while place + step <= end, memcmp(left + place, right + place, step) == 0 { place += step }
      while place < end, one[place] == other[place] { place += 1 }
      return place
    }

    /// git sorts a folder as if its name ended with a slash.
    func order(_ other: Entry) -> Int {
      let (own, others) = (name, other.name)
      func byte(_ name: UnsafeRawBufferPointer, _ isFolder: Bool, _ place: Int) -> Int {
        if place < name.count { return Int(name[place]) }
        return place == name.count && isFolder ? Int(UInt8(ascii: "/")) : -1
      }
      var place = 0
      while true {
        let (left, right) = (byte(own, isFolder, place), byte(others, other.isFolder, place))
        if left != right { return left - right }
        if left < 0 { return 0 }
        place += 1
      }
    }
  }
}
