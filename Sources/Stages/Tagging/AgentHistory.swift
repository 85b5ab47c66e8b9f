import Diagnostics
import FileIO
import GitHistory
import ImageBuilding
import PipelineCore
import Settings
import SystemPackage
import Versioning

/// The history of one agent: the commits that touch its paths.
struct AgentHistory {
  /// The file names of manifests.
  static let manifestNames: Set = ["agent.yaml", "agent.yml", "Agent.yaml", "Agent.yml"]

  let repository: GitRepository
  let context: RunContext

  /// Whether tags need the agent's name to tell versions apart.
  var hasSeveralAgents: Bool {
    get throws(GitFailure) { try repository.trackedFiles(named: Self.manifestNames).count > 1 }
  }

  func base(of tags: ReleaseTags, _ build: VersionContext) throws(GitFailure) -> ReleaseTags.Base {
    try tags.base { (entry: ReleaseTags.Entry) throws(GitFailure) -> Bool in
      if entry.commit == build.commit { return true }
      return try repository.isAncestor(entry.commit, of: build.commit)
    }
  }

  /// How many of the newest commits a first release lists: this bounds the memory.
  static let firstReleaseLimit = 1000
  /// Words of older commits that matter to the first version: they set it, or undo one that does.
  private static let decidingWords = ["release-as", "revert"]

  /// The commits that decide, the newest first.
  func commits(since base: ReleaseTags.Base, _ build: VersionContext) throws -> [Commit] {
    let paths = try touchedPaths()
    guard let start = base.start else { return try firstCommits(build, paths) }
    var isNew: Set<String> = []
    if base.needsNewCommits, let highest = base.highest {
      try repository.commits(from: build.commit, after: highest.commit, touching: paths) { commit in
        isNew.insert(commit.id)
        return .next
      }
    }
    var commits: [Commit] = []
    try repository.commits(from: build.commit, after: start.commit, touching: paths) { commit in
      commits.append(Commit(commit: commit, isPrereleased: base.needsNewCommits && !isNew.contains(commit.id)))
      return .next
    }
    return commits
  }

  /// Before the first release every commit counts, but only a `Release-As` footer changes the version. The walk goes on
  /// to the first commit: in a shallow clone older tags may exist, and then this is not a first release.
  private func firstCommits(_ build: VersionContext, _ paths: [FilePath]) throws(GitFailure) -> [Commit] {
    var commits: [Commit] = []
    try repository.commits(
      from: build.commit, touching: paths, newest: Self.firstReleaseLimit, thenMentioning: Self.decidingWords
    ) { commit in
      commits.append(Commit(commit: commit))
      return .next
    }
    return commits
  }

  /// The commits of merges after the base that one of the commits reverts, by the merge's id.
  func undoneMerges(_ commits: [Commit], since base: ReleaseTags.Base) throws(GitFailure) -> [String: [String]] {
    var merges: [String: [String]] = [:]
    for id in Set(commits.flatMap { ConventionalCommit.quotedReverts($0.commit.message) }) where id.count == 40 {
      guard let brought = try repository.commitsBrought(by: id) else { continue }
      if let start = base.start, try repository.isAncestor(id, of: start.commit) { continue }
      merges[id] = brought
    }
    return merges
  }

  /// What the history says about the commits after a base.
  func range(after base: ReleaseTags.Base, _ build: VersionContext) throws -> Range {
    let commits = try commits(since: base, build)
    return Range(base: base, commits: commits, merges: try undoneMerges(commits, since: base))
  }

  /// The web site that shows the commits.
  /// - Parameter forges: the known sites.
  func forge(among forges: [CIFacts.Forge]) throws -> ReleaseNotes.Forge? {
    let remote = context.settings(Settings.tagGitRemote) ?? "origin"
    guard let url = try repository.remotes()[remote].flatMap(SourceRevision.webAddress) else { return nil }
    let host = url.dropFirst("https://".count).prefix { $0 != "/" }
    return forges.first { $0.hostPart.map(host.contains) ?? true }
      .map { ReleaseNotes.Forge(url: url, pathPrefix: $0.pathPrefix) }
  }

  /// `tag.paths` are relative to the agent's directory; the work tree itself means every commit.
  /// - Throws: also if one does not exist: no commit would ever count.
  func touchedPaths() throws -> [FilePath] {
    var paths: [FilePath] = []
    for path in context.settings(Settings.tagPaths) ?? ["."] {
      let place = context.directory.pushing(FilePath(path))
      guard try FileStatus.of(place) != nil else {
        throw Failure(
          .usage, "tag-setting", "the path `\(path)` of `tag.paths` does not exist",
          at: context.settings.origin(of: Settings.tagPaths)?.location,
          hints: [
            "write a file or directory, relative to the agent's directory; patterns such as `*.py` are not supported",
            "in a sparse checkout, add it with `git sparse-checkout add`",
          ])
      }
      let found = try repository.pathInWorkTree(place)
      if found.isEmpty { return [] }
      paths.append(found)
    }
    return paths
  }
}

extension AgentHistory {
  /// A commit as it was read; its message is parsed later, without the repository.
  struct Commit: Sendable {
    var commit: GitCommit
    var isPrereleased = false
  }

  struct Range: Sendable {
    var base: ReleaseTags.Base
    var commits: [Commit]
    /// The commits of merges that one of the commits reverts.
    var merges: [String: [String]]

    /// The commits with parsed messages.
    var versionCommits: [VersionCommit] {
      commits.map { entry in
        VersionCommit(
          id: entry.commit.id, message: entry.commit.message, isMerge: entry.commit.isMerge,
          isPrereleased: entry.isPrereleased, author: entry.commit.authorName)
      }
    }
  }
}
