public import PipelineCore

/// Drone, and Gitness, which sets its variables. No variable says whether a change request comes from a fork, so each
/// counts as a fork's.
public struct Drone: CIVendor {
  public static let id = "drone"

  public let context: CIContext
  public let source: SourceTrust

  public static func facts(_ environment: CIEnvironment) -> CIFacts {
    var facts = CIFacts()
    facts.workspace = environment.path("DRONE_WORKSPACE")
    facts.fullHistoryRemedy = "set `clone: {depth: 0}` in the pipeline"
    facts.branchRemedy = CIJob.branchRemedy
    return facts
  }

  public init?(_ environment: CIEnvironment) {
    guard environment.has("DRONE") else { return nil }
    var job = CIJob(Self.id)
    job.context.repository = environment["DRONE_REPO"]
    job.context.defaultBranch = environment["DRONE_REPO_BRANCH"]
    job.context.commit = environment.commit("DRONE_COMMIT_SHA")
    job.context.jobURL = environment["DRONE_BUILD_LINK"]
    let name = environment["DRONE_BUILD_EVENT"]
    // A promotion or a rollback repeats any earlier build, also of a pull request, whose reference it keeps.
    let pullRequest =
      environment["DRONE_PULL_REQUEST"] ?? environment["DRONE_COMMIT_REF"].flatMap(GitRef.changeRequestID)
    let (event, isProven) = CIJob.event(name, among: Self.repositoryEvents)
    if name == "pull_request" || pullRequest != nil {
      job.buildsChangeRequest(
        pullRequest, from: environment["DRONE_SOURCE_BRANCH"], to: environment["DRONE_TARGET_BRANCH"], fork: true)
    } else if let tag = environment["DRONE_TAG"] {
      job.buildsTag(tag, event, isProven: isProven)
    } else {
      // The branch of a tag's build says nothing.
      job.builds(environment[event == .tag ? "DRONE_COMMIT_REF" : "DRONE_BRANCH"], event, isProven: isProven)
    }
    context = job.context
    source = job.source
  }

  private static let repositoryEvents: [String: CIContext.Event] = [
    "push": .push, "tag": .tag, "cron": .schedule, "custom": .manual,
  ]
}
