public import PipelineCore

/// Buildkite.
public struct Buildkite: CIVendor {
  public static let id = "buildkite"

  public let context: CIContext
  public let source: SourceTrust

  public static func facts(_ environment: CIEnvironment) -> CIFacts {
    var facts = CIFacts()
    facts.workspace = environment.path("BUILDKITE_BUILD_CHECKOUT_PATH")
    facts.fullHistoryRemedy = "remove `--depth` from `BUILDKITE_GIT_CLONE_FLAGS` and `BUILDKITE_GIT_FETCH_FLAGS`"
    facts.branchRemedy = CIJob.branchRemedy
    return facts
  }

  public init?(_ environment: CIEnvironment) {
    guard environment.has("BUILDKITE") else { return nil }
    var job = CIJob(Self.id)
    let repository = environment["BUILDKITE_REPO"]
    job.context.repository = RepositoryURL.slug(repository)
    job.context.defaultBranch = environment["BUILDKITE_PIPELINE_DEFAULT_BRANCH"]
    job.context.commit = environment.commit("BUILDKITE_COMMIT")
    job.context.jobURL = Self.page(environment)
    let branch = environment["BUILDKITE_BRANCH"]
    let event = environment["BUILDKITE_SOURCE"].flatMap { Self.events[$0] }
    // A build that was started by hand or by another one may be of any commit, and so may one with a reference of its
    // own.
    let isProven = (event == .push || event == .schedule) && environment["BUILDKITE_REFSPEC"] == nil
    let id = environment["BUILDKITE_PULL_REQUEST"].flatMap { $0 == "false" ? nil : $0 }
    if let target = environment["BUILDKITE_MERGE_QUEUE_BASE_BRANCH"] {
      let queue = branch.map(GitRef.init)
      let queued: String? = if case .mergeQueue(let id, _) = queue { id } else { nil }
      job.buildsMergeQueue(queued, to: target, isProven: isProven)
    } else if id != nil || environment.first("BUILDKITE_PULL_REQUEST_BASE_BRANCH", "BUILDKITE_PULL_REQUEST_REPO") != nil
    {
      job.buildsChangeRequest(
        id, from: branch, to: environment["BUILDKITE_PULL_REQUEST_BASE_BRANCH"],
        fork: !RepositoryURL.areSame(environment["BUILDKITE_PULL_REQUEST_REPO"], repository))
    } else if let tag = environment["BUILDKITE_TAG"] {
      job.buildsTag(tag, event, isProven: isProven)
    } else if branch?.contains(":") == true {
      // With `prefix third-party fork branch names`, the name is `owner:branch`; git allows no colon.
      job.buildsChangeRequest(nil, from: branch, to: nil, fork: true)
    } else {
      job.builds(branch, event, isProven: isProven)
    }
    context = job.context
    source = job.source
  }

  private static let events: [String: CIContext.Event] = [
    "webhook": .push, "schedule": .schedule, "ui": .manual, "api": .other, "trigger_job": .other,
  ]

  private static func page(_ environment: CIEnvironment) -> String? {
    guard let build = environment["BUILDKITE_BUILD_URL"] else { return nil }
    return environment["BUILDKITE_JOB_ID"].map { "\(build)#\($0)" } ?? build
  }
}
