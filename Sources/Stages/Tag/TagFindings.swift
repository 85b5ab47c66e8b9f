import AgentManifest
import GitHistory
import PipelineCore
import TextFormats
import Versioning

/// Everything the history says of one agent, read in one go.
struct TagFindings: Sendable {
  var build: VersionContext
  var policy: VersionPolicy
  var base: ReleaseTags.Base
  var decision: VersionDecision
  var imageTags: [String]
  var notes: ReleaseNotes
  /// A clone without any tag: perhaps they were not fetched.
  var hasNoTags: Bool

  /// Of this release.
  var tagName: String {
    decision.base.flatMap { decision.bump == .none ? $0 : nil } ?? policy.prefix + "\(decision.next)"
  }

  init(_ repository: GitRepository, _ context: RunContext, _ manifest: AgentManifest) throws {
    let history = AgentHistory(repository: repository, context: context)
    policy = try TagPolicies(manifest, context.settings, hasSeveralAgents: try history.hasSeveralAgents).version
    build = try history.buildContext()
    let all = try repository.tags()
    let hasRemote = try !repository.remotes().isEmpty
    hasNoTags = all.isEmpty && hasRemote
    let tags = ReleaseTags(all.map { ($0.name, $0.commit) }, prefix: policy.prefix)
    base = try history.base(of: tags, build)
    let commits = try history.commits(since: base, build)
    let merges = try history.undoneMerges(commits, since: base)
    decision = try VersionDecision.decide(
      tags: tags, base: base, commits: commits, merges: merges, build: build, policy: policy)
    imageTags = ImageTags.names(
      for: decision, tags: tags, build: build, policy: try TagPolicies.imageTags(context.settings))
    notes = try history.notes(decision, commits, tags: tags, base: base, build: build, policy: policy)
  }
}
