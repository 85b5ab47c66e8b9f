import TextFormats

/// Walks over the elements and texts of XML; it ignores attributes, comments and entities.
package struct XMLScan {
  package enum Event {
    case start(Substring)
    case text(String)
    case end(Substring)
  }

  private var rest: Substring
  private var pending: Event?
  private(set) var line = 1
  /// Where the last tag begins.
  private(set) var start: String.Index
  private let text: String

  package init(_ text: String) {
    self.text = text
    rest = text[...]
    start = text.startIndex
  }

  package mutating func next() -> Event? {
    if let event = pending {
      pending = nil
      return event
    }
    while !rest.isEmpty {
      if !rest.hasPrefix("<") {
        let text = ASCII.trimmed(take { $0 != "<" }.filter { !$0.isNewline })
        if text.isEmpty { continue }
        return .text(text)
      }
      if rest.hasPrefix("<!--") {
        skip(past: "-->")
      } else if rest.hasPrefix("<![CDATA[") {
        skip(past: "]]>")
      } else if rest.hasPrefix("<?") || rest.hasPrefix("<!") {
        skip(past: ">")
      } else {
        start = rest.startIndex
        var quote: Character?
        let tag = take { character in
          if character == quote {
            quote = nil
          } else if quote == nil, character == "\"" || character == "'" {
            quote = character
          }
          return character != ">" || quote != nil
        }.dropFirst()
        skip(past: ">")
        if tag.hasPrefix("/") { return .end(tag.dropFirst().prefix { !$0.isWhitespace }) }
        let name = tag.prefix { !$0.isWhitespace && $0 != "/" }
        if tag.hasSuffix("/") { pending = .end(name) }
        return .start(name)
      }
    }
    return nil
  }

  /// Line and column, from 1.
  func place(of index: String.Index) -> (line: Int, column: Int) {
    let before = text[..<index]
    let lineStart = before.lastIndex(where: \.isNewline).map(before.index(after:)) ?? before.startIndex
    return (before.count { $0.isNewline } + 1, before[lineStart...].unicodeScalars.count + 1)
  }

  private mutating func take(while isPart: (Character) -> Bool) -> Substring {
    let part = rest.prefix(while: isPart)
    line += part.count { $0.isNewline }
    rest = rest[part.endIndex...]
    return part
  }

  private mutating func skip(past end: String) {
    let stop = rest.firstRange(of: end)?.upperBound ?? rest.endIndex
    line += rest[..<stop].count { $0.isNewline }
    rest = rest[stop...]
  }
}

extension XMLScan {
  /// The first element that is not closed, or closed by another.
  static func problem(in text: String) -> (message: String, line: Int, column: Int)? {
    var scan = XMLScan(text)
    func problem(_ message: String, _ index: String.Index) -> (message: String, line: Int, column: Int) {
      let place = scan.place(of: index)
      return (message, place.line, place.column)
    }
    var open: [(name: Substring, start: String.Index)] = []
    var isEmpty = true
    while let event = scan.next() {
      switch event {
      case .start(let name):
        isEmpty = false
        open.append((name, scan.start))
      case .text: break
      case .end(let name):
        guard let last = open.popLast() else {
          return problem("`</\(name)>` has no opening tag", scan.start)
        }
        if last.name != name {
          return problem("`<\(last.name)>` is not closed before `</\(name)>`", last.start)
        }
      }
    }
    if let last = open.last { return problem("`<\(last.name)>` is not closed", last.start) }
    return isEmpty ? problem("it has no element", text.startIndex) : nil
  }
}
