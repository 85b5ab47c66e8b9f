import CDeflate
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

  /// What an object is a difference to.
  enum Base {
    case none
    case offset(Int)
    case id(ObjectID)
  }

  /// What stands in the pack at one place.
  struct Entry {
    var kind: Kind
    var base: Base
    var contents: [UInt8]
  }

  /// Bytes; larger objects are left to libgit2. Neither commits nor folders come near it.
  static let sizeLimit = 64 << 20
  /// Bytes; no header is longer.
  private static let longestHeader = 64

  private let file: FileWindows
  private let inflater: OpaquePointer

  init?(_ path: FilePath) {
    guard let file = FileWindows(path), let inflater = libdeflate_alloc_decompressor() else { return nil }
    self.file = file
    self.inflater = inflater
  }

  deinit { libdeflate_free_decompressor(inflater) }

  /// - Returns: nothing where there is no whole object, or a very large one.
  func entry(at offset: Int) -> Entry? {
    guard let header = file.withBytes(at: offset, upTo: Self.longestHeader, { Header($0, at: offset) }) else {
      return nil
    }
    // Where it does not shrink, zlib adds a few bytes for each block.
    let longest = header.size + header.size / 1000 + 64
    return file.withBytes(at: offset + header.length, upTo: longest) { inflated($0, header.size) }
      .map { Entry(kind: header.kind, base: header.base, contents: $0) }
  }

  private func inflated(_ bytes: UnsafeRawBufferPointer, _ size: Int) -> [UInt8]? {
    var isWhole = false
    let contents = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      var used = 0
      isWhole =
        libdeflate_zlib_decompress_ex(inflater, bytes.baseAddress, bytes.count, buffer.baseAddress, size, &used, nil)
        == LIBDEFLATE_SUCCESS
      count = isWhole ? size : 0
    }
    return isWhole ? contents : nil
  }

  /// What stands before an object's compressed bytes.
  private struct Header {
    var kind: Kind
    /// Of the object or of the difference, in bytes.
    var size: Int
    var base = Base.none
    /// Of the header itself.
    var length = 0

    init?(_ bytes: UnsafeRawBufferPointer, at offset: Int) {
      var place = 0
      func next() -> UInt8? {
        guard place < bytes.count else { return nil }
        place += 1
        return bytes[place - 1]
      }
      // The type, and the size in groups of four, then seven bits, the lowest first.
      guard var byte = next(), let kind = Kind(rawValue: byte >> 4 & 7) else { return nil }
      self.kind = kind
      size = Int(byte & 15)
      var shift = 4
      while byte & 0x80 != 0 {
        guard let more = next(), shift < 32 else { return nil }
        byte = more
        size |= Int(byte & 0x7F) << shift
        shift += 7
      }
      guard size <= sizeLimit else { return nil }
      switch kind {
      case .offsetDelta:
        // Groups of seven bits, the highest first, each but the last lessened by one.
        guard var byte = next() else { return nil }
        var distance = Int(byte & 0x7F)
        while byte & 0x80 != 0 {
          guard let more = next(), distance < 1 << 48 else { return nil }
          byte = more
          distance = (distance + 1) << 7 | Int(byte & 0x7F)
        }
        guard distance > 0, distance < offset else { return nil }
        base = .offset(offset - distance)
      case .nameDelta:
        guard place + 20 <= bytes.count else { return nil }
        base = .id(ObjectID(bytes: UnsafeRawBufferPointer(rebasing: bytes[place..<place + 20])))
        place += 20
      default: break
      }
      length = place
    }
  }
}
