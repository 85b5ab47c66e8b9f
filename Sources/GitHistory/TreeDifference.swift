import CGit2

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
      switch left.order(right) {
      case 0:
        if !left.isEqual(to: right) { names.insert(Array(left.name)) }
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
    private let bytes: UnsafeRawBufferPointer
    private let start: Int
    private let nameStart: Int
    private let nameEnd: Int

    /// Nothing at the end, and where the object is cut off.
    init?(_ bytes: UnsafeRawBufferPointer, at start: Int) {
      guard start < bytes.count, let space = bytes[start...].firstIndex(of: UInt8(ascii: " ")),
        let zero = bytes[space...].firstIndex(of: 0), zero + Int(GIT_OID_RAWSZ) < bytes.count
      else { return nil }
      self.bytes = bytes
      self.start = start
      nameStart = space + 1
      nameEnd = zero
    }

    var name: Slice<UnsafeRawBufferPointer> { bytes[nameStart..<nameEnd] }
    private var end: Int { nameEnd + 1 + Int(GIT_OID_RAWSZ) }
    var next: Entry? { Entry(bytes, at: end) }

    private var isFolder: Bool { bytes[start] == UInt8(ascii: "4") }

    /// git sorts a folder as if its name ended with a slash.
    private func byte(_ place: Int) -> Int {
      if place < nameEnd - nameStart { return Int(bytes[nameStart + place]) }
      return place == nameEnd - nameStart && isFolder ? Int(UInt8(ascii: "/")) : -1
    }

    func order(_ other: Entry) -> Int {
      var place = 0
      while true {
        let (own, others) = (byte(place), other.byte(place))
        if own != others { return own - others }
        if own < 0 { return 0 }
        place += 1
      }
    }

    func isEqual(to other: Entry) -> Bool { bytes[start..<end].elementsEqual(other.bytes[other.start..<other.end]) }
  }
}
