public import SystemPackage

/// A tar archive as a list of byte arrays and files, so that it can be sent without being written first.
///
/// Its length is known in advance, and only its headers are in memory.
public struct ArchiveParts: Sendable {
  public enum Part: Sendable, Hashable {
    case bytes([UInt8])
    /// The first bytes of a file; one that has become shorter breaks the archive.
    case file(FilePath, size: Int64)
    /// A blob of a layout.
    case blob(Descriptor, ImageLayout)
  }

  /// Adjacent bytes are one part.
  public private(set) var parts: [Part] = []
  private var pending: [UInt8] = []

  public init() {}

  /// An entry of a layer or a build context; parent directories are not added.
  public mutating func add(_ entry: LayerEntry) {
    let header = entry.header
    pending += TarHeaderEncoder.blocks(for: header)
    switch entry.contents {
    case .file(let path, let size):
      flush()
      if size > 0 { parts.append(.file(path, size: size)) }
    case .bytes(let bytes): pending += bytes
    case .directory, .symbolicLink, .hardLink: break
    }
    pending += [UInt8](repeating: 0, count: TarBlock.padding(after: header.size))
  }

  /// A blob as a file.
  mutating func add(_ blob: Descriptor, as path: String, from layout: ImageLayout) throws(ImageFailure) {
    // A blob that is missing is found before anything is written.
    let file = LayerEntry.Contents.file(try layout.open(blob).path, size: blob.size)
    let header = LayerEntry(path: path, contents: file, mode: 0o644, attributes: LayerAttributes(modified: 0)).header
    pending += TarHeaderEncoder.blocks(for: header)
    flush()
    if blob.size > 0 { parts.append(.blob(blob, layout)) }
    pending += [UInt8](repeating: 0, count: TarBlock.padding(after: blob.size))
  }

  /// Ends the archive with its two empty blocks.
  public mutating func finish() {
    pending += [UInt8](repeating: 0, count: 2 * TarBlock.size)
    flush()
  }

  private mutating func flush() {
    if !pending.isEmpty { parts.append(.bytes(pending)) }
    pending = []
  }
}
