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

  /// - Returns: the exit status of the first commit whose agents fail, and their manifests.
  func run(_ agents: [PushedAgent]) async throws -> (exitCode: Int32, failed: [String]) {
    var commits: [String] = []
    for agent in agents where !commits.contains(agent.commit) { commits.append(agent.commit) }
    for commit in commits {
      let report = try await run(agents.filter { $0.commit == commit }.map(\.manifest), at: commit)
      if report.exitCode != 0 { return (report.exitCode, report.agents.filter { $0.exitCode != 0 }.map(\.manifest)) }
    }
    return (0, [])
  }

  private func run(_ manifests: [GitFile], at commit: String) async throws -> RunReport {
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
      // What it made is gone when it ends, so a summary would name files that do not exist.
      return await PipelineRun(call: moved.silent(), stage: nil).report()
    }
  }
}
