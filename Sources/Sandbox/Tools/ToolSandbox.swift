public import ChildProcess
import Diagnostics
import FileIO
import Glibc
public import SystemPackage

/// Runs build tools in namespaces of their own: a stranger's build script sees neither this process nor the user's files.
public struct ToolSandbox: Sendable {
  /// The home directory that tools have inside.
  public static let home = FilePath(ToolState.homeInside)

  private let host: SandboxHost
  private let engine: any ToolEngine

  /// How a tool ended, and what of the network it was not given.
  public struct Run: Sendable {
    public var exit: ChildProcess.Exit
    public var notes: [NetworkNote]
  }

  /// Finds an engine that works here by running a program that does nothing.
  ///
  /// bubblewrap comes first: it starts in a few milliseconds, and leaves nothing behind.
  public static func find(on host: SandboxHost) async throws(SandboxFailure) -> ToolSandbox {
    var refusals: [SandboxEngines.Refusal] = []
    for engine: any ToolEngine in [BubblewrapToolEngine(), RuncToolEngine()] {
      if let refusal = await ToolSandbox(host: host, engine: engine).refusal() {
        refusals.append(refusal)
      } else {
        return ToolSandbox(host: host, engine: engine)
      }
    }
    throw .noEngine(refusals: refusals)
  }

  init(host: SandboxHost, engine: any ToolEngine) {
    self.host = host
    self.engine = engine
  }

  /// Why the engine cannot be used; `nil` if it can.
  private func refusal() async -> SandboxEngines.Refusal? {
    let trial = ToolSpecification(
      ["/bin/true"], environment: [:], mounts: SystemFiles.mounts, workingDirectory: "/",
      network: .filtered(NetworkRules(servers: [])))
    do throws(SandboxFailure) {
      let run = try await run(trial, timeout: .seconds(30))
      if run.exit.status.isSuccess { return nil }
      throw .cannotStart(engine.id, reason: run.exit.output.lastLine)
    } catch {
      switch error {
      case .program(.programNotFound(let name)):
        return .init(
          engine: engine.id, reason: "`\(name)` is not installed", hints: ["install the package `\(engine.package)`"])
      case .cannotStart(_, let reason), .helper(let reason):
        return .init(engine: engine.id, reason: reason, hints: ["allow the CI job to create user namespaces"])
      default: return .init(engine: engine.id, reason: error.description, hints: [])
      }
    }
  }

  /// Runs the tool to its end; it and everything it started are gone when this returns.
  public func run(
    _ specification: ToolSpecification, timeout: Duration? = nil,
    standardOutput: ChildProcess.StandardOutput = .merged, onLine: (@Sendable (String) -> Void)? = nil
  ) async throws(SandboxFailure) -> Run {
    let state: ToolState
    do throws(FileFailure) {
      state = try ToolState(in: host.temporaryDirectory)
    } catch {
      throw .file(error)
    }
    defer { state.remove() }
    let order = try engine.order(specification, state, on: host)
    var process = host.process(host.helper + [SandboxHelper.Mode.isolate.rawValue])
    process.standardInput = .bytes(try JSONLine.encode(order))
    do {
      var exit = try await process.run(timeout: timeout, standardOutput: standardOutput, onLine: onLine)
      try refuseFailureOfEngine(exit)
      if case .exited(let code) = exit.status { exit.status = engine.status(of: code) }
      return Run(exit: exit, notes: try state.notes.all())
    } catch let failure as ChildProcessFailure {
      throw .program(failure)
    } catch let failure as FileFailure {
      throw .file(failure)
    } catch {
      throw error as? SandboxFailure ?? .helper(reason: "\(error)")
    }
  }

  /// What the engine or the helper say before the tool has started.
  private func refuseFailureOfEngine(_ exit: ChildProcess.Exit) throws(SandboxFailure) {
    let line = exit.output.lastLine
    switch exit.status {
    case .exited(SandboxHelper.failureStatus): throw .helper(reason: line)
    case .exited(1) where line.hasPrefix("bwrap: "): throw .cannotStart(engine.id, reason: String(line.dropFirst(7)))
    default: return
    }
  }
}

extension String {
  /// The last line that is not blank.
  var lastLine: String {
    split(separator: "\n").last { !$0.allSatisfy(\.isWhitespace) }.map { String($0) } ?? "it gives no reason"
  }
}
