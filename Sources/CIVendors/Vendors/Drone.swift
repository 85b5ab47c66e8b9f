public import PipelineCore
import SystemPackage

/// Drone: its log has no commands, so only the job is described.
public struct Drone: CIVendor {
  public static let id = "drone"

  public let context: CIContext
  public let source: SourceTrust

  public static func facts(_ environment: CIEnvironment) -> CIFacts {
    var facts = CIFacts()
    facts.workspace = environment["DRONE_WORKSPACE"].map { FilePath($0) }
    facts.fullHistoryRemedy = "set `clone: {depth: 0}` in the pipeline"
    return facts
  }

  public init?(_ environment: CIEnvironment) {
    guard environment.has("DRONE") else { return nil }
    var context = CIContext(vendor: Self.id)
    context.repository = environment["DRONE_REPO"]
    context.defaultBranch = environment["DRONE_REPO_BRANCH"]
    context.commit = environment.commit("DRONE_COMMIT_SHA")
    context.tag = environment["DRONE_TAG"]
    context.jobURL = environment["DRONE_BUILD_LINK"]
    let event = environment["DRONE_BUILD_EVENT"]
    if let id = environment["DRONE_PULL_REQUEST"] ?? (event == "pull_request" ? "unknown" : nil) {
      // No variable says whether the source is a fork, so it is treated as one.
      context.pullRequest = CIContext.PullRequest(
        id: id, source: environment["DRONE_SOURCE_BRANCH"], target: environment["DRONE_TARGET_BRANCH"], fork: true)
    } else if context.tag == nil {
      // In a pull request this is the target's name.
      context.branch = environment["DRONE_BRANCH"]
    }
    self.context = context
    // A promotion or rollback repeats any earlier build, also of a pull request.
    let isOfRepository = ["push", "tag", "cron", "custom"].contains(event)
    source = context.pullRequest != nil ? .fork : isOfRepository ? .repository : .unknown
  }
}
