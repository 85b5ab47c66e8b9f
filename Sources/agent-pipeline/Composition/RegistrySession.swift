import ArgumentParser
import Diagnostics
import FileIO
import OCIImage
import OCIRegistry
import PipelineCore
import Settings
import Stages
import SystemPackage

/// One call of a command that only speaks with registries: clients, messages, signals and the exit status.
struct RegistrySession: Sendable {
  let settings: Settings
  private let services: StageServices
  private let redactor: Redactor
  private let isVerbose: Bool

  private init(_ options: RegistryOptions, _ flags: [String: [String]]) throws(Failure) {
    let environment = ProcessEnvironment.variables()
    let (settings, problems) = Settings.resolve(flags: options.flags.merging(flags) { $1 }, environment: environment)
    if let problem = problems.first { throw Failure(.usage, problem) }
    self.settings = settings
    let secrets = Secrets(ProcessEnvironment.secrets(in: environment))
    redactor = Redactor(sharing: secrets)
    services = StageServices.system(environment: environment, redactor: redactor, ci: nil, secrets: secrets)
    isVerbose = options.verbose
  }

  /// Runs a command's work, writes what it returns to standard output, and ends with the status its failure deserves.
  /// - Parameter flags: those that only one command has.
  static func run(
    _ options: RegistryOptions, flags: [String: [String]] = [:],
    _ body: @escaping @Sendable (RegistrySession) async throws -> String
  ) async throws {
    let interruption = Interruption()
    let renderer = DiagnosticRenderer(style: TerminalStyle(isColored: false), lineSource: { _, _ in nil })
    var redactor = Redactor()
    do {
      let session = try RegistrySession(options, flags)
      redactor = session.redactor
      let task = Task { try await body(session) }
      let signals = StopSignals(interruption: interruption) { task.cancel() }
      let deadline = session.settings(Settings.timeout).map { limit in
        Task {
          try await Task.sleep(for: limit)
          if interruption.stop(.timeout) { task.cancel() }
        }
      }
      defer { deadline?.cancel() }
      let output = try await task.value
      withExtendedLifetime(signals) {}
      StandardStreams.writeOutput(redactor(output))
    } catch {
      if let reason = interruption.reason {
        StandardStreams.writeError("error: \(reason)\n")
        throw ExitCode(reason.exitCode)
      }
      let failure =
        error as? any DiagnosableError ?? Failure(.infrastructure, .error("internal-error", "\(error)"))
      StandardStreams.writeError(redactor(renderer.render(failure.diagnostic)))
      throw ExitCode(failure.failureKind.exitCode)
    }
  }

  /// - Parameter isDestination: whether it is written to: then the environment's credentials are for it.
  func client(for reference: Reference, isDestination: Bool = false) -> RegistryClient {
    services.registry(
      for: reference, settings, destinations: isDestination ? [reference.domain] : [],
      onNotice: { notice in
        if case .credential = notice, !isVerbose { return }
        tell("\(notice)")
      })
  }

  /// A line for people.
  func tell(_ line: String) { StandardStreams.writeError(redactor("\(line)\n")) }

  /// A folder for what is on its way, which is removed at the end.
  static func withScratch<Value>(_ body: (FilePath) async throws -> Value) async throws -> Value {
    let folder = try Folder.temporary(prefix: "agent-pipeline", in: ProcessEnvironment.temporaryFolder)
    defer { try? Folder.remove(folder) }
    return try await body(folder)
  }
}
