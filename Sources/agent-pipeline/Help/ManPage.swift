import Reporting
import Settings

/// The manual page, in the macros of man(7), from the commands, the table of settings and the examples.
struct ManPage {
  /// All commands.
  let root: CommandInfo
  /// The commit's: the page of a release is the same whenever it is made. A development build has none.
  private let date = ToolVersion.stamp?.date ?? ""

  var text: String {
    let roff = Roff()
    let abstract = root.abstract ?? ""
    return [
      ".\\\" Written by `agent-pipeline man`.",
      ".TH AGENT-PIPELINE 1 \"\(date)\" \"\(ToolVersion.name) \(ToolVersion.current)\" \"User Commands\"",
      // Names of options stay whole, and spaces narrow.
      ".nh", ".ad l",
      ".SH NAME",
      roff.text("\(ToolVersion.name) - \(abstract.prefix(1).lowercased())\(abstract.dropFirst().dropLast())"),
      ".SH SYNOPSIS",
      ".B agent\\-pipeline", ".I command", "[options] [path ...]",
      ".SH DESCRIPTION", roff.paragraphs(ManTexts.description),
      ".SH COMMANDS", root.all().dropFirst().map { commandText($0.path, $0.command, roff) }.joined(separator: "\n"),
      ".SH SETTINGS", roff.paragraphs(ManTexts.settings),
      AllSettings.all.map { setting($0.definition, roff) }
        .joined(separator: "\n"),
      ".SH EXIT STATUS",
      ManTexts.exitStatuses.map { roff.item("\($0)", ExitStatus.meaning($0)) }
        .joined(separator: "\n"),
      ".SH ENVIRONMENT", roff.paragraphs(ManTexts.environment),
      AllSettings.all.map { roff.item($0.definition.variables[0], "The setting \($0.definition.name).") }
        .joined(separator: "\n"),
      ManTexts.variables.map { roff.item($0.name, $0.meaning) }.joined(separator: "\n"),
      ".SH FILES", ManTexts.files.map { roff.item($0.name, $0.meaning) }.joined(separator: "\n"),
      ".SH EXAMPLES",
      root.all().filter { $0.path.isEmpty || $0.command.children.isEmpty }.flatMap { examples(of: $0.path, roff) }
        .joined(separator: "\n.PP\n"),
      ".SH SEE ALSO", roff.paragraphs(ManTexts.seeAlso),
    ].joined(separator: "\n") + "\n"
  }

  private func commandText(_ path: [String], _ command: CommandInfo, _ roff: Roff) -> String {
    let shown = (command.arguments ?? []).filter(\.shouldDisplay)
    let isStage = path != ["run"] && shown.contains { $0.sectionTitle == "Output" }
    let own = shown.filter { argument in
      !["--help", "--version"].contains(argument.texts.last ?? "") && argument.sectionTitle != "Settings"
        && !(isStage && (argument.sectionTitle == "Output" || argument.kind == "positional"))
    }
    let operands = shown.filter { $0.kind == "positional" }.map { operand in
      let name = "\(operand.valueName ?? "")\(operand.isRepeating ? " ..." : "")"
      return operand.isOptional ? "[\(name)]" : name
    }
    var parts = [".SS \(roff.text((path + operands).joined(separator: " ")))", roff.text(command.abstract ?? "")]
    if let discussion = command.discussion { parts += [".PP", roff.paragraphs(discussion)] }
    parts += own.map { argument in
      let name = argument.kind == "positional" ? argument.valueName ?? "" : argument.texts.joined(separator: ", ")
      let value =
        argument.kind == "option" ? argument.allValues?.joined(separator: "|") ?? argument.valueName ?? "" : ""
      let standard = argument.defaultValue.map { " (default: \($0))" } ?? ""
      return roff.item(name, value: value, (argument.abstract ?? "") + standard)
    }
    let settings = shown.filter { $0.sectionTitle == "Settings" }.map { $0.texts.first ?? "" }
      .filter { !$0.hasPrefix("--no-") || $0 == "--no-cache" }
    if path == ["run"] || path == ["inspect"] {
      parts += [".PP", "It takes every setting."]
    } else if !settings.isEmpty {
      let more = isStage ? ". The path and the options for output are those of `run`." : "."
      parts += [".PP", roff.text("Settings: \(settings.joined(separator: ", "))\(more)")]
    }
    return parts.joined(separator: "\n")
  }

  private func setting(_ definition: SettingDefinition, _ roff: Roff) -> String {
    let names = definition.isArgument ? [definition.flag] : [definition.flag] + definition.aliases.map { "--\($0)" }
    let standard = definition.defaultValue.map { " (default: \($0))" } ?? ""
    return roff.item(
      names.joined(separator: ", "), value: definition.isSwitch || definition.isArgument ? "" : definition.placeholder,
      definition.help + standard)
  }

  private func examples(of path: [String], _ roff: Roff) -> [String] {
    (HelpExample.all[path.joined(separator: " ")] ?? []).map { example in
      [roff.text(example.effect), ".RS 4", ".nf", roff.code(example.call), ".fi", ".RE"].joined(separator: "\n")
    }
  }
}

/// Text in the language of roff.
struct Roff {
  /// A tagged paragraph: the name in bold, what it stands for in italics.
  func item(_ name: String, value: String = "", _ meaning: String) -> String {
    let placeholder = value.isEmpty ? "" : " \\fI\(escaped(value))\\fR"
    return ".TP\n\\fB\(escaped(name))\\fR\(placeholder)\n\(text(meaning))"
  }

  /// Paragraphs are separated by empty lines.
  func paragraphs(_ text: String) -> String {
    text.split(separator: "\n\n").map { self.text($0.replacing("\n", with: " ")) }.joined(separator: "\n.PP\n")
  }

  /// One line; what stands in backticks is bold.
  func text(_ text: some StringProtocol) -> String {
    let parts = text.split(separator: "`", omittingEmptySubsequences: false).map { escaped($0) }
    let line = parts.enumerated().map { $0.offset % 2 == 1 ? "\\fB\($0.element)\\fR" : $0.element }.joined()
    return wrapped(line)
  }

  /// One line as it is written.
  func code(_ text: String) -> String {
    // A backslash at its end joins a line with the next.
    wrapped(escaped(text)).replacing("\n", with: " \\\n")
  }

  /// Lines of the source are short: mandoc says so, and they are read, too.
  private func wrapped(_ text: String) -> String {
    var lines: [String] = []
    for word in text.split(separator: " ") {
      // A list without spaces breaks after its commas: `\:` is a place to do so.
      let word = word.count > 70 ? String(word).replacing(",", with: ",\\:") : String(word)
      if let line = lines.last, line.count + word.count <= 76 {
        lines[lines.count - 1] = "\(line) \(word)"
      } else {
        // A line that begins with these is a request.
        let isRequest = word.hasPrefix(".") || word.hasPrefix("'")
        lines.append(isRequest ? "\\&\(word)" : word)
      }
    }
    return lines.joined(separator: "\n")
  }

  private func escaped(_ text: some StringProtocol) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": result += "\\e"
      case "-": result += "\\-"
      case "…": result += "..."
      case "'": result += "\\(aq"
      case "^": result += "\\(ha"
      case "~": result += "\\(ti"
      case _ where scalar.isASCII: result.unicodeScalars.append(scalar)
      default: result += "\\[u\(String(format(scalar.value)))]"
      }
    }
    return result
  }

  /// Four hexadecimal digits or more.
  private func format(_ value: UInt32) -> String {
    let digits = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}
