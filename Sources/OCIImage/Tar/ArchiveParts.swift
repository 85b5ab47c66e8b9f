public import SystemPackage

/// A tar archive as a list of byte arrays and files, so that it can be sent without being written first.
///
/// Its length is known in advance, and only its headers are in memory.
public struct ArchiveParts: Sendable {
  public enum Part: Sendable, Hashable {
    case bytes([UInt8])
    /// The first bytes of a file; one that has become shorter breaks the archive.
    case file(FilePath, size: Int64)
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
