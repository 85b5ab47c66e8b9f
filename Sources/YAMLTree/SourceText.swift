import Diagnostics

/// The bytes of a file without a byte order mark, and where its lines begin.
struct SourceText {
  let file: String
  let bytes: ArraySlice<UInt8>
  /// Where each line starts: as an index of Unicode scalars, which is how libyaml counts, and as an offset of bytes.
  private let lines: [(scalar: Int, offset: Int)]

  /// - Throws: if the file is not UTF-8, or contains a character that YAML does not allow (spec 5.1).
  init(_ contents: [UInt8], file: String) throws(Unreadable) {
    self.file = file
    if let encoding = Self.wideEncoding(contents) {
      throw Unreadable(
        .error(
          .notUTF8, "the file is \(encoding)", at: SourceLocation(file: file, line: 1, column: 1),
          hints: ["save the file as UTF-8"]))
    }
    bytes = contents.starts(with: [0xEF, 0xBB, 0xBF]) ? contents.dropFirst(3) : contents[...]
    var lines = [(scalar: 0, offset: bytes.startIndex)]
    var scalar = 0
    var offset = bytes.startIndex
    while offset < bytes.endIndex {
      let byte = bytes[offset]
      let problem: Diagnostic?
      var length = 1
      switch byte {
      case 0x0A:
        problem = nil
        lines.append((scalar + 1, offset + 1))
      case 0x0D:
        problem = nil
        if offset + 1 == bytes.endIndex || bytes[offset + 1] != 0x0A { lines.append((scalar + 1, offset + 1)) }
      case 0x09, 0x20...0x7E:
        problem = nil
      default:
        let character = Self.character(at: offset, in: bytes)
        length = character?.length ?? 1
        problem = Self.problem(of: character?.value, byte: byte)
      }
      if var problem {
        let column = scalar - (lines.last?.scalar ?? 0) + 1
        problem.location = SourceLocation(file: file, line: lines.count, column: column)
        throw Unreadable(problem)
      }
      offset += length
      scalar += 1
    }
    self.lines = lines
  }

  var lineCount: Int { lines.count }

  /// The place of a range of scalars.
  func location(_ start: Int, _ end: Int) -> SourceLocation {
    let (line, column) = position(of: start)
    let finish = max(start, end)
    let (endLine, endColumn) = position(of: finish)
    return SourceLocation(file: file, line: line, column: column, endLine: endLine, endColumn: endColumn)
  }

  /// 1-based line and column of a scalar index.
  func position(of scalar: Int) -> (line: Int, column: Int) {
    let index = lastLine { $0.scalar <= scalar }
    return (index + 1, scalar - lines[index].scalar + 1)
  }

  /// Where the line of a byte begins.
  func line(ofByte offset: Int) -> (scalar: Int, offset: Int) {
    lines[lastLine { $0.offset <= offset }]
  }

  private func lastLine(where begins: ((scalar: Int, offset: Int)) -> Bool) -> Int {
    var low = 0
    var high = lines.count - 1
    while low < high {
      let middle = (low + high + 1) / 2
      if begins(lines[middle]) { low = middle } else { high = middle - 1 }
    }
    return low
  }

  /// A line (1-based) without its end; empty if there is none.
  func line(_ number: Int) -> String {
    String(decoding: lineBytes(number).filter { $0 != 0x0A && $0 != 0x0D }, as: UTF8.self)
  }

  /// A line (1-based) with its end; empty if there is none.
  func lineBytes(_ number: Int) -> ArraySlice<UInt8> {
    guard lines.indices.contains(number - 1) else { return [] }
    let end = lines.indices.contains(number) ? lines[number].offset : bytes.endIndex
    return bytes[lines[number - 1].offset..<end]
  }

  /// UTF-16 and UTF-32 by their byte order mark or, as a manifest begins with ASCII, by their zero bytes
  /// (YAML 1.2.2, 5.2).
  private static func wideEncoding(_ contents: [UInt8]) -> String? {
    let start = contents.prefix(4).map { $0 == 0 }
    if start == [true, true, false, false] && contents.starts(with: [0, 0, 0xFE, 0xFF])
      || start == [true, true, true, false]
      || start == [false, false, true, true] && contents.starts(with: [0xFF, 0xFE])
      || start == [false, true, true, true]
    {
      return "UTF-32"
    }
    if contents.starts(with: [0xFF, 0xFE]) || contents.starts(with: [0xFE, 0xFF])
      || start == [true, false, true, false] || start == [false, true, false, true]
    {
      return "UTF-16"
    }
    return nil
  }

  /// One character of UTF-8 and its length in bytes; `nil` if the bytes are not UTF-8.
  private static func character(at offset: Int, in bytes: ArraySlice<UInt8>) -> (value: UInt32, length: Int)? {
    var input = bytes[offset...].makeIterator()
    var parser = UTF8.ForwardParser()
    guard case .valid(let encoded) = parser.parseScalar(from: &input) else { return nil }
    return (UTF8.decode(encoded).value, encoded.count)
  }

  /// What is wrong with one character; `scalar` is `nil` if its bytes are not UTF-8.
  private static func problem(of scalar: UInt32?, byte: UInt8) -> Diagnostic? {
    guard let scalar else {
      return .error(
        .notUTF8, "the byte 0x\(String(byte, radix: 16, uppercase: true)) is not UTF-8",
        hints: ["save the file as UTF-8"])
    }
    switch scalar {
    case 0x85, 0xA0...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD, 0x10000...0x10FFFF:
      return nil
    case 0xFEFF:
      return .error(
        .controlCharacter, "a byte order mark in the middle of the file", hints: ["remove the invisible character"])
    default:
      let digits = String(scalar, radix: 16, uppercase: true)
      return .error(
        .controlCharacter,
        "the control character U+\(String(repeating: "0", count: max(0, 4 - digits.count)))\(digits) is not allowed",
        hints: ["remove it, or write it as an escape in double quotes"])
    }
  }
}

/// Ends the reading: the rest cannot be understood, or takes too much memory.
struct Unreadable: Error {
  let diagnostic: Diagnostic

  init(_ diagnostic: Diagnostic) {
    self.diagnostic = diagnostic
  }
}
