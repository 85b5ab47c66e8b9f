import ArgumentParser
import Diagnostics
import Glibc
import PipelineCore
import Reporting

/// How a call ends that ran no command: help, or what is wrong with the command line.
enum HelpOutput {
  /// ArgumentParser shows the help of what it knows when it is asked for that of an unknown command.
  static func adviceBeforeHelp(_ arguments: some Sequence<String>) -> WrongUsage? {
    if arguments.first(where: { _ in true }) == "help" { return advice(arguments)?.diagnostic.map(WrongUsage.init) }
    guard arguments.contains(where: { $0 == "--help" || $0 == "-h" }) else { return nil }
    return advice(arguments)?.ofCommand.map(WrongUsage.init)
  }

  /// ArgumentParser exits with 64 on wrong usage; our documented status is 2.
  static func end(with error: any Error, _ arguments: some Sequence<String>) -> Never {
    if let status = error as? ExitCode { _exit(status.rawValue) }
    let code = AgentPipeline.exitCode(for: error)
    let message = AgentPipeline.fullMessage(for: error)
    if code.isSuccess {
      let help = HelpText(message, width: StandardStreams.outputWidth)
      let text = help.map { arguments.contains { _ in true } ? $0.complete : $0.short } ?? message
      StandardStreams.writeOutput(text.isEmpty ? "" : text + "\n")
      _exit(0)
    }
    if let usage = error as? WrongUsage
      ?? (code == .validationFailure ? advice(arguments)?.diagnostic.map(WrongUsage.init) : nil)
    {
      usage.show()
      _exit(FailureKind.usage.exitCode)
    }
    if !message.isEmpty { StandardStreams.writeError(message + "\n") }
    _exit(code == .validationFailure ? FailureKind.usage.exitCode : code.rawValue)
  }

  private static func advice(_ arguments: some Sequence<String>) -> UsageAdvice? {
    (try? CommandInfo.root()).map { UsageAdvice(arguments, root: $0) }
  }
}

/// A command or an option that does not exist.
struct WrongUsage: Error {
  var diagnostic: Diagnostic

  func show() {
    let options = Console.options(
      .normal, .auto, environment: ProcessEnvironment.variables(), redactor: Redactor())
    ConsoleReporter(options, lineSource: { _, _ in nil }, write: StandardStreams.writeError).show(diagnostic)
  }
}
