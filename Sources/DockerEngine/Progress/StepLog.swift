/// One step of a build: its instruction, and the end of what it printed.
struct StepLog {
  /// Lines that are kept.
  static let limit = 50

  /// The instruction: `RUN pip install .`.
  var title: String
  /// How the engine counts it: `3/6`; empty if it does not.
  var number: String
  private(set) var lines: [String] = []
  private var splitter = LineSplitter()

  init(title: String, number: String) {
    self.title = title
    self.number = number
  }

  /// What people read: `[3/6] RUN pip install .`.
  var description: String {
    let line = title.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    let short = line.count > 160 ? line.prefix(159) + "…" : line[...]
    return number.isEmpty ? String(short) : "[\(number)] \(short)"
  }

  mutating func append(_ line: String) {
    lines = (lines + [line]).suffix(Self.limit)
  }

  /// - Returns: the lines that end with these bytes.
  mutating func take(_ bytes: [UInt8]) -> [String] {
    let ended = splitter.take(bytes)
    for line in ended { append(line) }
    return ended
  }

  /// The last line, if nothing ended it.
  mutating func finish() -> [String] { take(Array("\n".utf8)) }
}

/// Cuts output that comes in any pieces into lines as a terminal would show them; blank ones are left out.
struct LineSplitter {
  /// A program that never ends its line must not fill the memory, in bytes.
  private static let limit = 16 << 10

  private var pending: [UInt8] = []

  /// - Returns: the lines that end with these bytes.
  mutating func take(_ bytes: some Sequence<UInt8>) -> [String] {
    var ended: [String] = []
    for byte in bytes {
      if byte != UInt8(ascii: "\n") {
        if pending.count < Self.limit { pending.append(byte) }
        continue
      }
      let line = Self.plain(pending)
      pending = []
      if !line.allSatisfy(\.isWhitespace) { ended.append(line) }
    }
    return ended
  }

  /// What a terminal would show of a line: without colours and what a progress bar has overwritten.
  static func plain(_ bytes: [UInt8]) -> String {
    let shown = bytes.split(separator: UInt8(ascii: "\r")).last.map(Array.init) ?? []
    var plain: [UInt8] = []
    var index = 0
    while index < shown.count {
      // ESC [ … final byte: ECMA-48, section 5.4.
      if shown[index] == 0x1B, index + 1 < shown.count, shown[index + 1] == UInt8(ascii: "[") {
        index += 2
        while index < shown.count, !(0x40...0x7E).contains(shown[index]) { index += 1 }
      } else if shown[index] >= 0x20 || shown[index] == 0x09 {
        plain.append(shown[index])
      }
      index += 1
    }
    return String(decoding: plain, as: UTF8.self)
  }
}
