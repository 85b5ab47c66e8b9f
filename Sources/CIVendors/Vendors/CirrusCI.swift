public import PipelineCore

/// Cirrus CI. No variable says whether a pull request comes from a fork, so each counts as a fork's: the permission in
/// `CIRRUS_USER_PERMISSION` is that of the person who started the build.
public struct CirrusCI: CIVendor {
  public static let id = "cirrus"

  public let context: CIContext
  public let source: SourceTrust

  public static func facts(_ environment: CIEnvironment) -> CIFacts {
    var facts = CIFacts()
    facts.workspace = environment.path("CIRRUS_WORKING_DIR")
    facts.fullHistoryRemedy = "set `CIRRUS_CLONE_DEPTH: 0` and `CIRRUS_CLONE_TAGS: true` in the task's `env`"
    facts.branchRemedy = CIJob.branchRemedy
    return facts
  }

  public init?(_ environment: CIEnvironment) {
    guard environment.has("CIRRUS_CI") else { return nil }
    var job = CIJob(Self.id)
    job.context.repository = environment["CIRRUS_REPO_FULL_NAME"]
    job.context.defaultBranch = environment["CIRRUS_DEFAULT_BRANCH"]
    job.context.commit = environment.commit("CIRRUS_CHANGE_IN_REPO")
    job.context.jobURL = environment["CIRRUS_TASK_ID"].map { "https://cirrus-ci.com/task/\($0)" }
    let branch = environment["CIRRUS_BRANCH"]
    // The API may start a build of any commit.
    let isOfAPI = environment.has("CIRRUS_API_CREATED")
    let event: CIContext.Event = environment["CIRRUS_CRON"] != nil ? .schedule : isOfAPI ? .other : .push
    let id = environment["CIRRUS_PR"] ?? branch.flatMap(GitRef.changeRequestID)
    if id != nil || environment.hasAny(prefix: "CIRRUS_PR_") || environment["CIRRUS_BASE_BRANCH"] != nil {
      job.buildsChangeRequest(id, from: branch, to: environment["CIRRUS_BASE_BRANCH"], fork: true)
    } else if let tag = environment["CIRRUS_TAG"] {
      job.buildsTag(tag, event, isProven: !isOfAPI)
    } else {
      job.builds(branch, event, isProven: !isOfAPI)
    }
    context = job.context
    source = job.source
  }
}
