import AgentManifest
import Diagnostics
import PipelineCore
import Versioning

/// The version of the commit that is checked out. Every stage that needs it decides it anew: the same commit with the same
/// history gives the same.
struct TagDecision: Sendable {
  let reading: TagReading
  let commits: [VersionCommit]
  let decision: VersionDecision

  var build: VersionContext { reading.build }

  init(_ services: StageServices, _ context: RunContext, _ manifest: AgentManifest) async throws {
    reading = try await services.withRepository(context) { [ci = services.ci] in
      try TagReading($0, context, manifest, ci)
    }
    commits = reading.range.versionCommits
    var decision = try VersionDecision.decide(
      tags: reading.tags, base: reading.range.base, commits: commits, merges: reading.range.merges,
      build: reading.build, policy: reading.policy)
    if context.isScheduled, decision.release, decision.bump == .none, decision.base != nil {
      decision.release = false
      decision.reason += ", and a scheduled run does not publish a version again"
    }
    decision.ignoredTags += reading.unreadable
    // A commit that is not the job's is no release, whatever tag it has.
    if reading.isForeign { decision.release = false }
    self.decision = decision
  }

  /// Why the run cannot go on if it is to release; `nil` if it can, also where there is nothing to release.
  var obstacle: Failure? { decision.release ? nil : reading.problem }
}
