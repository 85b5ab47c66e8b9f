import OCIImage
import SystemPackage

/// Where the files of a tar archive stand, so that they can be read in any order.
struct ArchiveIndex {
  /// Links from one entry to the next that are followed.
  private static let linkLimit = 8

  private enum Entry {
    case file(Range<Int64>)
    /// A path in the archive.
    case link(String)
  }

  private let path: FilePath
  private let entries: [String: Entry]

  init(_ path: FilePath) throws(ImageFailure) {
    self.path = path
    let file = try OpenFile.reading(path)
    let reader = TarReader(file)
    var entries: [String: Entry] = [:]
    while let entry = try reader.next() {
      let name = Self.normal(entry.name)
      let target = String(decoding: entry.linkTarget, as: UTF8.self)
      switch entry.kind {
      case .file: entries[name] = .file(file.position..<file.position + entry.size)
      case .symbolicLink:
        entries[name] = .link(FilePath("/\(name)").removingLastComponent().pushing(FilePath(target)).string)
      case .hardLink: entries[name] = .link(target)
      default: continue
      }
    }
    self.entries = entries
  }

  /// Where a file's contents are; `nil` if there is none.
  func file(_ name: String) -> Range<Int64>? {
    var name = Self.normal(name)
    for _ in 0..<Self.linkLimit {
      switch entries[name] {
      case .file(let range): return range
      case .link(let target): name = Self.normal(target)
      case nil: return nil
      }
    }
    return nil
  }

  /// Contents that are known to be small.
  func read(_ range: Range<Int64>) throws(ImageFailure) -> [UInt8] {
    try FileRegion(
      of: OpenFile.reading(path), offset: range.lowerBound, length: range.upperBound - range.lowerBound
    ).contents()
  }

  /// Without `.` and `..`, relative to the archive's root.
  private static func normal(_ name: String) -> String {
    String(FilePath("/\(name)").lexicallyNormalized().string.drop { $0 == "/" })
  }
}
