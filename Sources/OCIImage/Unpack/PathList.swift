import FileIO
import SystemPackage

/// What a layer contains, kept in a file by the layer's digest: a letter, the path and a text for each entry, each of them
/// ended by a zero byte. Such a list is read in a fraction of the time that JSON takes.
enum PathList {
  enum Kind: UInt8 {
    case directory = 0x64, file = 0x66, link = 0x6C
    /// A file whose text is in the list.
    case account = 0x61
  }

  struct Entry {
    var kind: Kind
    var path: String
    /// A link's target, or what is in the file.
    var text: String
  }

  /// Bytes.
  private static let limit = 64 << 20

  /// - Returns: `nil` if there is no such list, or a damaged one.
  static func read(_ file: FilePath) -> [Entry]? {
    guard let bytes = try? FileContents.read(file, limit: limit) else { return nil }
    if bytes.isEmpty { return [] }
    guard bytes.last == 0 else { return nil }
    var parts = bytes.dropLast().split(separator: 0, omittingEmptySubsequences: false)[...]
    var found: [Entry] = []
    found.reserveCapacity(parts.count / 2)
    while let first = parts.popFirst() {
      guard let letter = first.first, let kind = Kind(rawValue: letter), let text = parts.popFirst() else { return nil }
      found.append(
        Entry(
          kind: kind, path: String(decoding: first.dropFirst(), as: UTF8.self),
          text: String(decoding: text, as: UTF8.self)))
    }
    return found
  }

  /// A list that cannot be written is made again next time.
  static func write(_ entries: [Entry], to file: FilePath) {
    var bytes: [UInt8] = []
    for entry in entries {
      guard !entry.path.utf8.contains(0), !entry.text.utf8.contains(0) else { return }
      bytes.append(entry.kind.rawValue)
      bytes += entry.path.utf8
      bytes.append(0)
      bytes += entry.text.utf8
      bytes.append(0)
    }
    guard bytes.count <= limit, (try? Directory.create(file.removingLastComponent())) != nil else { return }
    try? FileContents.write(bytes, to: file)
  }
}
