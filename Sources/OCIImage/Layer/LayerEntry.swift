public import SystemPackage

/// Owner and time of entries, usually the same for a whole layer.
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
    /// Read while the layer is written; its size must not have changed.
    case file(FilePath, size: Int64)
    case bytes([UInt8])
    /// Written unchanged: relative, absolute or dangling.
    case symbolicLink(target: String)
    /// The path of a file in this layer, which must sort before the link's.
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
    let (kind, size, target): (TarEntry.Kind, Int64, String) =
      switch contents {
      case .directory: (.directory, 0, "")
      case .file(_, let size): (.file, size, "")
      case .bytes(let bytes): (.file, Int64(bytes.count), "")
      case .symbolicLink(let target): (.symbolicLink, 0, target)
      case .hardLink(let target): (.hardLink, 0, target)
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
