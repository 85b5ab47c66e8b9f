import AgentManifest
import ArgumentParser
import Diagnostics

struct Explain: AsyncParsableCommand {
  enum Format: String, ExpressibleByArgument, CaseIterable { case text, markdown }

  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Says what a rule of agent.yaml checks and why, with a wrong and a right example.")

  @Argument(help: "The rule's name, which stands in brackets after a finding; without it, all are listed.")
  var rule: String?
  @Option(help: "markdown is the page of all rules, docs/rules.md.") var format: Format = .text
  @OptionGroup var color: Flags.Color

  func validate() throws {
    if format == .markdown, rule != nil { throw ValidationError("`--format markdown` is the page of all rules") }
    guard let rule else { return }
    let found = RuleReference.find(rule)
    if found.rule == nil {
      let hint = found.nearest.map { "did you mean `\($0)`?" } ?? "`agent-pipeline explain` lists all rules"
      throw ValidationError("there is no rule `\(rule)`: \(hint)")
    }
  }

  func run() async throws {
    try await Invocation.print([:], color.presentation) { call in
      if format == .markdown { return RuleReference.markdown }
      let color = call.presentation.color
      let isTerminal = StandardStreams.isOutputTerminal
      let style = TerminalStyle(
        isColored: (isTerminal || color == .always)
          && Console.isColored(color, call.environment, isTerminal: isTerminal))
      return rule.flatMap { RuleReference.find($0).rule }.map { RuleReference.text(of: $0, style: style) }
        ?? RuleReference.list(style: style)
    }
  }
}
