public import PipelineCore

/// AppVeyor.
public struct AppVeyor: CIVendor {
  public static let id = "appveyor"

  public let context: CIContext
  public let source: SourceTrust

  public static func facts(_ environment: CIEnvironment) -> CIFacts {
    var facts = CIFacts()
    facts.workspace = environment.path("APPVEYOR_BUILD_FOLDER")
    facts.fullHistoryRemedy = "remove `clone_depth` and `shallow_clone` from appveyor.yml"
    facts.branchRemedy = CIJob.branchRemedy
    return facts
  }

  public init?(_ environment: CIEnvironment) {
    guard environment.has("APPVEYOR") else { return nil }
    var job = CIJob(Self.id)
    job.context.repository = environment["APPVEYOR_REPO_NAME"]
    job.context.commit = environment.commit("APPVEYOR_PULL_REQUEST_HEAD_COMMIT", "APPVEYOR_REPO_COMMIT")
    if let account = environment["APPVEYOR_ACCOUNT_NAME"], let project = environment["APPVEYOR_PROJECT_SLUG"],
      let build = environment["APPVEYOR_BUILD_ID"], let id = environment["APPVEYOR_JOB_ID"]
    {
      let server = environment["APPVEYOR_URL"] ?? "https://ci.appveyor.com"
      job.context.jobURL = "\(server)/project/\(account)/\(project)/builds/\(build)/job/\(id)"
    }
    let isForced = environment.has("APPVEYOR_FORCED_BUILD")
    let event: CIContext.Event = environment.has("APPVEYOR_SCHEDULED_BUILD") ? .schedule : isForced ? .manual : .push
    // A build that was started by hand, or by a call of the API, may be of any commit.
    let isProven = !isForced && job.context.repository != nil
    if environment.hasAny(prefix: "APPVEYOR_PULL_REQUEST_") {
      job.buildsChangeRequest(
        environment["APPVEYOR_PULL_REQUEST_NUMBER"], from: environment["APPVEYOR_PULL_REQUEST_HEAD_REPO_BRANCH"],
        to: environment["APPVEYOR_REPO_BRANCH"],
        fork: !RepositoryURL.areSameSlugs(environment["APPVEYOR_PULL_REQUEST_HEAD_REPO_NAME"], job.context.repository))
    } else if let tag = environment["APPVEYOR_REPO_TAG_NAME"] {
      job.buildsTag(tag, event, isProven: isProven)
    } else {
      let isOfTag = environment.has("APPVEYOR_REPO_TAG")
      job.builds(isOfTag ? nil : environment["APPVEYOR_REPO_BRANCH"], event, isProven: isProven)
    }
    context = job.context
    source = job.source
  }
}
