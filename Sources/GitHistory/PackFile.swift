import CDeflate
import Glibc
import SystemPackage

/// The objects of a pack: each a short header and what zlib made of the rest (gitformat-pack, "pack-*.pack files").
final class PackFile {
  enum Kind: UInt8 {
    case commit = 1
    case tree, file, tag
    /// A difference to the object that lies so many bytes before.
    case offsetDelta = 6
    /// A difference to an object by its id.
    case nameDelta
  }

  /// What stands in the pack at one place.
  struct Entry {
    var kind: Kind
    var contents: [UInt8]
    /// The place of what `contents` is a difference to.
    var base: Int64?
    /// Its id instead, where `kind` is `nameDelta`.
    var baseID: ObjectID?
  }

  /// Bytes; larger objects are left to libgit2. Neither commits nor folders come near it.
  private static let sizeLimit = 64 << 20
  private static let firstRead = 8 << 10

  private let file: FileDescriptor
  private let inflater: OpaquePointer
  private var input = [UInt8](repeating: 0, count: firstRead)

  init?(_ path: FilePath) {
    guard let file = try? FileDescriptor.open(path, .readOnly, options: .closeOnExec) else { return nil }
    guard let inflater = libdeflate_alloc_decompressor() else {
      try? file.close()
      return nil
    }
    self.file = file
    self.inflater = inflater
  }

  deinit {
    libdeflate_free_decompressor(inflater)
    try? file.close()
  }

  /// - Returns: nothing where there is no whole object, or a very large one.
  func entry(at offset: Int64) -> Entry? {
    guard offset > 0, var available = file.read(into: &input, Self.firstRead, at: offset), available > 0 else {
      return nil
    }
    var place = 0
    func next() -> UInt8? {
      guard place < available else { return nil }
      place += 1
      return input[place - 1]
    }
    // The type, and the size in groups of four, then seven bits, the lowest first.
    guard var byte = next(), let kind = Kind(rawValue: byte >> 4 & 7) else { return nil }
    var size = Int(byte & 15)
    var shift = 4
    while byte & 0x80 != 0 {
      guard let more = next(), shift < 32 else { return nil }
      byte = more
      size |= Int(byte & 0x7F) << shift
      shift += 7
    }
    guard size <= Self.sizeLimit else { return nil }
    var entry = Entry(kind: kind, contents: [])
    switch kind {
    case .offsetDelta:
      // Groups of seven bits, the highest first, each but the last lessened by one.
      guard var byte = next() else { return nil }
      var distance = Int64(byte & 0x7F)
      while byte & 0x80 != 0 {
        guard let more = next(), distance < 1 << 48 else { return nil }
        byte = more
        distance = (distance + 1) << 7 | Int64(byte & 0x7F)
      }
      guard distance > 0, distance < offset else { return nil }
      entry.base = offset - distance
    case .nameDelta:
      guard place + 20 <= available else { return nil }
      entry.baseID = input.withUnsafeBytes { ObjectID(bytes: UnsafeRawBufferPointer(rebasing: $0[place..<place + 20])) }
      place += 20
    default: break
    }
    // Where it does not shrink, zlib adds a few bytes for each block.
    let longest = place + size + size / 1000 + 64
    if longest > available, available == Self.firstRead {
      if input.count < longest { input = [UInt8](repeating: 0, count: longest) }
      guard let read = file.read(into: &input, longest, at: offset) else { return nil }
      available = read
    }
    guard let contents = inflated(place..<available, size) else { return nil }
    entry.contents = contents
    return entry
  }

  private func inflated(_ range: Range<Int>, _ size: Int) -> [UInt8]? {
    var isWhole = false
    let contents = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      isWhole = input.withUnsafeBytes { bytes in
        var used = 0
        return libdeflate_zlib_decompress_ex(
          inflater, bytes.baseAddress?.advanced(by: range.lowerBound), range.count, buffer.baseAddress, size, &used, nil
        )
          == LIBDEFLATE_SUCCESS
      }
      count = isWhole ? size : 0
    }
    return isWhole ? contents : nil
  }
}
