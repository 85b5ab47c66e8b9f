import AgentManifest
import Diagnostics
import GitHistory
import PipelineCore
import Settings
import SystemPackage
import TextFormats
import Versioning

/// Everything the history says about one agent, read in one go. It contains only what needs the repository, because
/// agents of one repository wait for each other while one reads.
struct TagReading: Sendable {
  var build: VersionContext
  /// Why nothing can be released from this checkout.
  var problem: Failure?
  /// Whether another commit is checked out than the job is for.
  var isForeign: Bool
  var policy: VersionPolicy
  var tags: ReleaseTags
  var range: AgentHistory.Range
  var forge: ReleaseNotes.Forge?
  /// Of HEAD, in seconds since 1970.
  var time: Int64
  /// A clone without tags: they may not have been fetched.
  var hasNoTags: Bool
  var unreadable: [IgnoredTag]
  /// Whether git tracks the manifest.
  var isTracked: Bool
  /// The highest tag `v1.2.3` or `1.2.3` in the history, if this agent has no tag of its own and no setting says which
  /// prefix is its.
  var otherPrefix: (tag: String, prefix: String)?

  init(
    _ repository: GitRepository, _ context: RunContext, _ manifest: AgentManifest, _ ci: CIFacts
  ) throws {
    let history = AgentHistory(repository: repository, context: context)
    policy = TagPolicies.version(manifest, context.settings, hasSeveralAgents: try history.hasSeveralAgents)
    let checkout = try Checkout(repository, context, ci)
    (build, problem, isForeign) = (checkout.build, checkout.problem, checkout.isForeign)
    let prefix = policy.prefix
    let all = try repository.tags { $0.hasPrefix(prefix) }
    let hasRemote = try !repository.remotes().isEmpty
    hasNoTags = all.isEmpty && hasRemote
    tags = ReleaseTags(all.map { ($0.name, $0.commit) }, prefix: prefix)
    unreadable = try repository.unreadableTags().map { IgnoredTag(name: $0.name, reason: $0.reason) }
    range = try history.range(after: try history.base(of: tags, build), build)
    isTracked = try repository.tracks(
      repository.pathInWorkTree(context.invocationDirectory.pushing(context.manifest)))
    if tags.entries.isEmpty, context.settings(Settings.tagPrefix) == nil {
      for other in ["v", ""] where other != prefix && otherPrefix == nil {
        let plain = ReleaseTags(all.map { ($0.name, $0.commit) }, prefix: other)
        otherPrefix = try history.base(of: plain, build).highest.map { ($0.name, other.isEmpty ? "none" : other) }
      }
    }
    forge = try history.forge(among: ci.forges)
    time = try repository.head().committerTime
  }
}

/// What follows from a reading, with the tags of the image and the notes of the release.
struct TagFindings: Sendable {
  var build: VersionContext
  var policy: VersionPolicy
  var base: ReleaseTags.Base
  var decision: VersionDecision
  var imageTags: [ImageTag]
  var notes: ReleaseNotes
  /// Whether no final release is higher.
  var isHighest: Bool
  /// Whether the agent is in git at all.
  var isTracked: Bool
  /// A version of the whole repository, from the time when it had one agent, perhaps.
  var otherPrefix: (tag: String, prefix: String)?
  /// Why a run that is to release cannot go on.
  var obstacle: Failure?
  var hasNoTags: Bool
  /// Tags that do not belong to this agent.
  var otherTagCount: Int

  /// What the image says is its version.
  var label: String { decision.label(of: build.commit) }

  /// Of this release.
  var tagName: String {
    decision.base.flatMap { decision.bump == .none ? $0 : nil } ?? policy.prefix + "\(decision.next)"
  }

  init(_ services: StageServices, _ context: RunContext, _ manifest: AgentManifest) async throws {
    let found = try await TagDecision(services, context, manifest)
    let (reading, commits) = (found.reading, found.commits)
    (build, policy, base) = (reading.build, reading.policy, reading.range.base)
    hasNoTags = reading.hasNoTags
    otherTagCount = reading.tags.otherCount
    decision = found.decision
    isHighest = !decision.next.isPrerelease && reading.tags.isHighest(decision.next)
    (isTracked, otherPrefix) = (reading.isTracked, reading.otherPrefix)
    obstacle = found.obstacle
    imageTags = ImageTags.tags(
      for: decision, tags: reading.tags, build: build, policy: TagPolicies.imageTags(context.settings),
      isScheduled: context.isScheduled, time: try services.time())
    let date = String("\(Timestamp(seconds: reading.time))".prefix(10))
    if decision.release, decision.bump == .none, let own = decision.base {
      // HEAD has this version: the notes list what came since the previous release.
      let (build, policy, next) = (build, policy, decision.next)
      let earlier = reading.tags.below(next)
      let range = try await services.withRepository(context) { repository in
        let history = AgentHistory(repository: repository, context: context)
        return try history.range(after: try history.base(of: earlier, build), build)
      }
      let told = range.versionCommits
      var then = try VersionDecision.decide(
        tags: earlier, base: range.base, commits: told, merges: range.merges,
        build: VersionContext(commit: build.commit), policy: policy)
      then.next = next
      notes = ReleaseNotes(
        then, commits: told, tag: own, baseTag: range.base.start?.name, date: date, forge: reading.forge)
    } else {
      notes = ReleaseNotes(
        decision, commits: commits, tag: "\(policy.prefix)\(decision.next)", baseTag: base.start?.name, date: date,
        forge: reading.forge)
    }
  }
}
