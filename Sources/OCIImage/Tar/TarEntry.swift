/// One entry's header in a tar archive (POSIX.1-2001, pax interchange format).
public struct TarEntry: Sendable, Hashable {
  public enum Kind: Sendable, Hashable {
    case file, directory, symbolicLink, hardLink, pipe
    case characterDevice(major: Int64, minor: Int64)
    case blockDevice(major: Int64, minor: Int64)
  }

  /// The name's bytes as in the archive; directories may end with `/`. Names need not be UTF-8.
  public var path: [UInt8]
  public var kind: Kind
  /// Permission bits, including set-user-id, set-group-id and sticky.
  public var mode: UInt16
  public var uid: Int64
  public var gid: Int64
  /// Seconds since 1970.
  public var modified: Int64
  /// Bytes of contents that follow; 0 for everything but files.
  public var size: Int64
  /// What a link points at; empty for other entries.
  public var linkTarget: [UInt8]

  public init(
    path: [UInt8], kind: Kind, mode: UInt16, uid: Int64 = 0, gid: Int64 = 0, modified: Int64 = 0, size: Int64 = 0,
    linkTarget: [UInt8] = []
  ) {
    self.path = path
    self.kind = kind
    self.mode = mode
    self.uid = uid
    self.gid = gid
    self.modified = modified
    self.size = size
    self.linkTarget = linkTarget
  }

  /// The name for messages.
  public var name: String { String(decoding: path, as: UTF8.self) }
}

/// The layout of a ustar header block.
enum TarBlock {
  static let size = 512
  static let name = 0..<100
  static let mode = 100..<108
  static let uid = 108..<116
  static let gid = 116..<124
  static let length = 124..<136
  static let modified = 136..<148
  static let checksum = 148..<156
  static let type = 156
  static let linkName = 157..<257
  static let magic = 257..<263
  static let version = 263..<265
  static let deviceMajor = 329..<337
  static let deviceMinor = 337..<345
  static let prefix = 345..<500

  /// The bytes between contents of this size and the next block's start.
  static func padding(after size: Int64) -> Int { Int((512 - size % 512) % 512) }

  /// The sum of the header's bytes with the checksum field taken as spaces.
  static func sum(of block: some Collection<UInt8>) -> Int {
    block.enumerated().reduce(0) { $0 + (checksum.contains($1.offset) ? 0x20 : Int($1.element)) }
  }
}
