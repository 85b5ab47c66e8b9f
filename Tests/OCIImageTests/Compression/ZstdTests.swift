import FileIO
import OCIImage
import SystemPackage
import Testing

@Suite("zstd") struct ZstdTests {
  private func compress(_ bytes: [UInt8], threads: Int = 2, piece: Int = 70_000) throws -> [UInt8] {
    let sink = MemorySink()
    let writer = try BlockCompressor(to: sink, .zstd, threads: threads)
    for start in stride(from: 0, to: bytes.count, by: piece) {
      try writer.put(Array(bytes[start..<min(start + piece, bytes.count)]))
    }
    try writer.finish()
    return sink.bytes
  }

  @Test(arguments: GzipTests.sizes) func `what is compressed comes back`(size: Int) throws {
    let sample = GzipTests.sample(size)
    let compressed = try compress(sample)
    for piece in [977, 1 << 18] {
      #expect(try ZstdReader(MemorySource(compressed)).all(by: piece) == sample)
    }
  }

  @Test func `the bytes depend neither on the threads nor on the writes`() throws {
    let sample = GzipTests.sample(6_000_000)
    let one = try compress(sample, threads: 1)
    #expect(try compress(sample, threads: 4, piece: 1 << 16) == one)
    #expect(try compress(sample, threads: 7, piece: 3 << 20) == one)
  }

  // The command line tool is a Debian package that a contributor may not have.
  @Test(.enabled(if: Tool.exists("zstd"))) func `its own tool reads it`() throws {
    let scratch = try Scratch()
    let file = scratch.path.appending("a.zst")
    let sample = GzipTests.sample(3_000_000)
    try FileContents.write(try compress(sample), to: file)
    let read = Tool.shell("zstd -dc \(file) | sha256sum | cut -c-64")
    #expect(read.output == SHA256.digest(of: sample).hex + "\n")
  }

  @Test(arguments: [1, 9, 15, -8, -1]) func `data that is cut off is an error`(length: Int) throws {
    let compressed = try compress(GzipTests.sample(100))
    let part = length < 0 ? compressed.dropLast(-length) : compressed.prefix(length)
    #expect(throws: ImageFailure.malformedCompression("it ends too early")) {
      try ZstdReader(MemorySource(Array(part))).all()
    }
  }

  @Test func `what is no zstd is an error`() throws {
    let compressed = try compress([1, 2, 3])
    #expect(throws: ImageFailure.self) { try ZstdReader(MemorySource(compressed + [9, 9, 9, 9, 9])).all() }
    #expect(throws: ImageFailure.self) { try ZstdReader(MemorySource([UInt8](repeating: 7, count: 100))).all() }
  }

  @Test func `a layer becomes a layer of its type, and can be unpacked`() throws {
    let scratch = try Scratch()
    let layout = try scratch.layout()
    let attributes = LayerAttributes(modified: 0)
    let layer = try LayerBuilder(layout: layout, parents: attributes, .zstd)
      .write([LayerEntry(path: "a/b", contents: .bytes([65]), mode: 0o644, attributes: attributes)])
    #expect(layer.descriptor.mediaType == "application/vnd.oci.image.layer.v1.tar+zstd")
    let image = try ImageAssembler(layout: layout).assemble(
      base: nil, adding: [AddedLayer(layer, createdBy: "test")], execution: ImageConfig.Execution(), platform: .host,
      created: 0)
    let root = scratch.path.appending("root")
    try LayerUnpacker().unpack(StoredImage(image.descriptor, in: layout), into: root)
    #expect(try FileContents.read(root.appending("a/b"), limit: 10) == [65])
  }
}
