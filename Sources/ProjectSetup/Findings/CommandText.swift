import TextFormats

/// Commands as files of a project write them.
enum CommandText {
  /// The words of a line; empty if it takes a shell.
  static func words(_ line: String) -> [String] {
    var text = ASCII.trimmed(line)
    if text.hasPrefix("exec ") { text = String(text.dropFirst("exec ".count)) }
    // `$PORT` and `${PORT:-8000}` are filled in where the port is known.
    guard !text.contains(where: { "|&;<>`\\*".contains($0) }) else { return [] }
    var words: [String] = []
    var word = ""
    var quote: Character?
    var isOpen = false
    for character in text {
      if character == quote {
        quote = nil
      } else if quote == nil, character == "\"" || character == "'" {
        quote = character
        isOpen = true
      } else if quote == nil, character.isWhitespace {
        if isOpen { words.append(word) }
        (word, isOpen) = ("", false)
      } else {
        word.append(character)
        isOpen = true
      }
    }
    if isOpen { words.append(word) }
    return quote == nil ? words : []
  }

  /// Without what runs a command in an environment that the image has anyway: `uv run`, `poetry run`.
  static func unwrapped(_ words: [String]) -> [String] {
    var words = words
    // `A=1 program`: variables are written elsewhere.
    while let first = words.first, first.contains("="), !first.hasPrefix("-") { words.removeFirst() }
    if ["tini", "dumb-init", "/usr/bin/tini", "/sbin/tini", "/usr/bin/dumb-init"].contains(words.first) {
      words.removeFirst()
      while ["--", "-g", "-s"].contains(words.first) { words.removeFirst() }
    }
    guard words.count > 2, words[1] == "run", ["uv", "poetry", "pipenv", "pdm", "rye", "hatch"].contains(words[0])
    else {
      return words
    }
    words.removeFirst(2)
    while let first = words.first, first.hasPrefix("-") {
      words.removeFirst()
      let takesValue = ["--package", "--directory", "--project", "--extra", "--group", "--with", "-p", "--python"]
      if takesValue.contains(first), !words.isEmpty { words.removeFirst() }
    }
    return words
  }

  /// With the port in place of `$PORT`; `nil` if other variables remain.
  static func filled(_ words: [String], port: Int?) -> [String]? {
    let filled = words.map { expanded($0, port.map { ["PORT": "\($0)"] } ?? [:]) }
    return filled.contains { $0.contains("$") } ? nil : filled
  }

  /// With values in place of variables: `$NAME`, `${NAME}`, `${NAME:-8000}`. Variables without a value stay.
  static func expanded(_ word: String, _ values: [String: String]) -> String {
    var text = ""
    var rest = word[...]
    while let sign = rest.firstIndex(of: "$") {
      text += rest[..<sign]
      let isBraced = rest[sign...].hasPrefix("${")
      let start = rest.index(sign, offsetBy: isBraced ? 2 : 1)
      let name = rest[start...].prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
      let close = isBraced ? rest[name.endIndex...].firstIndex(of: "}") : nil
      let end = close.map { rest.index(after: $0) } ?? name.endIndex
      text += values[String(name)] ?? String(rest[sign..<end])
      rest = rest[end...]
    }
    return text + rest
  }

  /// `--port 8000`, `--port=8000`, `-p 8000`, `--bind 0.0.0.0:8000`, `manage.py runserver 0.0.0.0:8000`,
  /// `${PORT:-8000}`
  static func port(in words: [String]) -> Int? {
    for (index, word) in words.enumerated() {
      let pair = word.split(separator: "=", maxSplits: 1).map(String.init)
      let isOption = ["--port", "-p", "--bind", "-b", "--http", "--server.port", "runserver", "--server-port"]
      guard let name = pair.first, isOption.contains(name) else { continue }
      let value = pair.count == 2 ? pair[1] : index + 1 < words.count ? words[index + 1] : ""
      let number = value.split { !($0.isASCII && $0.isNumber) }.last.flatMap { Int($0) }
      if let number, (1...65535).contains(number), !value.hasSuffix(".0") { return number }
    }
    return nil
  }
}
