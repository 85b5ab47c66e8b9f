import CGit2

/// The SHA-1 that names an object; 20 bytes in registers, because walks keep many of them.
struct ObjectID: Hashable, Sendable {
  private let first: UInt64
  private let second: UInt64
  private let third: UInt32

  init(_ oid: git_oid) { self = withUnsafeBytes(of: oid) { ObjectID($0) } }

  /// - Parameter bytes: the 20 of a SHA-1.
  init(_ bytes: UnsafeRawBufferPointer) {
    first = bytes.loadUnaligned(as: UInt64.self)
    second = bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
    third = bytes.loadUnaligned(fromByteOffset: 16, as: UInt32.self)
  }

  /// - Parameter bytes: as above.
  init(_ bytes: ArraySlice<UInt8>) { self = bytes.withUnsafeBytes { ObjectID($0) } }

  /// - Parameter text: exactly 40 hexadecimal digits.
  init(parsing text: String) throws(GitFailure) {
    var oid = git_oid()
    guard text.utf8.count == 2 * Int(GIT_OID_RAWSZ), git_oid_fromstr(&oid, text) == 0 else {
      throw GitFailure(.other, "`\(text)` is not a commit id of 40 hexadecimal digits")
    }
    self.init(oid)
  }

  var oid: git_oid {
    var oid = git_oid()
    withUnsafeMutableBytes(of: &oid) { bytes in
      bytes.storeBytes(of: first, as: UInt64.self)
      bytes.storeBytes(of: second, toByteOffset: 8, as: UInt64.self)
      bytes.storeBytes(of: third, toByteOffset: 16, as: UInt32.self)
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

  /// git writes zeros for an object that is not there.
  var isZero: Bool { first == 0 && second == 0 && third == 0 }

  /// The first digits, for people.
  var short: String { String(hex.prefix(GitCommit.shortLength)) }

  /// SHA-1 spreads evenly by itself: a part of it is hash enough.
  func hash(into hasher: inout Hasher) { hasher.combine(first) }
}
