import ArgumentParser

struct Hook: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hook",
    abstract: "Checks manifests that git commits or pushes.",
    discussion:
      "`agent-pipeline hook install` sets up both hooks for git; docs/hooks.md tells more about other hook managers.",
    subcommands: [HookPreCommit.self, HookPrePush.self, HookInstall.self, HookUninstall.self])
}

struct HookInstall: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "install",
    abstract: "Installs the pre-commit and pre-push hooks in the git repository of this directory.",
    discussion: """
      An existing hook is kept and runs first, also that of pre-commit and husky; for lefthook, the lines to add to its \
      configuration are shown. Installing twice changes nothing; `agent-pipeline hook uninstall` undoes it.
      """)

  @Option(help: "The last stage that a push runs.")
  var until: PushStageName = .validate

  enum PushStageName: String, ExpressibleByArgument, CaseIterable { case validate, build, test }

  func run() async throws {
    try await Invocation.run { call in
      let directory = try HookDirectory(of: try call.openRepository(), for: .install)
      let program = ProcessEnvironment.executable
      let hooks = HookScript.all(program: program, until: until.rawValue)
      // A hook that is refused leaves the other as it is, too.
      let steps = try hooks.map { (hook: $0, step: try directory.step($0)) }
      for (hook, step) in steps { call.tell(try directory.perform(step, hook.name)) }
      return 0
    }
  }
}

struct HookUninstall: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "uninstall",
    abstract: "Removes the hooks that `install` set up and restores those that were there before.")

  func run() async throws {
    try await Invocation.run { call in
      let directory = try HookDirectory(of: try call.openRepository(), for: .uninstall)
      for name in HookScript.names { call.tell(try directory.uninstall(name)) }
      return 0
    }
  }
}
