import Diagnostics
import GitHistory
import PipelineCore
import SystemPackage
import TextFormats
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
  func buildContext() throws -> VersionContext {
    let head = try repository.head()
    if let name = context.ci?.tag, let tag = try repository.tags().first(where: { $0.name == name }),
      tag.commit != head.commit
    {
      throw Failure(
        .usage,
        .error(
          "wrong-checkout", "this job builds the tag `\(name)`, but another commit is checked out",
          hints: ["check out the tag itself: \(tag.commit.prefix(7)), not \(head.commit.prefix(7))"]))
    }
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

  /// The newest commits that are told of a first release; the memory stays bounded however many there are.
  static let firstReleaseLimit = 1000
  /// What makes an older commit matter to the first version: it may set it, or undo one that does.
  private static let decidingWords = ["release-as", "revert"]

  /// The commits that decide, the newest first.
  func commits(since base: ReleaseTags.Base, _ build: VersionContext) throws(GitFailure) -> [VersionCommit] {
    let paths = try touchedPaths()
    guard let start = base.start else { return try firstCommits(build, paths) }
    var isNew: Set<String> = []
    if base.needsNewCommits, let highest = base.highest {
      try repository.commits(from: build.commit, after: highest.commit, touching: paths) { commit in
        isNew.insert(commit.id)
        return .next
      }
    }
    var commits: [VersionCommit] = []
    try repository.commits(from: build.commit, after: start.commit, touching: paths) { commit in
      commits.append(VersionCommit(commit, isPrereleased: base.needsNewCommits && !isNew.contains(commit.id)))
      return .next
    }
    return commits
  }

  /// Before the first release every commit counts, but only a `Release-As` footer changes the version. Both walks go on
  /// to the first commit: in a shallow clone older tags may exist, and then this is no first release.
  private func firstCommits(_ build: VersionContext, _ paths: [FilePath]) throws(GitFailure) -> [VersionCommit] {
    var commits: [VersionCommit] = []
    try repository.commits(from: build.commit, touching: paths) { commit in
      commits.append(VersionCommit(commit))
      return commits.count < Self.firstReleaseLimit ? .next : .stop
    }
    guard commits.count == Self.firstReleaseLimit else { return commits }
    let known = Set(commits.map(\.id))
    try repository.commits(from: build.commit, touching: paths, mentioning: Self.decidingWords) { commit in
      if !known.contains(commit.id) { commits.append(VersionCommit(commit)) }
      return .next
    }
    return commits
  }

  /// What merges after the base brought that one of the commits undoes, by the merge's id.
  func undoneMerges(_ commits: [VersionCommit], since base: ReleaseTags.Base) throws(GitFailure) -> [String: [String]] {
    var merges: [String: [String]] = [:]
    for id in Set(commits.flatMap { ConventionalCommit.quotedReverts($0.message) }) where id.count == 40 {
      guard let brought = try repository.commitsBrought(by: id) else { continue }
      if let start = base.start, try repository.isAncestor(id, of: start.commit) { continue }
      merges[id] = brought
    }
    return merges
  }

  /// The notes of the next release, or of the one that HEAD is.
  func notes(
    _ decision: VersionDecision, _ commits: [VersionCommit], tags: ReleaseTags, base: ReleaseTags.Base,
    build: VersionContext, policy: VersionPolicy
  ) throws -> ReleaseNotes {
    let date = "\(Timestamp(seconds: try repository.head().committerTime))".prefix(10)
    func notes(_ told: VersionDecision, _ commits: [VersionCommit], _ tag: String, since: String?) throws
      -> ReleaseNotes
    {
      ReleaseNotes(told, commits: commits, tag: tag, baseTag: since, date: String(date), forge: try forge)
    }
    guard decision.release, decision.bump == .none, let own = decision.base else {
      return try notes(decision, commits, "\(policy.prefix)\(decision.next)", since: base.start?.name)
    }
    // HEAD carries the version: what came since the release before it.
    let earlier = tags.below(decision.next)
    let earlierBase = try self.base(of: earlier, build)
    let range = try self.commits(since: earlierBase, build)
    var told = try VersionDecision.decide(
      tags: earlier, base: earlierBase, commits: range, build: VersionContext(commit: build.commit), policy: policy)
    told.next = decision.next
    return try notes(told, range, own, since: earlierBase.start?.name)
  }

  /// Where commits can be looked at.
  private var forge: ReleaseNotes.Forge? {
    get throws {
      let remote = context.settings(Settings.tagGitRemote) ?? "origin"
      guard let url = try repository.remotes()[remote].flatMap(SourceRevision.webAddress) else { return nil }
      let host = url.dropFirst("https://".count).prefix { $0 != "/" }
      if host.contains("github") { return .gitHub(url: url) }
      return host.contains("gitlab") || context.ci?.vendor == "gitlab" ? .gitLab(url: url) : nil
    }
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

extension VersionCommit {
  fileprivate init(_ commit: GitCommit, isPrereleased: Bool = false) {
    self.init(
      id: commit.id, message: commit.message, isMerge: commit.isMerge, isPrereleased: isPrereleased,
      author: commit.authorName)
  }
}
