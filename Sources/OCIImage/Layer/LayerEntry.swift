public import SystemPackage

/// Owner and time of entries; the same for a whole layer as a rule.
public struct LayerAttributes: Sendable, Hashable {
  public var uid: Int64
  public var gid: Int64
  /// Seconds since 1970.
  public var modified: Int64

  public init(uid: Int64 = 0, gid: Int64 = 0, modified: Int64) {
    self.uid = uid
    self.gid = gid
    self.modified = modified
  }
}

/// One file, directory or link of a layer that is to be written.
public struct LayerEntry: Sendable, Hashable {
  public enum Contents: Sendable, Hashable {
    case directory
    /// Read while the layer is written; its size must still be this then.
    case file(FilePath, size: Int64)
    case bytes([UInt8])
    /// As it is: relative, absolute, dangling.
    case symbolicLink(target: String)
    /// The path in the image of a file of this layer; its path must sort before the link's.
    case hardLink(to: String)
  }

  /// The path in the image without a leading slash: `app/main.py`.
  public var path: String
  public var contents: Contents
  /// Permission bits.
  public var mode: UInt16
  public var attributes: LayerAttributes

  public init(path: String, contents: Contents, mode: UInt16, attributes: LayerAttributes) {
    self.path = path
    self.contents = contents
    self.mode = mode
    self.attributes = attributes
  }

  /// A directory with mode 0755.
  public static func directory(_ path: String, attributes: LayerAttributes) -> LayerEntry {
    LayerEntry(path: path, contents: .directory, mode: 0o755, attributes: attributes)
  }

  /// The header of the entry in the archive.
  var header: TarEntry {
    let size: Int64 =
      switch contents {
      case .file(_, let size): size
      case .bytes(let bytes): Int64(bytes.count)
      default: 0
      }
    let (kind, target): (TarEntry.Kind, String) =
      switch contents {
      case .directory: (.directory, "")
      case .file, .bytes: (.file, "")
      case .symbolicLink(let target): (.symbolicLink, target)
      case .hardLink(let target): (.hardLink, target)
      }
    return TarEntry(
      path: Array(path.utf8), kind: kind, mode: mode, uid: attributes.uid, gid: attributes.gid,
      modified: attributes.modified, size: size, linkTarget: Array(target.utf8))
  }
}

/// A layer in a layout.
public struct Layer: Sendable, Hashable, Codable {
  /// Of the compressed blob.
  public var descriptor: Descriptor
  /// The digest of the uncompressed archive.
  public var diffID: Digest
  /// Bytes.
  public var uncompressedSize: Int64

  public init(descriptor: Descriptor, diffID: Digest, uncompressedSize: Int64) {
    self.descriptor = descriptor
    self.diffID = diffID
    self.uncompressedSize = uncompressedSize
  }
}
