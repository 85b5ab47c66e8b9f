import Dispatch

/// Reads a source on a separate thread, some buffers ahead, so that decompressing and writing overlap.
final class ReadAheadSource: ByteSource {
  private static let chunkCount = 4

  private let source: any ByteSource
  private let queue = DispatchQueue(label: "read-ahead")
  private let chunks: [ReadAheadChunk]
  private var current = 0
  private var position = 0
  private var hasStarted = false
  private var hasEnded = false

  init(_ source: any ByteSource) {
    self.source = source
    chunks = (0..<Self.chunkCount).map { _ in ReadAheadChunk() }
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(ImageFailure) -> Int {
    if !hasStarted {
      for chunk in chunks { chunk.request(from: source, on: queue) }
      hasStarted = true
      chunks[0].wait()
    }
    if hasEnded { return 0 }
    if position == chunks[current].count {
      chunks[current].request(from: source, on: queue)
      current = (current + 1) % chunks.count
      chunks[current].wait()
      position = 0
    }
    let chunk = chunks[current]
    if chunk.count == 0 { try end(chunk) }
    let count = min(buffer.count, chunk.count - position)
    buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: chunk.bytes[position..<position + count]))
    position += count
    return count
  }

  /// Waits for the last requests: afterwards only the caller uses the source.
  private func end(_ last: ReadAheadChunk) throws(ImageFailure) {
    hasEnded = true
    for chunk in chunks where chunk !== last { chunk.wait() }
    if let failure = last.failure { throw failure }
  }
}

/// A buffer that is filled on the queue.
///
/// Sendable because between `request` and the end of `wait` only the queue touches it and the source.
private final class ReadAheadChunk: @unchecked Sendable {
  private let buffer = RawBuffer(count: 256 << 10)
  private let isDone = DispatchSemaphore(value: 0)
  /// 0 at the source's end, or if it failed.
  private(set) var count = 0
  private(set) var failure: ImageFailure?

  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(buffer.bytes) }

  func request(from source: any ByteSource, on queue: DispatchQueue) {
    let handover = Handover(source: source)
    queue.async { [self] in
      do throws(ImageFailure) {
        count = try handover.source.read(into: buffer.bytes)
      } catch {
        (count, failure) = (0, error)
      }
      isDone.signal()
    }
  }

  func wait() { isDone.wait() }

  /// Sendable because the queue is serial and its owner does not touch the source while requests are under way.
  private struct Handover: @unchecked Sendable {
    let source: any ByteSource
  }
}
