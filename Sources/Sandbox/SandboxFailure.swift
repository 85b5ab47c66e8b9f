public import ChildProcess
public import Diagnostics
public import FileIO
public import SystemPackage

/// Why a sandbox failed.
public enum SandboxFailure: DiagnosableError, Hashable {
  /// The engine refused; `reason` is its message.
  case cannotStart(SandboxEngineID, reason: String)
  /// No engine works here, or not the one asked for; each with its reason.
  case noEngine(refusals: [SandboxEngines.Refusal])
  /// The program in the sandbox has ended, so no other program can run next to it.
  case notRunning(ChildProcess.Status)
  /// A namespace of the process cannot be joined.
  case join(process: Int32, namespace: String, Errno)
  /// The helper process that probes from inside is gone or answers with invalid data.
  case helper(reason: String)
  case program(ChildProcessFailure)
  case file(FileFailure)

  public var failureKind: FailureKind { .infrastructure }

  public var diagnostic: Diagnostic {
    switch self {
    case .cannotStart(let engine, let reason):
      .error(
        "sandbox-start", "\(engine.rawValue) cannot start the program: \(reason)",
        hints: ["check the command and the user of the image, or choose another `engine` for the test"])
    case .noEngine(let refusals):
      .error(
        "no-sandbox-engine",
        "no sandbox engine works on this machine: "
          + refusals.map { "\($0.engine.rawValue): \($0.reason)" }.joined(separator: "; "),
        hints: refusals.flatMap(\.hints))
    case .notRunning(let status):
      .error("sandbox-ended", "the program in the sandbox has ended: \(status)", hints: ["check its log"])
    case .join(let process, let namespace, let errno):
      .error(
        "namespace-join", "cannot join the \(namespace) namespace of process \(process): \(errno)",
        hints: ["check that user namespaces are allowed on this machine"])
    case .helper(let reason):
      .error("sandbox-helper", "the helper process inside the sandbox failed: \(reason)", hints: ["run it again"])
    case .program(let failure): failure.diagnostic
    case .file(let failure): failure.diagnostic
    }
  }
}
