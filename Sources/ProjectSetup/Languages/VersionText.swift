/// Versions of languages, as projects write them.
enum VersionText {
  /// The numbers at the beginning of a text, or behind a `v`: `v20.11.0` → [20, 11, 0].
  static func numbers(_ text: some StringProtocol) -> [Int] {
    let rest = text.drop { !($0.isASCII && $0.isNumber) }
    return rest.prefix { $0 == "." || ($0.isASCII && $0.isNumber) }.split(separator: ".").compactMap { Int($0) }
  }

  /// A version of Python or Go: `3.11.4` → `3.11`.
  static func minor(_ text: some StringProtocol) -> String? {
    let numbers = numbers(text)
    return numbers.count >= 2 ? "\(numbers[0]).\(numbers[1])" : nil
  }

  /// The least version that a range allows: `>=3.10,<4` → [3, 10]; `nil` if it has no lower bound.
  static func lowest(of range: String) -> [Int]? {
    for part in range.split(whereSeparator: { $0 == "," || $0 == "|" || $0 == " " }) {
      let part = part.drop { $0 == " " }
      guard !part.hasPrefix("<"), !part.hasPrefix("!"), !part.hasPrefix("*") else { continue }
      let numbers = numbers(part)
      if !numbers.isEmpty { return numbers }
    }
    // `>= 18`: the sign stands alone.
    let numbers = numbers(range)
    return numbers.isEmpty || range.hasPrefix("<") ? nil : numbers
  }

  /// The first version that a range excludes: `>=3.10,<3.13` → [3, 13].
  static func limit(of range: String) -> [Int]? {
    guard let sign = range.firstIndex(of: "<") else { return nil }
    var numbers = numbers(range[sign...])
    if range[sign...].hasPrefix("<="), let last = numbers.indices.last { numbers[last] += 1 }
    return numbers.isEmpty ? nil : numbers
  }

  /// The version in the tag of one of the images.
  static func tag(of images: [String], in docker: DockerfileHints?) -> Found<String>? {
    for image in (docker?.images ?? []).reversed() {
      let parts = image.value.split(separator: "@")[0].split(separator: "/").last?.split(separator: ":") ?? []
      guard let name = parts.first, parts.count == 2 else { continue }
      // `ghcr.io/astral-sh/uv:python3.12-bookworm`, `maven:3.9-eclipse-temurin-17`
      for mark in images {
        if name == mark { return Found(String(parts[1]), in: image.place) }
        if let place = parts[1].firstRange(of: mark) {
          return Found(String(parts[1][place.upperBound...]), in: image.place)
        }
      }
    }
    return nil
  }

  /// The first line of a file that is no comment.
  static func line(_ text: String) -> String? {
    text.split(whereSeparator: \.isNewline).map { $0.drop(while: \.isWhitespace) }.first {
      !$0.hasPrefix("#") && !$0.isEmpty
    }
    .map(String.init)
  }

  /// Of a line `python 3.11.4` in .tool-versions (asdf-vm.com).
  static func tool(_ names: [String], in project: SetupProject) -> Found<String>? {
    guard let text = project.text(".tool-versions") else { return nil }
    for line in text.split(whereSeparator: \.isNewline) {
      let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
      if words.count > 1, names.contains(words[0]) { return Found(words[1], in: ".tool-versions") }
    }
    return nil
  }
}
