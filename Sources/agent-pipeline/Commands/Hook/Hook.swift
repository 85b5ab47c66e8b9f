import ArgumentParser

struct Hook: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hook",
    abstract: "Checks the manifests in a commit or a push, for git and the pre-commit framework.",
    discussion: "`agent-pipeline hook install` sets up both hooks for plain git.",
    subcommands: [HookPreCommit.self, HookPrePush.self, HookInstall.self, HookUninstall.self])
}
