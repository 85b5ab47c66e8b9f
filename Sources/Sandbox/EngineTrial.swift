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
      try await runTrial(on: host)
      return .usable
    } catch {
      let reason =
        if case .cannotStart(_, let reason) = error { reason } else { error.description }
      return .unusable(reason: reason, hints: [hint])
    }
  }

  private func runTrial(on host: SandboxHost) async throws(SandboxFailure) {
    let directory: FilePath
    let log: SandboxLog
    let userMap = UserMap.shifted()
    do throws(FileFailure) {
      directory = try Directory.temporary(prefix: "sandbox-trial", in: host.temporaryDirectory)
      try Directory.create(directory.appending("root"))
      log = try SandboxLog(nil)
    } catch {
      throw .file(error)
    }
    defer { try? Directory.remove(directory) }
    let root = directory.appending("root")
    if let userMap { chown(root.string, userMap.outside(0), userMap.outside(0)) }
    let programs = ["/bin", "/lib", "/lib32", "/lib64", "/libx32", "/usr"].filter { (path: String) in
      access(path, F_OK) == 0
    }
    let sandbox = try await start(
      SandboxSpecification(
        root: root, arguments: ["/bin/true"], environment: ["PATH": "/usr/bin:/bin"],
        readOnlyBinds: programs.map { SandboxSpecification.Bind(source: FilePath($0), target: $0) },
        log: log, stateDirectory: host.stateDirectory, userMap: userMap))
    let status = await sandbox.waitForExit()
    guard status.isSuccess else {
      throw .cannotStart(Self.id, reason: "a trial program ended with \(status)")
    }
  }
}
