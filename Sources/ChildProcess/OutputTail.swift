/// Keeps the last bytes of a stream and hands out its lines as they become complete; memory stays bounded.
public struct OutputTail: Sendable {
  private let limit: Int
  private let maximumLineLength: Int
  private let onLine: (@Sendable (String) -> Void)?
  private var kept: [UInt8] = []
  private var dropped = 0
  private var line: [UInt8] = []

  /// - Parameters:
  ///   - limit: bytes to keep of the end.
  ///   - maximumLineLength: bytes; a longer line is handed out in pieces, so that it cannot fill the memory.
  public init(
    keepingLast limit: Int, maximumLineLength: Int = 64 << 10, onLine: (@Sendable (String) -> Void)? = nil
  ) {
    self.limit = max(0, limit)
    self.maximumLineLength = maximumLineLength
    self.onLine = onLine
  }

  public mutating func append(_ bytes: UnsafeRawBufferPointer) {
    kept.append(contentsOf: bytes)
    // Trimming only at twice the limit keeps the cost per byte constant.
    if kept.count > 2 * limit { trim() }
    guard onLine != nil else { return }
    var rest = bytes[...]
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      line.append(contentsOf: rest[..<end])
      emitLine()
      rest = rest[(end + 1)...]
    }
    line.append(contentsOf: rest)
    if line.count >= maximumLineLength { emitLine() }
  }

  /// Ends the stream: an unfinished last line is handed out too.
  public mutating func finish() -> (text: String, omittedBytes: Int) {
    if !line.isEmpty { emitLine() }
    trim()
    // A cut in the middle of a character leaves continuation bytes in front.
    let torn = dropped == 0 ? 0 : kept.prefix(3).prefix { $0 & 0b1100_0000 == 0b1000_0000 }.count
    return (String(decoding: kept[torn...], as: UTF8.self), dropped + torn)
  }

  private mutating func trim() {
    let excess = kept.count - limit
    guard excess > 0 else { return }
    kept.removeFirst(excess)
    dropped += excess
  }

  private mutating func emitLine() {
    if line.last == UInt8(ascii: "\r") { line.removeLast() }
    onLine?(String(decoding: line, as: UTF8.self))
    line.removeAll(keepingCapacity: true)
  }
}
