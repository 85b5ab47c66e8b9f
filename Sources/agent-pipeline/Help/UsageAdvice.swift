import Diagnostics

/// What a wrong command line most likely means.
struct UsageAdvice {
  private let root: CommandInfo
  private let arguments: [String]

  /// - Parameter arguments: without the program's name.
  init(_ arguments: some Sequence<String>, root: CommandInfo) {
    self.root = root
    self.arguments = Array(arguments)
  }

  /// - Returns: `nil` if each command and each option exists.
  var diagnostic: Diagnostic? {
    let asksForHelp = arguments.first == "help"
    let words = asksForHelp ? arguments.dropFirst() : arguments[...]
    let (command, path) = root.find(words)
    let rest = words.dropFirst(path.count)
    if let word = rest.first, !command.children.isEmpty || asksForHelp, !word.hasPrefix("-"), word != "help" {
      return unknownCommand(word, below: command, path)
    }
    let given = rest.prefix { $0 != "--" }.filter { $0.hasPrefix("--") }.map { $0.prefix { $0 != "=" } }
    return given.first { !command.options.contains(String($0)) && !Self.hidden.contains(String($0)) }
      .map { unknownOption(String($0), of: command, path) }
  }

  /// Options that ArgumentParser takes everywhere and lists nowhere.
  private static let hidden: Set = [
    "--help", "--help-hidden", "--version", "--experimental-dump-help", "--generate-completion-script",
  ]

  private func unknownCommand(_ word: String, below command: CommandInfo, _ path: [String]) -> Diagnostic {
    let names = command.children.map(\.commandName)
    let name = ([ToolVersion.name] + path).joined(separator: " ")
    guard !names.isEmpty else {
      return .error("unknown-command", "`\(name)` has no command `\(word)`", hints: ["see `\(name) --help`"])
    }
    let known = "its commands are \(names.joined(separator: ", "))"
    return .error(
      "unknown-command", "`\(word)` is not a command of `\(name)`",
      hints: [NearestName.to(word, in: names).map { "did you mean `\($0)`?" } ?? known])
  }

  private func unknownOption(_ option: String, of command: CommandInfo, _ path: [String]) -> Diagnostic {
    let name = path.isEmpty ? ToolVersion.name : path.joined(separator: " ")
    let message = "`\(option)` is not an option of `\(name)`"
    let others = root.all().filter { $0.command.options.contains(option) }.map { "`\($0.path.joined(separator: " "))`" }
    let hint: String
    if !others.isEmpty {
      hint = "it belongs to \(others.joined(separator: ", "))"
    } else if let nearest = Self.nearest(option, in: command.options) {
      hint = "did you mean `\(nearest)`?"
    } else if let nearest = Self.nearest(option, in: root.all().flatMap(\.command.options)) {
      let owners = root.all().filter { $0.command.options.contains(nearest) }.map {
        "`\($0.path.joined(separator: " "))`"
      }
      hint = "did you mean `\(nearest)`? It belongs to \(owners.joined(separator: ", "))"
    } else {
      hint = "see `\(([ToolVersion.name] + path).joined(separator: " ")) --help`"
    }
    return .error("unknown-option", message, hints: [hint])
  }

  /// Letters of the shortest end of a name that is compared: shorter ones resemble everything.
  private static let shortestEnd = 5

  /// The nearest name, or the one whose last words are the nearest: `--platform` means `--build-platforms`.
  private static func nearest(_ option: String, in options: [String]) -> String? {
    if let whole = NearestName.to(option, in: options) { return whole }
    let wanted = String(option.drop { $0 == "-" })
    guard wanted.count >= shortestEnd else { return nil }
    var ends: [String: String] = [:]
    for option in options {
      let words = option.drop { $0 == "-" }.split(separator: "-")
      for start in words.indices.dropFirst() where ends[words[start...].joined(separator: "-")] == nil {
        ends[words[start...].joined(separator: "-")] = option
      }
    }
    return NearestName.to(wanted, in: ends.keys.filter { $0.count >= shortestEnd }.sorted()).flatMap { ends[$0] }
  }
}
