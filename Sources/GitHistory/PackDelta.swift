/// Makes an object from another one and a list of what to copy and what to insert (gitformat-pack, "Deltified
/// representation").
enum PackDelta {
  /// - Returns: nothing where the difference does not fit the base.
  static func apply(_ delta: [UInt8], to base: [UInt8]) -> [UInt8]? {
    var reader = Reader(bytes: delta)
    guard reader.size() == base.count, let size = reader.size(), size <= PackFile.sizeLimit else { return nil }
    var result: [UInt8] = []
    result.reserveCapacity(size)
    while let command = reader.next() {
      if command & 0x80 != 0 {
        // Four bits say which bytes of the offset follow, three which of the length.
        var numbers: (offset: Int, count: Int) = (0, 0)
        for bit in 0..<4 where command & 1 << bit != 0 {
          guard let byte = reader.next() else { return nil }
          numbers.offset |= Int(byte) << (8 * bit)
        }
        for bit in 0..<3 where command & 0x10 << bit != 0 {
          guard let byte = reader.next() else { return nil }
          numbers.count |= Int(byte) << (8 * bit)
        }
        let count = numbers.count == 0 ? 0x10000 : numbers.count
        guard numbers.offset + count <= base.count else { return nil }
        result += base[numbers.offset..<numbers.offset + count]
      } else {
        guard command != 0, let bytes = reader.bytes(Int(command)) else { return nil }
        result += bytes
      }
      if result.count > size { return nil }
    }
    return result.count == size ? result : nil
  }

  private struct Reader {
    let bytes: [UInt8]
    var place = 0

    mutating func next() -> UInt8? {
      guard place < bytes.count else { return nil }
      place += 1
      return bytes[place - 1]
    }

    mutating func bytes(_ count: Int) -> ArraySlice<UInt8>? {
      guard place + count <= bytes.count else { return nil }
      place += count
      return bytes[place - count..<place]
    }

    /// Groups of seven bits, the lowest first.
    mutating func size() -> Int? {
      var size = 0
      for shift in stride(from: 0, to: 35, by: 7) {
        guard let byte = next() else { return nil }
        size |= Int(byte & 0x7F) << shift
        if byte & 0x80 == 0 { return size }
      }
      return nil
    }
  }
}
