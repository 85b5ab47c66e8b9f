import TextFormats

/// What a Dockerfile of the project says of its last stage (docs.docker.com, Dockerfile reference).
struct DockerfileHints: Sendable {
  /// `python:3.12-slim`; of every stage.
  private(set) var images: [Found<String>] = []
  private(set) var command: Found<[String]>?
  private(set) var port: Found<Int>?
  private(set) var variables: [String: Found<String>] = [:]
  /// Of the HEALTHCHECK's request.
  private(set) var healthPath: Found<String>?
  private(set) var directory = ""

  static let names = ["Dockerfile", "Containerfile", "docker/Dockerfile", "dockerfile", "Dockerfile.prod"]

  init?(in project: SetupProject) {
    guard let file = project.first(of: Self.names) else { return nil }
    var entrypoint: Found<[String]>?
    for (line, text) in Self.instructions(file.value) {
      let place = "\(file.place):\(line)"
      let parts = text.split(maxSplits: 1, whereSeparator: \.isWhitespace)
      guard parts.count == 2, let word = parts.first?.uppercased() else { continue }
      let rest = ASCII.trimmed(parts[1])
      switch word {
      case "FROM":
        let image = rest.split(whereSeparator: \.isWhitespace).first { !$0.hasPrefix("--") }
        if let image { images.append(Found(String(image), in: place)) }
        (command, entrypoint, port, variables, healthPath) = (nil, nil, nil, [:], nil)
      case "CMD": command = Found(Self.arguments(rest), in: place)
      case "ENTRYPOINT": entrypoint = Found(Self.arguments(rest), in: place)
      case "WORKDIR": directory = rest
      case "EXPOSE":
        let number = rest.prefix { $0.isASCII && $0.isNumber }
        port = port ?? Int(number).flatMap { (1...65535).contains($0) ? Found($0, in: place) : nil }
      case "ENV": read(variables: rest, place)
      case "HEALTHCHECK": healthPath = Self.path(in: rest).map { Found($0, in: place) }
      default: continue
      }
    }
    if let entrypoint {
      command = Found(entrypoint.value + (command?.value ?? []), in: entrypoint.place)
    }
  }

  /// Lines joined where they end in a backslash, with the number of the first.
  private static func instructions(_ text: String) -> [(line: Int, text: String)] {
    var found: [(Int, String)] = []
    var isOpen = false
    for (number, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
      let line = ASCII.trimmed(line)
      if line.hasPrefix("#") || line.isEmpty { continue }
      let part = line.hasSuffix("\\") ? String(line.dropLast()) : line
      if isOpen, let last = found.indices.last { found[last].1 += " \(part)" } else { found.append((number + 1, part)) }
      isOpen = line.hasSuffix("\\")
    }
    return found
  }

  /// The exec form is JSON. A shell's command counts if it needs no shell.
  private static func arguments(_ text: String) -> [String] {
    if text.hasPrefix("["), case .array(let items) = JSONValue(parsing: Array(text.utf8)) {
      let words = items.compactMap(\.text)
      if words.count == 3, ["sh", "/bin/sh", "bash", "/bin/bash"].contains(words[0]), words[1] == "-c" {
        return CommandText.words(words[2])
      }
      return words
    }
    return CommandText.words(text)
  }

  private mutating func read(variables text: String, _ place: String) {
    let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
    guard words.first?.contains("=") == true else {
      if words.count > 1 { variables[words[0]] = Found(words.dropFirst().joined(separator: " "), in: place) }
      return
    }
    for word in words {
      let pair = word.split(separator: "=", maxSplits: 1).map(String.init)
      if pair.count == 2 { variables[pair[0]] = Found(pair[1].filter { $0 != "\"" && $0 != "'" }, in: place) }
    }
  }

  /// Of `curl -f http://localhost:8000/health`.
  private static func path(in text: String) -> String? {
    guard let mark = text.firstRange(of: "://") else { return nil }
    let rest = text[mark.upperBound...].drop { $0 != "/" && !$0.isWhitespace && $0 != "'" && $0 != "\"" }
    let path = rest.prefix { !$0.isWhitespace && !"'\")|;,".contains($0) }
    return path.hasPrefix("/") ? String(path) : nil
  }
}
