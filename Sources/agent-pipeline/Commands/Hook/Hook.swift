import ArgumentParser

struct Hook: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hook",
    abstract: "What git and the pre-commit framework call: checks the manifests in a commit or a push.",
    discussion: "`agent-pipeline hook install` sets both hooks up for plain git.",
    subcommands: [HookPreCommit.self, HookPrePush.self, HookInstall.self, HookUninstall.self])
}
