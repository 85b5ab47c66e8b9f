/// Walks over the fields of a protobuf message (protobuf.dev/programming-guides/encoding).
struct ProtobufReader {
  enum Value {
    case number(UInt64)
    case bytes(ArraySlice<UInt8>)
    /// Fixed widths, which nothing here needs.
    case other
  }

  private var rest: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) {
    rest = bytes
  }

  /// The next field; `nil` at the end, or if the rest is damaged.
  mutating func next() -> (field: UInt64, value: Value)? {
    guard let key = varint() else { return nil }
    switch key & 7 {
    case 0: return varint().map { (key >> 3, .number($0)) }
    case 2:
      guard let length = varint(), length <= UInt64(rest.count) else { return nil }
      let bytes = rest.prefix(Int(length))
      rest = rest.dropFirst(Int(length))
      return (key >> 3, .bytes(bytes))
    case 1 where rest.count >= 8:
      rest = rest.dropFirst(8)
      return (key >> 3, .other)
    case 5 where rest.count >= 4:
      rest = rest.dropFirst(4)
      return (key >> 3, .other)
    default: return nil
    }
  }

  private mutating func varint() -> UInt64? {
    var number: UInt64 = 0
    var shift: UInt64 = 0
    while let byte = rest.popFirst(), shift < 64 {
      number |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return number }
      shift += 7
    }
    return nil
  }
}
