import FileIO
import OCIImage
import SystemPackage
import Testing

@Suite("Gzip") struct GzipTests {
  static func compress(_ bytes: [UInt8], threads: Int = 2, piece: Int = 70_000) throws -> [UInt8] {
    let sink = MemorySink()
    let gzip = try BlockCompressor(to: sink, threads: threads)
    for start in stride(from: 0, to: bytes.count, by: piece) {
      try gzip.put(Array(bytes[start..<min(start + piece, bytes.count)]))
    }
    try gzip.finish()
    return sink.bytes
  }

  /// Repeatable, not too easy to compress.
  static func sample(_ count: Int) -> [UInt8] {
    var state: UInt64 = 42
    let piece = (0..<100_003).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return UInt8(truncatingIfNeeded: state >> 61)
    }
    var sample: [UInt8] = []
    while sample.count < count { sample += piece }
    return Array(sample.prefix(count))
  }

  static let sizes = [0, 1, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 3_300_000]

  @Test(arguments: sizes) func `what is compressed comes back`(size: Int) throws {
    let sample = Self.sample(size)
    let compressed = try Self.compress(sample)
    for piece in [977, 1 << 18] {
      #expect(try GunzipReader(MemorySource(compressed)).all(by: piece) == sample)
    }
  }

  @Test func `the bytes depend neither on the threads nor on the writes`() throws {
    let sample = Self.sample(6_000_000)
    let one = try Self.compress(sample, threads: 1)
    #expect(try Self.compress(sample, threads: 4, piece: 1 << 16) == one)
    #expect(try Self.compress(sample, threads: 7, piece: 3 << 20) == one)
  }

  @Test func `the header names neither time nor file nor system`() throws {
    let compressed = try Self.compress([1, 2, 3])
    #expect(compressed[..<8] == [0x1F, 0x8B, 8, 0, 0, 0, 0, 0])
    #expect(compressed[9] == 255)
  }

  @Test func `gzip and Python accept it`() throws {
    let scratch = try Scratch()
    let file = scratch.path.appending("a.gz")
    let sample = Self.sample(3_000_000)
    try FileContents.write(Self.compress(sample), to: file)
    #expect(Tool.shell("gzip -t \(file)").status == 0)
    let read = Tool.python(
      "import sys,gzip,hashlib; print(hashlib.sha256(gzip.open(sys.argv[1]).read()).hexdigest())", file.string)
    #expect(read.output == SHA256.digest(of: sample).hex + "\n")
  }

  @Test func `zero bytes after the last member are padding, anything else is an error`() throws {
    let compressed = try Self.compress([1, 2, 3])
    #expect(try GunzipReader(MemorySource(compressed + [UInt8](repeating: 0, count: 300_000))).all() == [1, 2, 3])
    #expect(throws: ImageFailure.self) { try GunzipReader(MemorySource(compressed + [0, 0, 9])).all() }
    #expect(throws: ImageFailure.self) { try GunzipReader(MemorySource(compressed + [9])).all() }
  }

  @Test(arguments: [0, 1, 9, 10, 15, -8, -1]) func `data that is cut off is an error`(length: Int) throws {
    let compressed = try Self.compress(Self.sample(100))
    let part = length < 0 ? compressed.dropLast(-length) : compressed.prefix(length)
    #expect(throws: ImageFailure.malformedCompression("it ends too early")) {
      try GunzipReader(MemorySource(Array(part))).all()
    }
  }

  @Test func `a changed byte is an error`() throws {
    var compressed = try Self.compress(Self.sample(10_000))
    compressed[5000 % compressed.count] ^= 0x10
    #expect(throws: ImageFailure.self) { try GunzipReader(MemorySource(compressed)).all() }
  }
}
