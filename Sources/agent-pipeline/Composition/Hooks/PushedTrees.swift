import FileIO
import GitHistory
import Glibc
import PipelineCore
import Settings
import SystemPackage

/// Builds and tests agents as they are in pushed commits, outside of the repository.
struct PushedTrees {
  let repository: GitRepository
  let options: HookOptions
  let last: StageID

  /// - Returns: the exit status of the first commit whose agents fail.
  func run(_ agents: [PushedAgent]) async throws -> Int32 {
    var commits: [String] = []
    for agent in agents where !commits.contains(agent.commit) { commits.append(agent.commit) }
    for commit in commits {
      let exitCode = try await run(agents.filter { $0.commit == commit }.map(\.manifest), at: commit)
      if exitCode != 0 { return exitCode }
    }
    return 0
  }

  private func run(_ manifests: [GitFile], at commit: String) async throws -> Int32 {
    let folder = try Folder.temporary(prefix: "agent-pipeline-push", in: ProcessEnvironment.temporaryFolder)
    let caller = ProcessEnvironment.currentFolder
    defer {
      _ = caller.withPlatformString { chdir($0) }
      try? Folder.remove(folder)
    }
    let tree = folder.appending("tree")
    try Folder.create(tree)
    for manifest in manifests { try repository.export(manifest.folder, at: commit, to: tree) }
    // Messages name paths as in the repository.
    guard tree.withPlatformString({ chdir($0) }) == 0 else {
      throw FileFailure("enter", tree, Errno(rawValue: errno))
    }
    var flags = FlagValues()
    flags.set(Settings.strict, options.strict)
    flags.set(Settings.path, manifests.map(\.path))
    flags.set(Settings.until, last.rawValue)
    let request = RunRequest(flags: flags.values, color: options.color)
    return try await PipelineCommand(request, isReporting: false).exitCode()
  }
}
