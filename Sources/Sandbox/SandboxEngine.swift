public import ChildProcess

/// A way to run an unpacked image without a daemon, in a separate network with loopback only.
public protocol SandboxEngine: Sendable {
  static var id: SandboxEngineID { get }

  /// Tests the engine with a program that does nothing.
  func availability() async -> SandboxAvailability

  /// Starts the program. It has been started when this returns, though it may have ended already.
  func start(_ specification: SandboxSpecification) async throws(SandboxFailure) -> any RunningSandbox
}

/// All engines, by the names with which users choose them.
public enum SandboxEngineID: String, Sendable, Hashable, CaseIterable {
  case runc, bwrap
  /// A Docker Engine, which is only used on request.
  case docker

  /// Those that need no daemon.
  public static let allCases: [SandboxEngineID] = [.runc, .bwrap]
}

/// Where a file is that a program in a sandbox has written.
public enum SandboxFile: Sendable, Hashable {
  /// In the root directory of the specification, on which the program works directly.
  case inRoot
  /// These are its contents; `nil` if there is no such file.
  case contents([UInt8]?)
}

/// Whether an engine works on this machine.
public enum SandboxAvailability: Sendable, Hashable {
  case usable
  case unusable(reason: String, hints: [String])
}

/// A program in its sandbox.
public protocol RunningSandbox: Sendable {
  /// The number of the program's process on the host: whose namespaces a probe joins.
  var initProcess: Int32 { get }

  /// `nil` while the program runs. Bubblewrap cannot tell an exit status above 128 from the signal it stands for.
  var exitStatus: ChildProcess.Status? { get }

  /// The limits that this machine or engine cannot hold the sandbox to.
  var unheldLimits: Set<SandboxLimits.Kind> { get }

  /// The limits that the sandbox has met: memory where processes were killed, the number of processes where none could be
  /// started, disk space where the program was ended.
  var metLimits: Set<SandboxLimits.Kind> { get }

  /// Waits until the program has ended by itself or by `stop`.
  func waitForExit() async -> ChildProcess.Status

  /// Runs another program next to the first: same root, namespaces, user and directory.
  /// - Parameters:
  ///   - environment: the complete environment.
  ///   - timeout: then SIGTERM, and SIGKILL five seconds later.
  ///   - keepingLast: how much of the end of the output to keep, in bytes.
  func execute(
    _ arguments: [String], environment: [String: String], timeout: Duration?, keepingLast: Int
  ) async throws(SandboxFailure) -> ChildProcess.Exit

  /// Where to find a file that the programs have written.
  /// - Parameter limit: bytes; a larger one counts as missing.
  func file(_ path: String, limit: Int) async throws(SandboxFailure) -> SandboxFile

  /// Ends the program, with SIGTERM first and SIGKILL after `grace`, and removes everything the engine made.
  ///
  /// It may be called any number of times, after the program has ended, and in a cancelled task.
  func stop(grace: Duration) async
}

extension RunningSandbox {
  public func file(_ path: String, limit: Int) async throws(SandboxFailure) -> SandboxFile { .inRoot }
}
