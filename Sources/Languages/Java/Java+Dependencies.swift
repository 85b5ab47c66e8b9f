extension RuntimeFiles {
  /// pom.xml, as far as it names dependencies and their versions (maven.apache.org, POM Reference).
  static func maven(_ surroundings: ManifestSurroundings) -> RuntimeFiles {
    let name = "pom.xml"
    guard let text = surroundings.text(name) else {
      // Gradle's own files are programs, not lists.
      let gradle = ["build.gradle", "build.gradle.kts"].first(where: surroundings.exists)
      return RuntimeFiles(file: gradle, isComplete: false)
    }
    var files = RuntimeFiles(file: name)
    var scan = XMLScan(text)
    /// The names of the open elements.
    var open: [Substring] = []
    var properties: [String: String] = [:]
    var fields: [Substring: String] = [:]
    var startLine = 0
    while let event = scan.next() {
      switch event {
      case .start(let element):
        open.append(element)
        if element == "dependency" { (fields, startLine) = ([:], scan.line) }
      case .text(let text):
        guard let element = open.last, let parent = open.dropLast().last else { continue }
        if parent == "properties" { properties[String(element)] = text }
        if parent == "dependency" { fields[element] = text }
      case .end(let element):
        if element == "dependency", open.starts(with: ["project", "dependencies"]), fields["scope"] != "test",
          let group = fields["groupId"], let artifact = fields["artifactId"]
        {
          let version = fields["version"].flatMap { resolved($0, properties) }
          files.add(MavenCoordinates.dependency("\(group):\(artifact)", version), name, startLine)
        }
        if let place = open.lastIndex(of: element) { open.removeSubrange(place...) }
      }
    }
    return files
  }

  /// `${jackson.version}`; nothing where the property is a parent's.
  private static func resolved(_ version: String, _ properties: [String: String]) -> String? {
    guard version.hasPrefix("${"), version.hasSuffix("}") else { return version }
    return properties[String(version.dropFirst(2).dropLast())]
  }
}

/// Walks over the elements and texts of XML; attributes, comments and entities are no matter here.
struct XMLScan {
  enum Event {
    case start(Substring)
    case text(String)
    case end(Substring)
  }

  private var rest: Substring
  private var pending: Event?
  private(set) var line = 1
  /// Where the last tag stands.
  private(set) var start: String.Index
  private let text: String

  init(_ text: String) {
    self.text = text
    rest = text[...]
    start = text.startIndex
  }

  mutating func next() -> Event? {
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
