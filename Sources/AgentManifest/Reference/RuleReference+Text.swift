public import Diagnostics

extension RuleReference {
  /// One rule for a terminal: what, why, and both examples.
  public static func text(of rule: RuleDescription, style: TerminalStyle) -> String {
    var output = "\(style(rule.id, .emphasis)): \(rule.title)\n\n"
    output += "\(rule.why).\n"
    output += "\n\(style("Wrong", .error))\n\(indented(rule.bad))"
    output += "\n\(style("Right", .success))\n\(indented(rule.good))"
    output += "\n\(remedy(rule))\n"
    return output
  }

  /// A line a rule, in the order of the documentation.
  public static func list(style: TerminalStyle) -> String {
    let width = all.map(\.id.count).max() ?? 0
    return all.map { rule in
      let padding = String(repeating: " ", count: width - rule.id.count + 2)
      return "\(style(rule.id, .emphasis))\(padding)\(rule.title)\n"
    }.joined()
  }

  /// docs/rules.md.
  public static var markdown: String {
    var output = """
      # Rules of agent.yaml

      What `agent-pipeline validate` checks. This page is made by `agent-pipeline explain --format markdown`; a test
      compares the two.

      A finding can be silenced where it is right: `# agent-pipeline: ignore[rule-id] reason` at the end of its line, or
      alone on the line above. The reason is required, several rules are separated by commas, and a comment that silences
      nothing is a warning.

      | rule | what holds | can be silenced |
      |---|---|---|

      """
    for rule in all {
      output += "| [`\(rule.id)`](#\(rule.id)) | \(cell(rule.title)) | \(rule.isSuppressible ? "yes" : "no") |\n"
    }
    for rule in all {
      output += "\n## \(rule.id)\n\n\(rule.title).\n\n\(rule.why).\n"
      output += "\nWrong:\n\(fenced(rule.bad))\nRight:\n\(fenced(rule.good))"
    }
    return output
  }

  private static func remedy(_ rule: RuleDescription) -> String {
    rule.isSuppressible
      ? "Where it is right all the same: # agent-pipeline: ignore[\(rule.id)] reason" : "It cannot be silenced."
  }

  private static func indented(_ example: RuleDescription.Example) -> String {
    lines(of: example).map { $0.isEmpty ? "\n" : "  \($0)\n" }.joined()
  }

  private static func fenced(_ example: RuleDescription.Example) -> String {
    "\n```yaml\n" + lines(of: example).map { "\($0)\n" }.joined() + "```\n"
  }

  private static func lines(of example: RuleDescription.Example) -> [String] {
    let beside = example.files.sorted { $0.key < $1.key }.flatMap { name, contents in
      let lines = contents.split(whereSeparator: \.isNewline)
      return lines.isEmpty ? ["# beside it: \(name)"] : ["# beside it: \(name)"] + lines.map { "#   \($0)" }
    }
    return example.text.split(omittingEmptySubsequences: false) { $0.isNewline }.map(String.init) + beside
  }

  private static func cell(_ text: String) -> String { text.replacing("|", with: "\\|") }
}
