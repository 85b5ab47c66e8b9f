import AgentManifest
import Diagnostics
import GitHistory

/// An agent that a push changes, in a pushed commit.
struct PushedAgent: Hashable {
  var commit: String
  var manifest: GitFile
}

enum PushedAgents {
  /// The agents whose directories the pushed commits change, once for each pushed reference's commit.
  static func find(_ refs: [PushedRef], in repository: GitRepository) throws -> [PushedAgent] {
    var found: [PushedAgent] = []
    for ref in refs {
      // git only pushes what it has: the caller is wrong, and must not get a success.
      guard try repository.knows(ref.new) else {
        throw Failure(
          .usage, "unknown-revision", "`\(ref.new)` is not a commit of this repository",
          hints: ["fetch it, or check the lines that are piped into this command"])
      }
      // A tag may name a file, which is not an agent.
      guard let tip = try repository.commit(named: ref.new), !found.contains(where: { $0.commit == tip }) else {
        continue
      }
      let manifests = try manifests(at: tip, in: repository)
      guard !manifests.isEmpty else { continue }
      var known: [String] = []
      // If the remote is ahead of the last fetch, its commit is not here.
      if let old = ref.old, let commit = try repository.commit(named: old) { known.append(commit) }
      if let remote = ref.remote { known += try repository.remoteBranchTips(of: remote) }
      let touched = try repository.directories(Set(manifests.map(\.directory)), touchedFrom: tip, excluding: known)
      found += manifests.filter { touched.contains($0.directory) }.map { PushedAgent(commit: tip, manifest: $0) }
    }
    return found
  }

  /// One per directory: the one that the directory stands for as a PATH.
  private static func manifests(at commit: String, in repository: GitRepository) throws(GitFailure) -> [GitFile] {
    let files = try repository.files(at: commit) { ManifestLocator.names.contains($0) }
    let byDirectory = Dictionary(grouping: files, by: \.directory)
    return byDirectory.values.compactMap { candidates in
      ManifestLocator.names.lazy.compactMap { name in candidates.first { $0.name == name } }.first
    }.sorted { $0.path < $1.path }
  }
}
