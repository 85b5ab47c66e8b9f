/// What of a Dockerfile decides before it is built: the images it starts from, and the one below its last stage.
struct DockerfileReader {
  private struct Stage {
    var name: String?
    /// As written, with what is known put in; `nil` if a variable has no value.
    var base: String?
  }

  /// References of other images, each once, in the order in which they appear.
  private(set) var images: [String] = []
  private var stages: [Stage] = []
  private var arguments: [String: String]

  /// - Parameter arguments: of the build; they override the file's own defaults.
  init(_ text: String, arguments: [String: String]) {
    self.arguments = arguments
    for line in Self.logicalLines(text) { read(line, given: arguments) }
  }

  /// The image at the bottom of the built stage; `nil` for `scratch`, and if a variable hides it.
  /// - Parameter target: the last stage if there is none.
  func base(target: String?) -> String? {
    var index = stages.count - 1
    if let target { index = self.index(of: target, before: stages.count) ?? index }
    while index >= 0 {
      guard let base = stages[index].base else { return nil }
      guard let below = self.index(of: base, before: index) else { return base == "scratch" ? nil : base }
      index = below
    }
    return nil
  }

  private mutating func read(_ line: String, given: [String: String]) {
    let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
    guard let instruction = words.first?.uppercased() else { return }
    switch instruction {
    case "ARG" where stages.isEmpty:
      // Only these may stand in a FROM.
      for word in words.dropFirst() {
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, given[parts[0]] == nil else { continue }
        arguments[parts[0]] = Self.unquoted(parts[1])
      }
    case "FROM":
      let rest = words.dropFirst().drop { $0.hasPrefix("--") }.map { $0 }
      guard let image = rest.first else { return }
      let base = expand(image)
      let name = rest.count >= 3 && rest[1].uppercased() == "AS" ? rest[2] : nil
      if let base, base != "scratch", index(of: base, before: stages.count) == nil { note(base) }
      stages.append(Stage(name: name, base: base))
    case "COPY":
      for word in words.dropFirst() where word.hasPrefix("--from=") {
        let source = String(word.dropFirst("--from=".count))
        if Int(source) == nil, !source.contains("$"), index(of: source, before: stages.count) == nil { note(source) }
      }
    default: break
    }
  }

  private mutating func note(_ image: String) {
    if !images.contains(image) { images.append(image) }
  }

  private func index(of name: String, before end: Int) -> Int? {
    stages[..<end].lastIndex { $0.name?.lowercased() == name.lowercased() }
      ?? Int(name).flatMap { (0..<end).contains($0) ? $0 : nil }
  }

  /// `$NAME`, `${NAME}` and `${NAME:-default}`.
  private func expand(_ text: String) -> String? {
    var expanded = ""
    var rest = Self.unquoted(text)[...]
    while let dollar = rest.firstIndex(of: "$") {
      expanded += rest[..<dollar]
      rest = rest[rest.index(after: dollar)...]
      let value: String?
      if rest.first == "{" {
        guard let end = rest.firstIndex(of: "}") else { return nil }
        let inside = rest[rest.index(after: rest.startIndex)..<end]
        let name = inside.prefix { $0 != ":" }
        let fallback = inside.dropFirst(name.count)
        value = arguments[String(name)] ?? (fallback.hasPrefix(":-") ? String(fallback.dropFirst(2)) : nil)
        rest = rest[rest.index(after: end)...]
      } else {
        let name = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
        value = arguments[String(name)]
        rest = rest.dropFirst(name.count)
      }
      guard let value else { return nil }
      expanded += value
    }
    return expanded + rest
  }

  private static func unquoted(_ text: String) -> String {
    guard text.count >= 2, let first = text.first, first == text.last, "\"'".contains(first) else { return text }
    return String(text.dropFirst().dropLast())
  }

  /// Lines with what they continue on, without comments.
  private static func logicalLines(_ text: String) -> [String] {
    var lines: [String] = []
    var open = ""
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      let trimmed = line.drop(while: \.isWhitespace)
      if trimmed.hasPrefix("#") { continue }
      if line.last == "\\" {
        open += line.dropLast() + " "
        continue
      }
      lines.append(open + line)
      open = ""
    }
    return open.isEmpty ? lines : lines + [open]
  }
}
