import CDeflate
import Dispatch
import FileIO
import SystemPackage

/// One block of input on its way through a compressor: filled by the writer, compressed on a queue, emptied in order.
///
/// Sendable because `start` hands input and output over to the queue, and `wait` takes them back: the two threads never
/// touch them at the same time.
final class GzipBlock: @unchecked Sendable {
  /// Bytes of input in a gzip member; part of the format we promise: another size gives other bytes.
  static let size = 1 << 20
  /// libdeflate's level; part of the format too.
  static let level: CInt = 6

  private let input = RawBuffer(count: size)
  private let output: RawBuffer
  private let compressor: OpaquePointer
  private let isDone = DispatchSemaphore(value: 0)
  private var inputCount = 0
  private var outputCount = 0
  private var isRunning = false

  init() throws(ImageFailure) {
    guard let compressor = libdeflate_alloc_compressor(Self.level) else {
      throw .file(FileFailure("compress", "", .noMemory))
    }
    self.compressor = compressor
    output = RawBuffer(count: libdeflate_gzip_compress_bound(compressor, Self.size))
  }

  deinit {
    libdeflate_free_compressor(compressor)
  }

  var isEmpty: Bool { inputCount == 0 }
  var isFull: Bool { inputCount == Self.size }

  /// Copies as many bytes as fit.
  /// - Returns: how many were taken.
  func append(_ bytes: UnsafeRawBufferPointer) -> Int {
    let count = min(bytes.count, Self.size - inputCount)
    UnsafeMutableRawBufferPointer(rebasing: input.bytes[inputCount..<inputCount + count])
      .copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[..<count]))
    inputCount += count
    return count
  }

  /// Compresses on the queue. libdeflate's header carries no time, no name and the system 255 (unknown).
  func start(on queue: DispatchQueue) {
    isRunning = true
    queue.async { [self] in
      outputCount = libdeflate_gzip_compress(
        compressor, input.bytes.baseAddress, inputCount, output.bytes.baseAddress, output.bytes.count)
      isDone.signal()
    }
  }

  /// Waits for the compressed member and empties the block.
  /// - Returns: nothing where the block was not started.
  func wait() -> UnsafeRawBufferPointer? {
    guard isRunning else { return nil }
    isDone.wait()
    isRunning = false
    inputCount = 0
    return output.prefix(outputCount)
  }
}
