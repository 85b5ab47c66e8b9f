import CGit2

/// The SHA-1 that names an object; 20 bytes in registers, because walks keep many of them.
struct ObjectID: Hashable, Sendable {
  private let first: UInt64
  private let second: UInt64
  private let third: UInt32

  /// From the 20 bytes as git stores them.
  init(bytes: UnsafeRawBufferPointer) {
    first = bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self).bigEndian
    second = bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self).bigEndian
    third = bytes.loadUnaligned(fromByteOffset: 16, as: UInt32.self).bigEndian
  }

  init(_ oid: git_oid) {
    self = withUnsafeBytes(of: oid) { ObjectID(bytes: $0) }
  }

  /// - Returns: nothing unless the text is exactly 40 hexadecimal digits.
  init?(hex: UnsafeRawBufferPointer) {
    guard hex.count == 2 * Int(GIT_OID_RAWSZ), let first = Self.number(hex, 0..<16),
      let second = Self.number(hex, 16..<32), let third = Self.number(hex, 32..<40)
    else { return nil }
    self.first = first
    self.second = second
    self.third = UInt32(third)
  }

  private static func number(_ hex: UnsafeRawBufferPointer, _ places: Range<Int>) -> UInt64? {
    var number: UInt64 = 0
    for place in places {
      let digit = hex[place]
      let letter = digit | 0x20
      if (0x30...0x39).contains(digit) {
        number = number << 4 | UInt64(digit - 0x30)
      } else if (0x61...0x66).contains(letter) {
        number = number << 4 | UInt64(letter - 0x61 + 10)
      } else {
        return nil
      }
    }
    return number
  }

  init(parsing text: String) throws(GitFailure) {
    guard let id = Array(text.utf8).withUnsafeBytes({ ObjectID(hex: $0) }) else {
      throw GitFailure(.other, "`\(text)` is not a commit id of 40 hexadecimal digits")
    }
    self = id
  }

  var oid: git_oid {
    var oid = git_oid()
    withUnsafeMutableBytes(of: &oid) { bytes in
      bytes.storeBytes(of: first.bigEndian, toByteOffset: 0, as: UInt64.self)
      bytes.storeBytes(of: second.bigEndian, toByteOffset: 8, as: UInt64.self)
      bytes.storeBytes(of: third.bigEndian, toByteOffset: 16, as: UInt32.self)
    }
    return oid
  }

  /// 40 lower-case hexadecimal digits.
  var hex: String {
    let digits = Array("0123456789abcdef".utf8)
    return withUnsafeBytes(of: oid) { bytes in
      String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
  }

  /// The first eight bytes as a number: ids are spread evenly over it.
  var leading: UInt64 { first }

  /// The first digits, for people.
  var short: String { String(hex.prefix(GitCommit.shortLength)) }

  /// SHA-1 spreads evenly by itself: a part of it is hash enough.
  func hash(into hasher: inout Hasher) { hasher.combine(first) }
}

extension ObjectID: Comparable {
  /// As git sorts them.
  static func < (left: ObjectID, right: ObjectID) -> Bool {
    (left.first, left.second, left.third) < (right.first, right.second, right.third)
  }
}
