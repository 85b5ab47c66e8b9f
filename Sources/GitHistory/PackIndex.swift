import Glibc
import SystemPackage

/// Where the objects of a pack are: its `.idx` file, version 2 (gitformat-pack, "Version 2 pack-*.idx files").
///
/// The names in it are as good as random, so that maps of it would come to hold all of it: the index of a large
/// repository, of tens of megabytes, is read in small pieces instead.
final class PackIndex {
  private static let nameLength = 20
  private static let tableStart = 8 + 256 * 4
  /// Names looked at in one read. Names are spread evenly, so that a guess by the first bytes mostly hits.
  private static let window = 128
  /// Bytes.
  private static let mapLimit = 16 << 20

  private let file: FileDescriptor
  /// The whole index where it is small.
  private let map: UnsafeRawBufferPointer?
  /// How many names begin with each byte or a smaller one.
  private let counts: [Int]
  /// Objects in the pack.
  var total: Int { counts[255] }
  private var piece = [UInt8](repeating: 0, count: window * nameLength)
  /// Whoever walks asks for the same few names several times in a row; by the last bits of their first eight bytes.
  private var recent = [(id: ObjectID, number: Int)?](repeating: nil, count: recentCount)
  private static let recentCount = 256

  /// - Returns: nothing where there is no such file, or it is not of this version.
  init?(_ path: FilePath) {
    guard let file = try? FileDescriptor.open(path, .readOnly, options: .closeOnExec) else { return nil }
    var header = [UInt8](repeating: 0, count: Self.tableStart)
    guard file.fill(&header, header.count, at: 0), header[..<8] == [0xFF, 0x74, 0x4F, 0x63, 0, 0, 0, 2],
      let size = try? file.seek(offset: 0, from: .end)
    else {
      try? file.close()
      return nil
    }
    self.file = file
    counts = (0..<256).map { place in Int(header.withUnsafeBytes { Self.number($0, at: 8 + 4 * place) }) }
    var map: UnsafeRawBufferPointer?
    if size <= Self.mapLimit, let base = mmap(nil, Int(size), PROT_READ, MAP_PRIVATE, file.rawValue, 0),
      base != MAP_FAILED
    {
      map = UnsafeRawBufferPointer(start: base, count: Int(size))
    }
    self.map = map
    guard zip(counts, counts.dropFirst()).allSatisfy({ $0 <= $1 }) else { return nil }
  }

  deinit {
    if let map { munmap(UnsafeMutableRawPointer(mutating: map.baseAddress), map.count) }
    try? file.close()
  }

  /// The place of an object in the pack, in bytes; nothing where it is not there.
  func offset(of id: ObjectID) -> Int? { number(of: id).flatMap { offset(number: $0) } }

  /// How many names stand before an object's; nothing where it is not there.
  func number(of id: ObjectID) -> Int? {
    let slot = Int(truncatingIfNeeded: id.leading) & (Self.recentCount - 1)
    if let known = recent[slot], known.id == id { return known.number }
    guard let number = search(id) else { return nil }
    recent[slot] = (id, number)
    return number
  }

  private func search(_ id: ObjectID) -> Int? {
    let first = Int(id.leading >> 56)
    var low = first == 0 ? 0 : counts[first - 1]
    var high = counts[first]
    var guess = low + Int(Double(high - low) * Double((id.leading >> 24) & 0xFFFF_FFFF) / 0x1p32)
    while low < high {
      let start = max(low, min(guess - Self.window / 2, high - Self.window))
      let count = min(Self.window, high - start)
      let found = withBytes(at: Self.tableStart + start * Self.nameLength, count * Self.nameLength) {
        Self.search(id, in: $0)
      }
      switch found {
      case .place(let place): return start + place
      case .below: high = start
      case .above: low = start + count
      case .missing, nil: return nil
      }
      guess = (low + high) / 2
    }
    return nil
  }

  private enum Hit {
    case place(Int), below, above, missing
  }

  /// Looks for an id among sorted ones.
  private static func search(_ id: ObjectID, in names: UnsafeRawBufferPointer) -> Hit {
    func name(_ place: Int) -> ObjectID {
      ObjectID(bytes: UnsafeRawBufferPointer(rebasing: names[(place * nameLength)...].prefix(nameLength)))
    }
    let count = names.count / nameLength
    if id < name(0) { return .below }
    if name(count - 1) < id { return .above }
    var (low, high) = (0, count - 1)
    while low < high {
      let middle = (low + high) / 2
      if name(middle) < id { low = middle + 1 } else { high = middle }
    }
    return name(low) == id ? .place(low) : .missing
  }

  /// Names are followed by as many checksums of four bytes, then the offsets; large ones stand in a table after those.
  private func offset(number: Int) -> Int? {
    let offsets = Self.tableStart + total * (Self.nameLength + 4)
    guard let small = withBytes(at: offsets + number * 4, 4, { Self.number($0, at: 0) }) else { return nil }
    guard small & 0x8000_0000 != 0 else { return Int(small) }
    return withBytes(at: offsets + total * 4 + Int(small & 0x7FFF_FFFF) * 8, 8) { bytes in
      Int(exactly: UInt64(Self.number(bytes, at: 0)) << 32 | UInt64(Self.number(bytes, at: 4)))
    } ?? nil
  }

  /// - Returns: nothing where the file ends before.
  private func withBytes<Result>(at offset: Int, _ count: Int, _ body: (UnsafeRawBufferPointer) -> Result) -> Result? {
    if let map {
      guard offset + count <= map.count else { return nil }
      return body(UnsafeRawBufferPointer(rebasing: map[offset..<offset + count]))
    }
    guard file.fill(&piece, count, at: Int64(offset)) else { return nil }
    return piece.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
  }

  private static func number(_ bytes: UnsafeRawBufferPointer, at place: Int) -> UInt32 {
    bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self).bigEndian
  }
}

extension FileDescriptor {
  /// Reads into the first part of a buffer.
  ///
  /// - Returns: whether the file has that much at the place.
  fileprivate func fill(_ buffer: inout [UInt8], _ length: Int, at offset: Int64) -> Bool {
    var count = 0
    while count < length {
      let read = buffer.withUnsafeMutableBytes { bytes in
        try? self.read(
          fromAbsoluteOffset: offset + Int64(count),
          into: UnsafeMutableRawBufferPointer(rebasing: bytes[count..<length]))
      }
      guard let read, read > 0 else { return false }
      count += read
    }
    return true
  }
}
