import Glibc
import SystemPackage

/// Where the objects of a pack are: its `.idx` file, version 2 (gitformat-pack, "Version 2 pack-*.idx files").
///
/// Read in small pieces: a mapped index of a large repository would be counted as tens of megabytes of memory.
final class PackIndex {
  private static let nameLength = 20
  private static let tableStart = 8 + 256 * 4
  /// Names looked at in one read. Names are spread evenly, so that a guess by the first bytes mostly hits.
  private static let window = 256

  private let file: FileDescriptor
  /// How many names begin with each byte or a smaller one.
  private let counts: [Int]
  private var total: Int { counts[255] }
  private var piece = [UInt8](repeating: 0, count: window * nameLength)

  /// - Returns: nothing where there is no such file, or it is not of this version.
  init?(_ path: FilePath) {
    guard let file = try? FileDescriptor.open(path, .readOnly, options: .closeOnExec) else { return nil }
    var header = [UInt8](repeating: 0, count: Self.tableStart)
    guard file.fill(&header, at: 0), header[..<8] == [0xFF, 0x74, 0x4F, 0x63, 0, 0, 0, 2] else {
      try? file.close()
      return nil
    }
    self.file = file
    counts = (0..<256).map { Int(Self.number(header, at: 8 + 4 * $0)) }
    guard zip(counts, counts.dropFirst()).allSatisfy({ $0 <= $1 }) else { return nil }
  }

  deinit { try? file.close() }

  /// The place of an object in the pack, in bytes; nothing where it is not there.
  func offset(of id: ObjectID) -> Int64? {
    let first = Int(id.leading >> 56)
    var low = first == 0 ? 0 : counts[first - 1]
    var high = counts[first]
    var guess = low + Int(Double(high - low) * Double((id.leading >> 24) & 0xFFFF_FFFF) / 0x1p32)
    while low < high {
      let start = max(low, min(guess - Self.window / 2, high - Self.window))
      let count = min(Self.window, high - start)
      let length = count * Self.nameLength
      guard file.fill(&piece, upTo: length, at: Int64(Self.tableStart + start * Self.nameLength)) else { return nil }
      if name(0) > id {
        high = start
      } else if name(count - 1) < id {
        low = start + count
      } else {
        return (0..<count).partitioning { name($0) >= id }.flatMap { name($0) == id ? offset(number: start + $0) : nil }
      }
      guess = (low + high) / 2
    }
    return nil
  }

  private func name(_ place: Int) -> ObjectID {
    piece.withUnsafeBytes { bytes in
      ObjectID(bytes: UnsafeRawBufferPointer(rebasing: bytes[(place * Self.nameLength)...].prefix(Self.nameLength)))
    }
  }

  /// Names are followed by as many checksums of four bytes, then the offsets; large ones stand in a table after those.
  private func offset(number: Int) -> Int64? {
    var bytes = [UInt8](repeating: 0, count: 4)
    let offsets = Self.tableStart + total * (Self.nameLength + 4)
    guard file.fill(&bytes, at: Int64(offsets + number * 4)) else { return nil }
    let small = Self.number(bytes, at: 0)
    guard small & 0x8000_0000 != 0 else { return Int64(small) }
    var large = [UInt8](repeating: 0, count: 8)
    guard file.fill(&large, at: Int64(offsets + total * 4 + Int(small & 0x7FFF_FFFF) * 8)) else { return nil }
    return Int64(exactly: UInt64(Self.number(large, at: 0)) << 32 | UInt64(Self.number(large, at: 4)))
  }

  private static func number(_ bytes: [UInt8], at place: Int) -> UInt32 {
    bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: place, as: UInt32.self).bigEndian }
  }
}

extension FileDescriptor {
  /// Reads until the buffer, or its first part, is full.
  ///
  /// - Returns: whether the file has that much at the place.
  func fill(_ buffer: inout [UInt8], upTo length: Int? = nil, at offset: Int64) -> Bool {
    let length = length ?? buffer.count
    return read(into: &buffer, length, at: offset) == length
  }

  /// - Returns: how many bytes there were, fewer than asked for at the end of the file; nothing where reading failed.
  func read(into buffer: inout [UInt8], _ length: Int, at offset: Int64) -> Int? {
    var count = 0
    while count < length {
      let read = buffer.withUnsafeMutableBytes { bytes in
        try? self.read(
          fromAbsoluteOffset: offset + Int64(count),
          into: UnsafeMutableRawBufferPointer(rebasing: bytes[count..<length]))
      }
      guard let read else { return nil }
      if read == 0 { break }
      count += read
    }
    return count
  }
}

extension Range<Int> {
  /// The first place where the predicate holds, where it never fails after it.
  fileprivate func partitioning(_ holds: (Int) -> Bool) -> Int? {
    var (low, high) = (lowerBound, upperBound)
    while low < high {
      let middle = (low + high) / 2
      if holds(middle) { high = middle } else { low = middle + 1 }
    }
    return low < upperBound ? low : nil
  }
}
