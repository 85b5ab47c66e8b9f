public import PipelineCore
import SystemPackage

/// Woodpecker CI: its log has no commands, so only the job is described.
public struct Woodpecker: CIVendor {
  public static let id = "woodpecker"

  public let context: CIContext
  public let source: SourceTrust

  public static func facts(_ environment: CIEnvironment) -> CIFacts {
    var facts = CIFacts()
    facts.workspace = environment["CI_WORKSPACE"].map { FilePath($0) }
    facts.fullHistoryRemedy = "set `depth: 0`, `partial: false` and `tags: true` on the clone step"
    return facts
  }

  public init?(_ environment: CIEnvironment) {
    guard environment["CI"]?.lowercased() == "woodpecker" else { return nil }
    var context = CIContext(vendor: Self.id)
    context.repository = environment["CI_REPO"]
    context.defaultBranch = environment["CI_REPO_DEFAULT_BRANCH"]
    context.commit = environment.commit("CI_COMMIT_SHA")
    context.tag = environment["CI_COMMIT_TAG"]
    context.jobURL = environment["CI_STEP_URL"] ?? environment["CI_PIPELINE_URL"]
    let event = environment["CI_PIPELINE_EVENT"] ?? ""
    // `pull_request`, `pull_request_closed`, `pull_request_metadata`
    if let id = environment["CI_COMMIT_PULL_REQUEST"] ?? (event.hasPrefix("pull_request") ? "unknown" : nil) {
      // No variable says whether the source is a fork, so it is treated as one.
      context.pullRequest = CIContext.PullRequest(
        id: id, source: environment["CI_COMMIT_SOURCE_BRANCH"], target: environment["CI_COMMIT_TARGET_BRANCH"],
        fork: true)
    } else if context.tag == nil {
      // In a pull request this is the target's name.
      context.branch = environment["CI_COMMIT_BRANCH"]
    }
    self.context = context
    // A deployment repeats any earlier pipeline, also of a pull request.
    let isOfRepository = ["push", "tag", "release", "cron", "manual"].contains(event)
    source = context.pullRequest != nil ? .fork : isOfRepository ? .repository : .unknown
  }
}
