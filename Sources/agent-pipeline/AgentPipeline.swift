import ArgumentParser
import Glibc

/// The command line. Its subcommands are in Commands/.
struct AgentPipeline: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: ToolVersion.name,
    abstract: "Builds, tests, tags and pushes the container image of an agent.yaml.",
    discussion: """
      The stages run in this order: validate, build, test, tag, push. No daemon is needed.

      Exit status: 0 every stage that ran passed, 1 the agent's fault, 2 wrong usage or settings, 3 infrastructure \
      (engine, registry, network, credentials, git history), 4 timed out, 129, 130, 131 or 143 \
      interrupted.
      """,
    version: ToolVersion.description,
    subcommands: [
      Init.self, Run.self, Validate.self, Build.self, Test.self, Tag.self, Push.self, Inspect.self, Explain.self,
      Schema.self, DoctorCommand.self, Hook.self, Pull.self, Promote.self, Attach.self, Registry.self, Cache.self,
      Completion.self, Man.self,
    ])

  /// As in our own messages.
  static let _errorPrefix = "error: "
}

@main
enum Main {
  static func main() async {
    StandardStreams.openClosed()
    // This comes first, because joining a user namespace needs a process with one thread.
    if CommandLine.arguments.dropFirst().first == HelperMode.argument {
      exit(await HelperMode.main(Array(CommandLine.arguments.dropFirst(2))))
    }
    ProcessEnvironment.hide()
    let arguments = CommandLine.arguments.dropFirst()
    do {
      if let advice = HelpOutput.adviceBeforeHelp(arguments) { throw advice }
      var command = try AgentPipeline.parseAsRoot(SwitchValues.rewritten(arguments))
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch {
      HelpOutput.end(with: error, arguments)
    }
    // Without exit handlers: threads of libraries may still run, and no buffer needs flushing.
    _exit(0)
  }
}
