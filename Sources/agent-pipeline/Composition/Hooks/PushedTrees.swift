import FileIO
import GitHistory
import PipelineCore
import Settings
import SystemPackage

/// Builds and tests agents as they are in pushed commits, outside of the repository.
struct PushedTrees {
  let repository: GitRepository
  let call: Invocation
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
    try await call.withScratch { directory in
      let tree = directory.appending("tree")
      try Directory.create(tree)
      for manifest in manifests { try repository.export(manifest.directory, at: commit, to: tree) }
      // Run from there, messages name paths as in the repository.
      let moved = try call.moved(
        to: tree,
        flags: [
          Settings.path.definition.name: manifests.map(\.path), Settings.until.definition.name: [last.rawValue],
        ])
      return await PipelineRun(call: moved, stage: nil)()
    }
  }
}
