import CDeflate
import CZstd
import FileIO
import SystemPackage

/// How layers are compressed.
public enum LayerCompression: String, Sendable, Hashable, CaseIterable {
  /// Every registry and engine accepts it.
  case gzip
  /// Smaller and faster; engines since 2022 accept it.
  case zstd

  public var mediaType: String {
    switch self {
    case .gzip: MediaType.layerGzip
    case .zstd: MediaType.layerZstd
    }
  }

  func makeCodec() throws(ImageFailure) -> any BlockCodec {
    switch self {
    case .gzip: try GzipCodec()
    case .zstd: try ZstdCodec()
    }
  }
}

/// The uncompressed archive of a layer's blob.
enum LayerArchive {
  /// - Parameter blob: the bytes of the layer.
  /// - Throws: if the layer's media type is not supported.
  static func decompressed(_ layer: Descriptor, _ blob: any ByteSource) throws(ImageFailure) -> any ByteSource {
    switch MediaType.ociLayer(layer.mediaType) {
    case MediaType.layerGzip: try GunzipReader(blob)
    case MediaType.layerZstd: try ZstdReader(blob)
    case MediaType.layer: blob
    case let type: throw .unsupportedMediaType(type, layer.digest)
    }
  }

  static func open(_ layer: Descriptor, in layout: ImageLayout) throws(ImageFailure) -> TarReader {
    TarReader(try decompressed(layer, try layout.open(layer)))
  }
}

/// Compresses one block at a time to a complete unit that can follow another one.
protocol BlockCodec: AnyObject {
  /// The largest compressed size of so many bytes.
  func bound(_ count: Int) -> Int

  /// - Parameter output: as large as `bound` says.
  /// - Returns: how many bytes the block became.
  func compress(_ input: UnsafeRawBufferPointer, to output: UnsafeMutableRawBufferPointer) -> Int
}

/// One gzip member per block. libdeflate's header has no time, no name and the system 255 (unknown).
private final class GzipCodec: BlockCodec {
  /// Part of the promised format: another level gives other bytes.
  private static let level: CInt = 6

  private let compressor: OpaquePointer

  init() throws(ImageFailure) {
    guard let compressor = libdeflate_alloc_compressor(Self.level) else {
      throw .file(FileFailure("compress", "", .noMemory))
    }
    self.compressor = compressor
  }

  deinit {
    libdeflate_free_compressor(compressor)
  }

  func bound(_ count: Int) -> Int { libdeflate_gzip_compress_bound(compressor, count) }

  func compress(_ input: UnsafeRawBufferPointer, to output: UnsafeMutableRawBufferPointer) -> Int {
    libdeflate_gzip_compress(compressor, input.baseAddress, input.count, output.baseAddress, output.count)
  }
}

/// One zstd frame per block (RFC 8878).
private final class ZstdCodec: BlockCodec {
  /// Part of the promised format: another level gives other bytes.
  private static let level: CInt = 3

  private let context: OpaquePointer

  init() throws(ImageFailure) {
    guard let context = ZSTD_createCCtx() else { throw .file(FileFailure("compress", "", .noMemory)) }
    self.context = context
  }

  deinit {
    ZSTD_freeCCtx(context)
  }

  func bound(_ count: Int) -> Int { ZSTD_compressBound(count) }

  func compress(_ input: UnsafeRawBufferPointer, to output: UnsafeMutableRawBufferPointer) -> Int {
    // It can only fail if the output is smaller than the bound.
    ZSTD_compressCCtx(context, output.baseAddress, output.count, input.baseAddress, input.count, Self.level)
  }
}
