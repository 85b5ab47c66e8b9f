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

  /// The words that name a command.
  private var words: ArraySlice<String> { asksForHelp ? arguments.dropFirst() : arguments[...] }
  private var asksForHelp: Bool { arguments.first == "help" }

  /// - Returns: `nil` if each command and each option exists.
  var diagnostic: Diagnostic? { ofCommand ?? ofOption }

  /// - Returns: `nil` if the command exists.
  var ofCommand: Diagnostic? {
    let (command, path) = root.find(words)
    guard let word = words.dropFirst(path.count).first, !command.children.isEmpty || asksForHelp, !word.hasPrefix("-"),
      word != "help" || !path.isEmpty
    else { return nil }
    return unknownCommand(word, below: command, path)
  }

  private var ofOption: Diagnostic? {
    let (command, path) = root.find(words)
    let given = words.dropFirst(path.count).prefix { $0 != "--" }.filter { $0.hasPrefix("-") && $0 != "-" }
    let unknown = given.map { String($0.prefix { $0 != "=" }) }.first {
      !command.options.contains($0) && !Self.hidden.contains($0)
    }
    return unknown.map { unknownOption($0, of: command, path) }
  }

  /// Options that ArgumentParser takes everywhere and lists nowhere.
  private static let hidden: Set = [
    "-h", "--help", "--help-hidden", "--version", "--experimental-dump-help", "--generate-completion-script",
  ]

  private func unknownCommand(_ word: String, below command: CommandInfo, _ path: [String]) -> Diagnostic {
    let names = command.children.map(\.commandName)
    let name = ([ToolVersion.name] + path).joined(separator: " ")
    guard !names.isEmpty else {
      return .error("unknown-command", "`\(name)` has no command `\(word)`", hints: ["see `\(name) --help`"])
    }
    let nearest = Self.hidden.contains("--\(word)") ? "\(name) --\(word)" : NearestName.to(word, in: names)
    return .error(
      "unknown-command", "`\(word)` is not a command of `\(name)`",
      hints: [nearest.map { "did you mean `\($0)`?" } ?? "its commands are \(names.joined(separator: ", "))"])
  }

  private func unknownOption(_ option: String, of command: CommandInfo, _ path: [String]) -> Diagnostic {
    let name = path.isEmpty ? ToolVersion.name : path.joined(separator: " ")
    let message = "`\(option)` is not an option of `\(name)`"
    let others = root.all().filter { $0.command.options.contains(option) }.map { "`\($0.path.joined(separator: " "))`" }
    let hint: String
    if let long = Self.long(of: option, in: command.options) {
      hint = "did you mean `\(long)`?"
    } else if !others.isEmpty {
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

  /// What other programs abbreviate so; here, only `-h` is one letter.
  private static func long(of option: String, in options: [String]) -> String? {
    let meant = ["-q": ["--quiet"], "-v": ["--verbose", "--version"], "-V": ["--version"]][option] ?? []
    return meant.first { options.contains($0) || hidden.contains($0) }
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
