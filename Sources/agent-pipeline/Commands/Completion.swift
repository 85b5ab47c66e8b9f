import ArgumentParser
import Diagnostics
import SystemPackage

struct Completion: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "completion",
    abstract: "Prints the completions for bash, zsh or fish.",
    discussion: """
      The shell reads them in its configuration, as the examples show, or from a file of its own: \
      ~/.local/share/bash-completion/completions/agent-pipeline, _agent-pipeline in a directory of zsh's `fpath`, \
      ~/.config/fish/completions/agent-pipeline.fish.
      """)

  private static let shells = CompletionShell.allCases.map(\.rawValue).sorted()

  @Argument(
    help: "The shell: bash, zsh or fish. (default: the one that $SHELL names)", completion: .list(shells))
  var shell: String?

  func run() async throws {
    try await Invocation.print { call in
      CompletionScript.text(for: try Self.shell(shell, call.environment))
    }
  }

  private static func shell(_ name: String?, _ environment: [String: String]) throws(Failure) -> CompletionShell {
    let known = shells.map { "`\($0)`" }.joined(separator: ", ")
    if let name {
      if let shell = CompletionShell(rawValue: name) { return shell }
      throw Failure(
        .usage, "unknown-shell", "there are no completions for the shell `\(name)`",
        hints: [NearestName.to(name, in: shells).map { "did you mean `\($0)`?" } ?? "write one of \(known)"])
    }
    let path = environment["SHELL"] ?? ""
    if let shell = FilePath(path).lastComponent.flatMap({ CompletionShell(rawValue: $0.string) }) { return shell }
    throw Failure(
      .usage, "unknown-shell",
      path.isEmpty ? "SHELL does not say which shell is used" : "there are no completions for SHELL, `\(path)`",
      hints: ["name one of \(known): `agent-pipeline completion bash`"])
  }
}
