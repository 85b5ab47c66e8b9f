public import Diagnostics
public import SystemPackage

/// Why a program could not be run to its end. A program that ran and failed is an `Exit`.
public enum ChildProcessFailure: DiagnosableError, Hashable {
  /// The program does not exist; the caller knows what to install and adds the hint.
  case programNotFound(String)
  case cannotStart(String, Errno)
  case workingDirectory(FilePath, Errno)
  /// Reading the output or waiting for the end failed.
  case lost(String, reason: String)
  /// The program wrote more bytes to standard output than the caller accepts.
  case outputTooLarge(String, limit: Int)
  /// The task was cancelled; the program has been stopped. `output` is the last part of what it wrote.
  case cancelled(String, output: String)

  public var failureKind: FailureKind { .infrastructure }

  public var diagnostic: Diagnostic {
    switch self {
    case .programNotFound(let name):
      .error(
        "program-not-found", "the program `\(name)` is not installed",
        hints: ["install `\(name)`, or add its directory to PATH"])
    case .cannotStart(let name, let errno):
      .error(
        "program-start", "cannot start `\(name)`: \(errno)",
        hints: ["check that the file is a program for this machine"])
    case .workingDirectory(let directory, let errno):
      .error(
        "program-directory", "cannot run a program in `\(directory)`: \(errno)",
        hints: ["check that the directory exists"])
    case .lost(let name, let reason):
      .error("program-lost", "lost track of `\(name)`: \(reason)", hints: ["run it again"])
    case .outputTooLarge(let name, let limit):
      .error("program-output", "`\(name)` wrote more than \(limit) bytes", hints: ["check what `\(name)` prints"])
    case .cancelled(let name, _):
      .error("cancelled", "`\(name)` was stopped because the run was cancelled")
    }
  }
}
