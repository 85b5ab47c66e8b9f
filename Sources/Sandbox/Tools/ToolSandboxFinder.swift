public import SystemPackage

/// Finds the sandbox for build tools once and remembers it: a trial takes some milliseconds.
public actor ToolSandboxFinder {
  private let host: SandboxHost
  private var trial: Task<Result<ToolSandbox, SandboxFailure>, Never>?

  public init(host: SandboxHost) {
    self.host = host
  }

  /// - Returns: the failure if none works here.
  public func find() async -> Result<ToolSandbox, SandboxFailure> {
    if let trial { return await trial.value }
    // A task of its own: a cancelled caller must not be taken for a machine without a sandbox.
    let trial = Task { [host] in
      do throws(SandboxFailure) {
        return Result<ToolSandbox, SandboxFailure>.success(try await ToolSandbox.find(on: host))
      } catch {
        return .failure(error)
      }
    }
    self.trial = trial
    return await trial.value
  }

  /// Where the calls of tools keep what lasts no longer than they.
  public nonisolated var temporaryDirectory: FilePath { host.temporaryDirectory }
}
