import Dispatch

/// One block of input on its way through a compressor: filled by the writer, compressed on a queue, emptied in order.
///
/// Sendable because `start` passes input and output to the queue, and `wait` takes them back: the two threads never
/// touch them at the same time.
final class CompressedBlock: @unchecked Sendable {
  /// Bytes of input in a block; part of the promised format: another size gives other bytes.
  static let size = 1 << 20

  private let input = RawBuffer(count: size)
  private let output: RawBuffer
  private let codec: any BlockCodec
  private let isDone = DispatchSemaphore(value: 0)
  private var inputCount = 0
  private var outputCount = 0
  private var isRunning = false

  init(_ codec: any BlockCodec) {
    self.codec = codec
    output = RawBuffer(count: codec.bound(Self.size))
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

  func start(on queue: DispatchQueue) {
    isRunning = true
    queue.async { [self] in
      outputCount = codec.compress(input.prefix(inputCount), to: output.bytes)
      isDone.signal()
    }
  }

  /// Waits for the compressed bytes and empties the block.
  /// - Returns: `nil` if the block was not started.
  func wait() -> UnsafeRawBufferPointer? {
    guard isRunning else { return nil }
    isDone.wait()
    isRunning = false
    inputCount = 0
    return output.prefix(outputCount)
  }
}
