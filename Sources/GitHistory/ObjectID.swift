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
  init?(hex: some Collection<UInt8>) {
    guard hex.count == 2 * Int(GIT_OID_RAWSZ) else { return nil }
    var words: (UInt64, UInt64, UInt64) = (0, 0, 0)
    for (place, digit) in hex.enumerated() {
      let value: UInt8
      switch digit {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): value = digit - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): value = digit - UInt8(ascii: "a") + 10
      case UInt8(ascii: "A")...UInt8(ascii: "F"): value = digit - UInt8(ascii: "A") + 10
      default: return nil
      }
      switch place {
      case ..<16: words.0 = words.0 << 4 | UInt64(value)
      case ..<32: words.1 = words.1 << 4 | UInt64(value)
      default: words.2 = words.2 << 4 | UInt64(value)
      }
    }
    first = words.0
    second = words.1
    third = UInt32(words.2)
  }

  init(parsing text: String) throws(GitFailure) {
    guard let id = ObjectID(hex: Array(text.utf8)) else {
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

  /// The first digits, for people.
  var short: String { String(hex.prefix(GitCommit.shortLength)) }

  /// SHA-1 spreads evenly by itself: a part of it is hash enough.
  func hash(into hasher: inout Hasher) { hasher.combine(first) }
}
