import CGit2
import FileIO
import SystemPackage

/// An index as git stores it, of the versions 2 to 4 (gitformat-index): what libgit2 1.5 refuses is read here.
///
/// That is a split index (`link`), a sparse index (`sdir`), and one without a checksum (`index.skipHash`). To ask git
/// instead would run programs that the repository's configuration names, and that may be a stranger's.
struct IndexFile {
  struct Entry {
    /// Without its path, which C would have to keep.
    var fields: git_index_entry
    /// As stored; it need not be UTF-8. Of a directory in a sparse index it ends with a slash.
    var path: [UInt8]
  }

  private(set) var entries: [Entry] = []
  private(set) var link: IndexLink?
  /// Whether directories stand for all that they contain.
  private(set) var isSparse = false
  /// The last 20 bytes: the SHA-1 of what comes before, or zeros.
  let checksum: ObjectID

  /// Bytes; an index of five million files has fewer.
  private static let sizeLimit = 1 << 30

  /// - Returns: `nil` if there is no such file.
  static func read(_ path: FilePath) throws(GitFailure) -> IndexFile? {
    let bytes: [UInt8]
    do throws(FileFailure) {
      guard try FileStatus.of(path, followsLinks: true) != nil else { return nil }
      bytes = try FileContents.read(path, limit: sizeLimit)
    } catch {
      throw GitFailure(error)
    }
    return try IndexFile(bytes, path)
  }

  private init(_ bytes: [UInt8], _ path: FilePath) throws(GitFailure) {
    let hash = Int(GIT_OID_RAWSZ)
    guard bytes.count > hash else { throw .damagedIndex(path) }
    checksum = ObjectID(bytes.suffix(hash))
    var reader = IndexBytes(bytes.dropLast(hash), path)
    guard try reader.text(4) == "DIRC", case let version = try reader.number(), (2...4).contains(version) else {
      throw GitFailure(
        .unsupported, "`\(path)` is not an index that can be read", hints: [GitFailure.plainIndexRemedy])
    }
    let count = Int(try reader.number())
    // An entry takes 62 bytes at least: a count that is a lie reserves no memory.
    entries.reserveCapacity(min(count, bytes.count / 62))
    for _ in 0..<count {
      entries.append(try Self.entry(&reader, version: version, after: entries.last?.path ?? []))
    }
    while !reader.isAtEnd {
      let name = try reader.text(4)
      var contents = try reader.part(Int(try reader.number()))
      switch name {
      case "link": link = try IndexLink(&contents)
      case "sdir": isSparse = true
      // Extensions that begin with a capital are optional.
      case _ where name.first?.isUppercase == true: break
      default:
        throw GitFailure(
          .unsupported, "the index has the extension `\(name)`, which cannot be read",
          hints: [GitFailure.plainIndexRemedy])
      }
    }
  }

  private static func entry(
    _ reader: inout IndexBytes, version: UInt32, after previous: [UInt8]
  ) throws(GitFailure) -> Entry {
    let start = reader.place
    var fields = git_index_entry()
    (fields.ctime.seconds, fields.ctime.nanoseconds) = (Int32(bitPattern: try reader.number()), try reader.number())
    (fields.mtime.seconds, fields.mtime.nanoseconds) = (Int32(bitPattern: try reader.number()), try reader.number())
    (fields.dev, fields.ino, fields.mode) = (try reader.number(), try reader.number(), try reader.number())
    (fields.uid, fields.gid, fields.file_size) = (try reader.number(), try reader.number(), try reader.number())
    fields.id = try reader.id().oid
    fields.flags = try reader.shortNumber()
    let isExtended = UInt32(fields.flags) & GIT_INDEX_ENTRY_EXTENDED.rawValue != 0
    if isExtended {
      fields.flags_extended = try reader.shortNumber() & UInt16(GIT_INDEX_ENTRY_EXTENDED_FLAGS.rawValue)
    }
    if version == 4 {
      // The end of the previous path is replaced.
      let removed = try reader.variableNumber()
      guard removed <= previous.count else { throw reader.damage }
      return Entry(fields: fields, path: previous.dropLast(removed) + (try reader.zeroTerminated()))
    }
    let path = try reader.zeroTerminated()
    // Zeros fill it up to a multiple of eight bytes.
    try reader.skip((8 - (reader.place - start) % 8) % 8)
    return Entry(fields: fields, path: path)
  }
}

extension GitFailure {
  static let plainIndexRemedy =
    "write a plain index: `git update-index --no-split-index --index-version 2`, `git sparse-checkout disable`"

  static func damagedIndex(_ path: FilePath) -> GitFailure {
    GitFailure(
      .other, "`\(path)` is damaged", hints: ["restore it with `rm \(path)` and `git reset`, or clone again"])
  }
}
