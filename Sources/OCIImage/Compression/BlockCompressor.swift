import Dispatch
import Glibc

/// Compresses on several threads: each MiB of input becomes one member or frame, written in order.
///
/// The bytes depend on the input alone, not on the number of threads or the sizes of the writes. Uses about
/// 2 MiB per thread.
public final class BlockCompressor: ByteSink {
  /// More threads would outrun the hashing and writing around them.
  private static let threadLimit = 16

  private let sink: any ByteSink
  private let queues: [DispatchQueue]
  /// A ring: two more than threads, so that one can be filled and one written while all threads compress.
  private let blocks: [CompressedBlock]
  private var started = 0

  /// - Parameter threads: at least 1; by default one per core, at most 16.
  public init(
    to sink: any ByteSink, _ compression: LayerCompression = .gzip, threads: Int = BlockCompressor.defaultThreads
  ) throws(ImageFailure) {
    self.sink = sink
    queues = (0..<max(1, threads)).map { DispatchQueue(label: "compress-\($0)") }
    var blocks: [CompressedBlock] = []
    for _ in 0..<queues.count + 2 { blocks.append(CompressedBlock(try compression.makeCodec())) }
    self.blocks = blocks
  }

  public static var defaultThreads: Int { min(max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))), threadLimit) }

  public func write(_ bytes: UnsafeRawBufferPointer) throws(ImageFailure) {
    var rest = bytes
    while !rest.isEmpty {
      let count = current.append(rest)
      rest = UnsafeRawBufferPointer(rebasing: rest[count...])
      if current.isFull { try startCurrent() }
    }
  }

  /// Writes what is left; without any input, one empty member.
  public func finish() throws(ImageFailure) {
    if !current.isEmpty || started == 0 { try startCurrent() }
    for _ in blocks {
      try emptyCurrent()
      started += 1
    }
  }

  private var current: CompressedBlock { blocks[started % blocks.count] }

  /// The next block to fill is the oldest one under way: emptying it keeps the order.
  private func startCurrent() throws(ImageFailure) {
    current.start(on: queues[started % queues.count])
    started += 1
    try emptyCurrent()
  }

  private func emptyCurrent() throws(ImageFailure) {
    if let member = current.wait() { try sink.write(member) }
  }
}
