import AgentManifest
import ArgumentParser
import Diagnostics

struct Explain: AsyncParsableCommand {
  enum Format: String, ExpressibleByArgument, CaseIterable { case text, markdown }

  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Explains the code of a finding or an error.")

  private static let codes = RuleReference.all.map(\.id) + Explanation.all.map(\.code)

  @Argument(help: "The code in brackets after a message. (default: lists all codes)", completion: .list(codes))
  var code: String?
  @Option(help: "`markdown` prints the page of all rules, docs/rules.md.") var format: Format = .text
  @OptionGroup var color: Flags.Color

  func validate() throws {
    if format == .markdown, code != nil { throw ValidationError("`--format markdown` prints the page of all rules") }
    guard let code, !Self.codes.contains(code) else { return }
    let hint =
      NearestName.to(code, in: Self.codes).map { "did you mean `\($0)`?" } ?? "`agent-pipeline explain` lists all codes"
    throw ValidationError("unknown code `\(code)`: \(hint)")
  }

  func run() async throws {
    try await Invocation.print([:], color.presentation) { call in
      if format == .markdown { return RuleReference.markdown }
      let style = TerminalStyle(
        isColored: Console.isColored(
          call.presentation.color, call.environment, isTerminal: StandardStreams.isOutputTerminal, isLog: false))
      guard let code else {
        return RuleReference.list(RuleReference.all.map { ($0.id, $0.title) }, style: style) + "\n"
          + RuleReference.list(Explanation.all.map { ($0.code, $0.meaning) }, style: style)
      }
      return RuleReference.all.first { $0.id == code }.map { RuleReference.text(of: $0, style: style) }
        ?? Explanation.all.first { $0.code == code }?.text(style: style) ?? ""
    }
  }
}
