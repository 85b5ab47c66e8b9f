import FileIO

/// Writes layers into a layout, in one pass: archive → diff id → compression on all cores → digest → file.
public struct LayerBuilder: Sendable {
  public let layout: ImageLayout
  /// Owner and time of parent directories that the entries do not list. Their mode is 0755.
  public let parents: LayerAttributes
  public let compression: LayerCompression
  /// Threads that compress; they do not change the bytes.
  public let threads: Int
  /// Whether the layers below have a directory at the path: its mode, its owner and a link in its place stay.
  public let isBelow: @Sendable (_ path: String) -> Bool
  /// Is told now and then how many bytes are written, before compression.
  public let onProgress: @Sendable (Int64) -> Void

  public init(
    layout: ImageLayout, parents: LayerAttributes, _ compression: LayerCompression = .gzip,
    threads: Int = BlockCompressor.defaultThreads, over isBelow: @escaping @Sendable (String) -> Bool = { _ in false },
    onProgress: @escaping @Sendable (Int64) -> Void = { _ in }
  ) {
    self.layout = layout
    self.isBelow = isBelow
    self.onProgress = onProgress
    self.compression = compression
    self.parents = parents
    self.threads = threads
  }

  /// Writes the entries, sorted by the bytes of their paths, each parent directory once and before what is in it.
  /// - Throws: also if two entries have the same path, or a path is not plain (`/a`, `a//b`, `a/../b`).
  public func write(_ entries: [LayerEntry]) throws(ImageFailure) -> Layer {
    let blob = try BlobWriter(layout)
    let compressor = try BlockCompressor(to: blob, compression, threads: threads)
    let archive = HashingSink(to: compressor)
    let tar = TarWriter(to: MeteredSink(to: archive, onProgress))
    var written: [String: LayerEntry.Contents] = [:]
    for entry in entries.sorted(by: { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }) {
      try check(entry, written)
      for parent in Self.parents(of: entry.path) {
        switch written[parent] {
        case .directory: continue
        case .none:
          if !isBelow(parent) { try tar.add(LayerEntry.directory(parent, attributes: parents).header) }
          written[parent] = .directory
        default: throw .invalidLayer(path: entry.path, problem: "`\(parent)` is not a directory")
        }
      }
      if entry.contents != .directory || !isBelow(entry.path) { try add(entry, to: tar) }
      // Contents in memory are not kept: only the kind of entry matters from here on.
      if case .bytes = entry.contents { written[entry.path] = .bytes([]) } else { written[entry.path] = entry.contents }
    }
    try tar.finish()
    try compressor.finish()
    let descriptor = try blob.commit(mediaType: compression.mediaType)
    return Layer(descriptor: descriptor, diffID: archive.finish(), uncompressedSize: archive.count)
  }

  private func add(_ entry: LayerEntry, to tar: TarWriter) throws(ImageFailure) {
    switch entry.contents {
    case .file(let path, _):
      let file = try OpenFile.reading(path, followsLinks: false)
      let status = try file.status()
      guard status.kind == .file, status.size == entry.header.size else { throw .changedWhileReading(path) }
      do throws(ImageFailure) {
        try tar.add(entry.header, contents: file)
      } catch {
        if case .invalidLayer = error { throw .changedWhileReading(path) }
        throw error
      }
    case .bytes(let bytes): try tar.add(entry.header, contents: MemorySource(bytes))
    default: try tar.add(entry.header)
    }
  }

  private func check(_ entry: LayerEntry, _ written: [String: LayerEntry.Contents]) throws(ImageFailure) {
    let parts = entry.path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    let isPlain = parts.allSatisfy { !$0.isEmpty && !$0.elementsEqual(".".utf8) && !$0.elementsEqual("..".utf8) }
    guard isPlain, !entry.path.utf8.contains(0) else {
      throw .invalidLayer(path: entry.path, problem: "it is not a plain relative path")
    }
    // Every engine reads such a name as a deletion.
    guard Whiteout(name: Array(parts.last ?? "".utf8[...])[...]) == nil else {
      throw .invalidLayer(path: entry.path, problem: "names that begin with `.wh.` mean deletions in a layer")
    }
    guard written[entry.path] == nil else { throw .invalidLayer(path: entry.path, problem: "it is listed twice") }
    if case .hardLink(let target) = entry.contents {
      switch written[target] {
      case .file, .bytes: break
      default: throw .invalidLayer(path: entry.path, problem: "the layer contains no file `\(target)` before this link")
      }
    }
  }

  /// `a/b/c` → `a`, `a/b`.
  private static func parents(of path: String) -> [String] {
    path.utf8.indices.filter { path.utf8[$0] == UInt8(ascii: "/") }.map { String(path[..<$0]) }
  }
}
