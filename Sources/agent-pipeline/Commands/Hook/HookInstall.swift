import ArgumentParser

struct HookInstall: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "install",
    abstract: "Installs the pre-commit and pre-push hooks in the git repository of this directory.",
    discussion: """
      An existing hook is kept and runs first. Installing twice changes nothing; `agent-pipeline hook uninstall` \
      undoes it.
      """)

  @Option(help: "The last stage that a push runs: validate, build or test. (default: validate)")
  var until: PushStageName = .validate

  enum PushStageName: String, ExpressibleByArgument, CaseIterable { case validate, build, test }

  func run() async throws {
    try await Invocation.run { call in
      let directory = try HookDirectory(of: try call.openRepository())
      let program = ProcessEnvironment.executable
      for hook in HookScript.all(program: program, until: until.rawValue) { call.tell(try directory.install(hook)) }
      return 0
    }
  }
}
