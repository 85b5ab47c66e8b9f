import ArgumentParser
import Diagnostics
import PipelineCore
import Reporting
import Settings

extension Invocation {
  typealias Body = @Sendable (Invocation) async throws -> Int32

  /// Runs a command: a signal or the time limit cancels it; its errors are shown and decide the exit status.
  ///
  /// - Parameters:
  ///   - flags: what was given on the command line, by setting name.
  ///   - malformed: called instead of the body if a setting is malformed; returns the exit status.
  ///   - body: returns the exit status.
  /// - Throws: the exit status if it is not 0.
  static func run(
    _ flags: [String: [String]] = [:], _ presentation: Presentation = Presentation(),
    malformed: @escaping @Sendable (MalformedSettings) async -> Int32 = { $0.show() }, _ body: @escaping Body
  ) async throws {
    let exitCode: Int32
    switch Result(catching: { () throws(MalformedSettings) in try Invocation(flags, presentation) }) {
    case .success(let call): exitCode = await call.interruptible { try await body(call) }
    case .failure(let refusal): exitCode = await refusal.call.interruptible { await malformed(refusal) }
    }
    if exitCode != 0 { throw ExitCode(exitCode) }
  }

  /// Like `run`, for a command that prints text to standard output.
  static func print(
    _ flags: [String: [String]] = [:], _ presentation: Presentation = Presentation(),
    _ body: @escaping @Sendable (Invocation) async throws -> String
  ) async throws {
    try await run(flags, presentation) { call in
      call.write(try await body(call))
      return 0
    }
  }

  private func interruptible(_ body: @escaping @Sendable () async throws -> Int32) async -> Int32 {
    let task = Task { try await body() }
    let signals = StopSignals(interruption: interruption) { task.cancel() }
    defer { withExtendedLifetime(signals) {} }
    let deadline = settings(Settings.timeout).map { limit in
      Task {
        try await Task.sleep(for: limit)
        if interruption.stop(.timeout) { task.cancel() }
      }
    }
    defer { deadline?.cancel() }
    let ticker = ProgressTicker(console)
    defer { ticker.stop() }
    do {
      return try await task.value
    } catch {
      return exitCode(of: error)
    }
  }

  /// Shows what went wrong.
  private func exitCode(of error: any Error) -> Int32 {
    if let reason = interruption.reason {
      console.tell("error: \(reason)")
      return reason.exitCode
    }
    if let malformed = error as? MalformedSettings { return malformed.show() }
    let failure = error as? any DiagnosableError ?? Failure(.infrastructure, "internal-error", "\(error)")
    console.show(failure.diagnostic)
    return failure.failureKind.exitCode
  }
}

extension MalformedSettings {
  /// - Returns: the exit status.
  func show() -> Int32 {
    for diagnostic in diagnostics { call.console.show(diagnostic) }
    return FailureKind.usage.exitCode
  }
}
