/// Turns an entry into header blocks: ustar, preceded by a pax extended header only if a value does not fit ustar.
enum TarHeaderEncoder {
  /// The largest numbers that fit a field of 12 and of 8 bytes: 11 and 7 octal digits.
  private static let largest12: Int64 = 0o77_777_777_777
  private static let largest8: Int64 = 0o7_777_777

  static func blocks(for entry: TarEntry) -> [UInt8] {
    var path = entry.path
    if entry.kind == .directory, path.last != UInt8(ascii: "/") { path.append(UInt8(ascii: "/")) }
    var records: [UInt8] = []
    let split = isASCII(path) ? splitPath(path) : nil
    if split == nil { records += record("path", path) }
    let hasShortLink = entry.linkTarget.count <= TarBlock.linkName.count && isASCII(entry.linkTarget)
    if !hasShortLink { records += record("linkpath", entry.linkTarget) }
    for (key, value, largest) in [
      ("size", entry.size, largest12), ("uid", entry.uid, largest8), ("gid", entry.gid, largest8),
      ("mtime", entry.modified, largest12),
    ] where value < 0 || value > largest {
      records += record(key, Array("\(value)".utf8))
    }
    let extended = records.isEmpty ? [] : extendedHeader(records, for: path)
    return extended + block(entry, name: split ?? fallbackName(path), link: hasShortLink ? entry.linkTarget : [])
  }

  /// The name field, and the prefix field if the path is longer than the name field.
  private static func splitPath(_ path: [UInt8]) -> (prefix: ArraySlice<UInt8>, name: ArraySlice<UInt8>)? {
    if path.count <= TarBlock.name.count { return ([], path[...]) }
    let slash = UInt8(ascii: "/")
    // The name must not be empty: a path is never split at a directory's final slash.
    for index in path.indices.dropLast() where path[index] == slash && index > 0 {
      let name = path[(index + 1)...]
      if name.count <= TarBlock.name.count {
        return index <= TarBlock.prefix.count ? (path[..<index], name) : nil
      }
    }
    return nil
  }

  /// What readers without pax support see.
  private static func fallbackName(_ path: [UInt8]) -> (prefix: ArraySlice<UInt8>, name: ArraySlice<UInt8>) {
    ([], path.map { $0 < 0x80 ? $0 : UInt8(ascii: "_") }.prefix(TarBlock.name.count))
  }

  /// `LENGTH KEY=VALUE\n`, where LENGTH counts the whole record with its own digits.
  private static func record(_ key: String, _ value: [UInt8]) -> [UInt8] {
    let rest = Array(" \(key)=".utf8) + value + [UInt8(ascii: "\n")]
    var length = rest.count
    while "\(length)".utf8.count + rest.count != length { length = "\(length)".utf8.count + rest.count }
    return Array("\(length)".utf8) + rest
  }

  private static func extendedHeader(_ records: [UInt8], for path: [UInt8]) -> [UInt8] {
    let base = path.split(separator: UInt8(ascii: "/")).last ?? []
    let name = Array("PaxHeaders/".utf8) + fallbackName(Array(base)).name
    let header = TarEntry(path: Array(name.prefix(100)), kind: .file, mode: 0o644, size: Int64(records.count))
    var blocks = block(header, name: ([], header.path[...]), link: [], type: UInt8(ascii: "x"))
    blocks += records
    blocks += [UInt8](repeating: 0, count: TarBlock.padding(after: header.size))
    return blocks
  }

  private static func block(
    _ entry: TarEntry, name: (prefix: ArraySlice<UInt8>, name: ArraySlice<UInt8>), link: [UInt8], type: UInt8? = nil
  ) -> [UInt8] {
    var block = [UInt8](repeating: 0, count: TarBlock.size)
    func put(_ bytes: some Collection<UInt8>, _ field: Range<Int>) {
      block.replaceSubrange(field.lowerBound..<field.lowerBound + bytes.count, with: bytes)
    }
    func put(_ number: Int64, _ field: Range<Int>, largest: Int64) {
      let digits = String((0...largest).contains(number) ? number : 0, radix: 8)
      put(String(repeating: "0", count: field.count - 1 - digits.utf8.count).utf8 + Array(digits.utf8), field)
    }
    put(name.name, TarBlock.name)
    put(Int64(entry.mode & 0o7777), TarBlock.mode, largest: largest8)
    put(entry.uid, TarBlock.uid, largest: largest8)
    put(entry.gid, TarBlock.gid, largest: largest8)
    put(entry.size, TarBlock.length, largest: largest12)
    put(entry.modified, TarBlock.modified, largest: largest12)
    block[TarBlock.type] = type ?? typeFlag(entry.kind)
    put(link, TarBlock.linkName)
    put(Array("ustar\0".utf8), TarBlock.magic)
    put(Array("00".utf8), TarBlock.version)
    let device = deviceNumbers(entry.kind)
    put(device.major, TarBlock.deviceMajor, largest: largest8)
    put(device.minor, TarBlock.deviceMinor, largest: largest8)
    put(name.prefix, TarBlock.prefix)
    let sum = String(TarBlock.sum(of: block), radix: 8)
    put(Array((String(repeating: "0", count: 6 - sum.utf8.count) + sum + "\0 ").utf8), TarBlock.checksum)
    return block
  }

  private static func typeFlag(_ kind: TarEntry.Kind) -> UInt8 {
    switch kind {
    case .file: UInt8(ascii: "0")
    case .hardLink: UInt8(ascii: "1")
    case .symbolicLink: UInt8(ascii: "2")
    case .characterDevice: UInt8(ascii: "3")
    case .blockDevice: UInt8(ascii: "4")
    case .directory: UInt8(ascii: "5")
    case .pipe: UInt8(ascii: "6")
    }
  }

  private static func deviceNumbers(_ kind: TarEntry.Kind) -> (major: Int64, minor: Int64) {
    switch kind {
    case .characterDevice(let major, let minor), .blockDevice(let major, let minor): (major, minor)
    default: (0, 0)
    }
  }

  private static func isASCII(_ bytes: [UInt8]) -> Bool { bytes.allSatisfy { $0 < 0x80 } }
}
