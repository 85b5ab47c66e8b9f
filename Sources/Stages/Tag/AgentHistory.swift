import GitHistory
import PipelineCore
import SystemPackage
import Versioning

/// The history of one agent: the commits that touch its paths.
struct AgentHistory {
  /// The names under which a repository holds an agent.
  static let manifestNames: Set = ["agent.yaml", "agent.yml", "Agent.yaml", "Agent.yml"]

  let repository: GitRepository
  let context: RunContext

  /// Whether versions need the agent's name in their tags to be told apart.
  var hasSeveralAgents: Bool {
    get throws(GitFailure) { try repository.trackedFiles(named: Self.manifestNames).count > 1 }
  }

  /// HEAD of CI checkouts is detached: the branch comes from the CI system.
  func buildContext() throws(GitFailure) -> VersionContext {
    let head = try repository.head()
    return VersionContext(
      commit: head.commit, branch: context.ci?.branch ?? head.branch, defaultBranch: context.ci?.defaultBranch,
      tag: context.ci?.tag, changeRequest: context.ci?.pullRequest?.id)
  }

  func base(of tags: ReleaseTags, _ build: VersionContext) throws(GitFailure) -> ReleaseTags.Base {
    try tags.base { (entry: ReleaseTags.Entry) throws(GitFailure) -> Bool in
      if entry.commit == build.commit { return true }
      return try repository.isAncestor(entry.commit, of: build.commit)
    }
  }

  /// The commits that decide, the newest first.
  func commits(since base: ReleaseTags.Base, _ build: VersionContext) throws(GitFailure) -> [VersionCommit] {
    let paths = try touchedPaths()
    var isNew: Set<String> = []
    if base.needsNewCommits, let highest = base.highest {
      try repository.commits(from: build.commit, excluding: [highest.commit], touching: paths) { commit in
        isNew.insert(commit.id)
        return .next
      }
    }
    var commits: [VersionCommit] = []
    try repository.commits(
      from: build.commit, excluding: [base.start?.commit].compactMap(\.self), touching: paths
    ) { commit in
      commits.append(
        VersionCommit(
          id: commit.id, message: commit.message, isMerge: commit.isMerge,
          isPrereleased: base.needsNewCommits && !isNew.contains(commit.id)))
      return .next
    }
    return commits
  }

  /// `tag.paths` are relative to the agent's folder; the work tree itself means every commit.
  private func touchedPaths() throws(GitFailure) -> [FilePath] {
    var paths: [FilePath] = []
    for path in context.settings(Settings.tagPaths) ?? ["."] {
      let found = try repository.pathInWorkTree(context.folder.pushing(FilePath(path)))
      if found.isEmpty { return [] }
      paths.append(found)
    }
    return paths
  }
}
