import ArgumentParser
import PipelineCore
import Settings

struct Hook: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hook",
    abstract: "What git and the pre-commit framework call: checks the manifests in a commit or a push.",
    discussion: "`agent-pipeline hook install` sets both hooks up for plain git.",
    subcommands: [HookPreCommit.self, HookPrePush.self, HookInstall.self, HookUninstall.self])
}

/// What both hooks take.
struct HookOptions: ParsableArguments {
  @Flag(help: .of(Settings.strict)) var strict = false
  @Option(help: "Colour on the terminal; NO_COLOR is honoured.") var color: Console.Color = .auto
}
