import Diagnostics
import FileIO
import SystemPackage

/// A jar of a directory, always the same for the same files (APPNOTE.TXT of ZIP 6.3; entries are stored, not compressed:
/// the layer is).
struct StoredArchive {
  /// Names, times and places of more or larger files need other records.
  private static let (entryLimit, sizeLimit) = (65_000, 1 << 31)
  private static let manifest = "META-INF/MANIFEST.MF"

  private var bytes: [UInt8] = []
  private var directory: [UInt8] = []
  private var count = 0

  /// - Parameter project: what links in the directory may lead to.
  static func write(_ files: FilePath, to archive: FilePath, in project: Project) throws {
    var jar = StoredArchive()
    var names: [String] = []
    try list(files, "", &names)
    if !names.contains(manifest) { jar.add(manifest, Array("Manifest-Version: 1.0\r\n\r\n".utf8)) }
    // A class loader looks for the manifest first.
    for name in names.filter({ $0 == manifest }) + names.filter({ $0 != manifest }) {
      let isDirectory = name.hasSuffix("/")
      jar.add(
        name,
        isDirectory
          ? [] : try FileContents.read(files.pushing(FilePath(name)), limit: sizeLimit, in: project))
      guard jar.count < entryLimit, jar.bytes.count < sizeLimit else {
        throw Failure(.agent, "build-failed", "a module of the agent is too large for a jar")
      }
    }
    try FileContents.write(jar.finished(), to: archive)
  }

  private static func list(_ directory: FilePath, _ prefix: String, _ names: inout [String]) throws {
    for name in try Directory.names(in: directory).sorted() {
      let path = prefix + name
      if try FileStatus.of(directory.appending(name))?.kind == .directory {
        names.append("\(path)/")
        try list(directory.appending(name), "\(path)/", &names)
      } else {
        names.append(path)
      }
    }
  }

  private mutating func add(_ name: String, _ contents: [UInt8]) {
    let offset = UInt32(bytes.count)
    // Version 2.0, names in UTF-8, stored, on 1 January 1980.
    let common = Self.little(20, 2) + Self.little(0x0800, 2) + Self.little(0, 4) + Self.little(0x0021, 2)
    let sizes =
      Self.little(Self.checksum(contents), 4) + Self.little(UInt32(contents.count), 4)
      + Self.little(UInt32(contents.count), 4) + Self.little(UInt32(name.utf8.count), 2)
    bytes += Self.little(0x0403_4b50, 4) + common + sizes + Self.little(0, 2) + Array(name.utf8) + contents
    directory +=
      Self.little(0x0201_4b50, 4) + Self.little(20, 2) + common + sizes + Self.little(0, 2)
      + Self.little(0, 2) + Self.little(0, 2) + Self.little(0, 2) + Self.little(0, 4) + Self.little(offset, 4)
      + Array(name.utf8)
    count += 1
  }

  private func finished() -> [UInt8] {
    bytes + directory + Self.little(0x0605_4b50, 4) + Self.little(0, 4) + Self.little(UInt32(count), 2)
      + Self.little(UInt32(count), 2) + Self.little(UInt32(directory.count), 4) + Self.little(UInt32(bytes.count), 4)
      + Self.little(0, 2)
  }

  private static func little(_ value: UInt32, _ length: Int) -> [UInt8] {
    (0..<length).map { UInt8(truncatingIfNeeded: value >> (8 * UInt32($0))) }
  }

  /// CRC-32 of the polynomial that ZIP and Ethernet share.
  private static func checksum(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(~0) { sum, byte in table[Int((sum ^ UInt32(byte)) & 0xff)] ^ (sum >> 8) }
  }

  private static let table: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? 0xedb8_8320 ^ (value >> 1) : value >> 1 }
  }
}
