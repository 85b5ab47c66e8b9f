import TextFormats

/// What a Dockerfile of the project says of its last stage (docs.docker.com, Dockerfile reference).
struct DockerfileHints: Sendable {
  /// `python:3.12-slim`; of every stage.
  private(set) var images: [Found<String>] = []
  /// Of ENTRYPOINT and CMD.
  private(set) var launch: Launch?
  private(set) var port: Found<Int>?
  private(set) var variables: [String: Found<String>] = [:]
  /// Of the HEALTHCHECK's request.
  private(set) var healthPath: Found<String>?
  private(set) var directory = ""
  /// RUN, ENV, COPY and ADD of the last stage, in their order.
  private(set) var steps: [(word: String, rest: Found<String>)] = []
  /// Names of stages, which COPY takes files from.
  private(set) var stages: Set<String> = []

  static let names = ["Dockerfile", "Containerfile", "docker/Dockerfile", "dockerfile", "Dockerfile.prod"]

  init?(in project: SetupProject) {
    guard let file = project.first(of: Self.names) else { return nil }
    var (command, entrypoint): (Launch?, Launch?) = (nil, nil)
    for (line, text) in ShellText.lines(file.value) {
      let place = "\(file.place):\(line)"
      let parts = text.split(maxSplits: 1, whereSeparator: \.isWhitespace)
      guard parts.count == 2, let word = parts.first?.uppercased() else { continue }
      let rest = ASCII.trimmed(parts[1])
      switch word {
      case "FROM":
        let image = rest.split(whereSeparator: \.isWhitespace).first { !$0.hasPrefix("--") }
        if let image { images.append(Found(String(image), in: place)) }
        (command, entrypoint, port, variables, healthPath) = (nil, nil, nil, [:], nil)
        (steps, directory) = ([], "")
        let words = rest.split(whereSeparator: \.isWhitespace)
        if words.count > 2, words[words.count - 2].uppercased() == "AS", let name = words.last {
          stages.insert(name.lowercased())
        }
      case "CMD": command = Self.launch(rest, place)
      case "ENTRYPOINT": entrypoint = Self.launch(rest, place)
      case "WORKDIR": directory = rest
      case "EXPOSE":
        let number = rest.prefix { $0.isASCII && $0.isNumber }
        port = port ?? Int(number).flatMap { (1...65535).contains($0) ? Found($0, in: place) : nil }
      case "ENV": read(variables: rest, place)
      case "HEALTHCHECK": healthPath = Self.path(in: rest).map { Found($0, in: place) }
      default: break
      }
      if ["RUN", "ENV", "COPY", "ADD"].contains(word) { steps.append((word, Found(rest, in: place))) }
    }
    launch = entrypoint ?? command
    if entrypoint != nil, let command {
      launch?.command.value += command.command.value
      launch?.before += command.before
    }
  }

  /// The exec form is JSON. A shell's command counts if it needs no shell.
  private static func launch(_ text: String, _ place: String) -> Launch {
    guard text.hasPrefix("["), case .array(let items) = JSONValue(parsing: Array(text.utf8)) else {
      return Launch(shell: text, in: place)
    }
    let words = items.compactMap(\.text)
    if words.count == 3, ["sh", "/bin/sh", "bash", "/bin/bash"].contains(words[0]), words[1].hasSuffix("c") {
      return Launch(shell: words[2], in: place)
    }
    return Launch(words: words, in: place)
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
