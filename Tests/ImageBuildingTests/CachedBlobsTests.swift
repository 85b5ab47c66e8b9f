import FileIO
import Glibc
import OCIImage
import PipelineCore
import SystemPackage
import Testing
import TextFormats

@testable import ImageBuilding

/// A cache with one blob of each algorithm, each found by an entry and noted as verified.
@Suite("The blobs in the cache, of either digest") struct CachedBlobsTests {
  private static let size = 1000
  /// Later than every use of a blob.
  private static let later = Timestamp(seconds: 4_000_000_000)

  private struct Made {
    var cache: CacheDirectory
    var layout: ImageLayout
    var blobs: [Descriptor]
    var notes: FilePath

    func path(_ algorithm: Digest.Algorithm) throws -> FilePath {
      layout.blobPath(try #require(blobs.first { $0.digest.algorithm == algorithm }).digest)
    }

    /// The algorithms of the blobs that the cache still has, and of the notes about them.
    func left() throws -> (blobs: [Digest.Algorithm], notes: [Digest.Algorithm]) {
      let names = try Directory.names(in: notes)
      return (
        blobs.filter(layout.contains).map(\.digest.algorithm),
        blobs.filter { blob in names.contains { $0.hasPrefix(blob.digest.hex) } }.map(\.digest.algorithm)
      )
    }
  }

  private func withCache(_ body: (Made) async throws -> Void) async throws {
    let directory = try Directory.temporary(prefix: "cached-blobs-test", in: "/tmp")
    defer { try? Directory.remove(directory) }
    let path = directory.appending("cache")
    try await body(try await made(in: path))
  }

  /// The lock of the open cache ends with this call.
  private func made(in path: FilePath) async throws -> Made {
    let cache = try await LayerCache.open(path, for: .repository)
    let blobs = try Digest.Algorithm.allCases.map { algorithm in
      let bytes = [UInt8](repeating: algorithm == .sha256 ? 1 : 2, count: Self.size)
      return try cache.layout.write(bytes, mediaType: MediaType.layerGzip, algorithm)
    }
    let notes = path.appending(CacheDirectory.verified)
    try Directory.create(notes)
    for blob in blobs {
      try cache.store(Layer(descriptor: blob, diffID: blob.digest, uncompressedSize: blob.size), for: [blob.digest.hex])
      try FileContents.write([], to: notes.appending("\(blob.digest.hex).note"))
    }
    return Made(cache: CacheDirectory(path), layout: cache.layout, blobs: blobs, notes: notes)
  }

  @Test func `are counted`() async throws {
    try await withCache { made in
      let usage = try made.cache.usage()
      #expect((usage.blobs, usage.bytes, usage.entries) == (2, Int64(2 * Self.size), 2))
    }
  }

  @Test func `stay as long as they are whole`() async throws {
    try await withCache { made in
      let gone = try await made.cache.verify { Issue.record("\($0)") }
      #expect(gone == CacheDirectory.Usage())
      #expect(try made.left() == (Digest.Algorithm.allCases, Digest.Algorithm.allCases))
    }
  }

  @Test(arguments: Digest.Algorithm.allCases)
  func `are removed where they are damaged, with what was known of them`(damaged: Digest.Algorithm) async throws {
    try await withCache { made in
      let path = try made.path(damaged)
      try FileContents.write([UInt8](repeating: 3, count: Self.size), to: path)
      var reported: [FilePath] = []
      let gone = try await made.cache.verify { reported.append($0) }
      #expect(reported == [path])
      #expect((gone.blobs, gone.bytes, gone.entries) == (1, Int64(Self.size), 1))
      let rest = Digest.Algorithm.allCases.filter { $0 != damaged }
      #expect(try made.left() == (rest, rest))
    }
  }

  @Test(arguments: Digest.Algorithm.allCases)
  func `are removed from the least recently used one on`(oldest: Digest.Algorithm) async throws {
    try await withCache { made in
      let times = [timespec(tv_sec: 1_000_000_000, tv_nsec: 0), timespec(tv_sec: 1_000_000_000, tv_nsec: 0)]
      let path = try made.path(oldest)
      #expect(path.withPlatformString { utimensat(AT_FDCWD, $0, times, 0) } == 0)
      let gone = try await made.cache.prune(to: Int64(Self.size), unusedFor: nil, now: Self.later)
      #expect((gone.blobs, gone.bytes, gone.entries) == (1, Int64(Self.size), 1))
      let rest = Digest.Algorithm.allCases.filter { $0 != oldest }
      #expect(try made.left() == (rest, rest))
    }
  }

  @Test func `are removed where they were not used for long`() async throws {
    try await withCache { made in
      let gone = try await made.cache.prune(to: .max, unusedFor: .seconds(60), now: Self.later)
      #expect((gone.blobs, gone.bytes, gone.entries) == (2, Int64(2 * Self.size), 2))
      #expect(try made.left() == ([], []))
    }
  }
}
