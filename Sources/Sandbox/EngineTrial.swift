import ChildProcess
import Diagnostics
import FileIO
import Glibc
import SystemPackage

extension SandboxEngine {
  /// Runs `true` of the host in a sandbox that sees the host's programs and nothing else.
  /// - Parameters:
  ///   - program: the engine's.
  ///   - package: which installs it.
  func trial(of program: String, from package: String, on host: SandboxHost, hint: String) async -> SandboxAvailability
  {
    guard ExecutableSearch.find(program, path: host.searchPath) != nil else {
      return .unusable(reason: "`\(program)` is not installed", hints: ["install the package `\(package)`"])
    }
    do throws(SandboxFailure) {
      try await runTrial(in: host.temporaryDirectory)
      return .usable
    } catch {
      let reason =
        if case .cannotStart(_, let reason) = error { reason } else { error.description }
      return .unusable(reason: reason, hints: [hint])
    }
  }

  private func runTrial(in temporaryDirectory: FilePath) async throws(SandboxFailure) {
    let directory: FilePath
    do throws(FileFailure) {
      directory = try Directory.temporary(prefix: "sandbox-trial", in: temporaryDirectory)
      try Directory.create(directory.appending("root"))
    } catch {
      throw .file(error)
    }
    defer { try? Directory.remove(directory) }
    let programs = ["/bin", "/lib", "/lib32", "/lib64", "/libx32", "/usr"].filter { (path: String) in
      access(path, F_OK) == 0
    }
    let sandbox = try await start(
      SandboxSpecification(
        root: directory.appending("root"), arguments: ["/bin/true"], environment: ["PATH": "/usr/bin:/bin"],
        readOnlyBinds: programs.map { SandboxSpecification.Bind(source: FilePath($0), target: $0) },
        logFile: directory.appending("log"), stateDirectory: directory.appending("state")))
    let status = await sandbox.waitForExit()
    guard status.isSuccess else {
      throw .cannotStart(Self.id, reason: "a trial program ended with \(status)")
    }
  }
}
