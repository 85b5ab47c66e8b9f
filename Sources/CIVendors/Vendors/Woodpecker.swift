public import PipelineCore

/// Woodpecker CI. No variable says whether a change request comes from a fork, so each counts as a fork's.
public struct Woodpecker: CIVendor {
  public static let id = "woodpecker"

  public let context: CIContext
  public let source: SourceTrust

  public static func facts(_ environment: CIEnvironment) -> CIFacts {
    var facts = CIFacts()
    facts.workspace = environment.path("CI_WORKSPACE")
    facts.fullHistoryRemedy = "set `depth: 0`, `partial: false` and `tags: true` on the clone step"
    facts.branchRemedy = CIJob.branchRemedy
    return facts
  }

  public init?(_ environment: CIEnvironment) {
    guard environment["CI"]?.lowercased() == "woodpecker" else { return nil }
    var job = CIJob(Self.id)
    job.context.repository = environment["CI_REPO"]
    job.context.defaultBranch = environment["CI_REPO_DEFAULT_BRANCH"]
    job.context.commit = environment.commit("CI_COMMIT_SHA")
    job.context.jobURL = environment.first("CI_STEP_URL", "CI_PIPELINE_URL", "CI_BUILD_LINK")
    // The second is its name before 1.0.
    let name = environment.first("CI_PIPELINE_EVENT", "CI_BUILD_EVENT")
    // A deployment repeats any earlier pipeline, also of a pull request, whose reference it keeps.
    let pullRequest =
      environment["CI_COMMIT_PULL_REQUEST"] ?? environment["CI_COMMIT_REF"].flatMap(GitRef.changeRequestID)
    let (event, isProven) = CIJob.event(name, among: Self.repositoryEvents)
    // `pull_request`, `pull_request_closed`, `pull_request_metadata`
    if name?.hasPrefix("pull_request") == true || pullRequest != nil {
      job.buildsChangeRequest(
        pullRequest, from: environment["CI_COMMIT_SOURCE_BRANCH"], to: environment["CI_COMMIT_TARGET_BRANCH"],
        fork: true)
    } else if let tag = environment["CI_COMMIT_TAG"] {
      job.buildsTag(tag, event, isProven: isProven)
    } else {
      // The branch of a tag's build says nothing.
      job.builds(environment[event == .tag ? "CI_COMMIT_REF" : "CI_COMMIT_BRANCH"], event, isProven: isProven)
    }
    context = job.context
    source = job.source
  }

  private static let repositoryEvents: [String: CIContext.Event] = [
    "push": .push, "tag": .tag, "release": .tag, "cron": .schedule, "manual": .manual,
  ]
}
