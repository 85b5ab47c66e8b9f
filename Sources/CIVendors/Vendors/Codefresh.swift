public import PipelineCore

/// Codefresh. It says nothing about the default branch.
public struct Codefresh: CIVendor {
  public static let id = "codefresh"

  public let context: CIContext
  public let source: SourceTrust

  public static func facts(_ environment: CIEnvironment) -> CIFacts {
    var facts = CIFacts()
    facts.workspace = environment.path("CF_VOLUME_PATH")
    facts.fullHistoryRemedy = "remove `depth` from the `git-clone` step"
    facts.branchRemedy = CIJob.branchRemedy
    return facts
  }

  public init?(_ environment: CIEnvironment) {
    guard environment["CF_BUILD_ID"] != nil else { return nil }
    var job = CIJob(Self.id)
    job.context.repository = environment.slug("CF_REPO_OWNER", "CF_REPO_NAME")
    job.context.commit = environment.commit("CF_REVISION")
    job.context.jobURL = environment["CF_BUILD_URL"]
    let branch = environment["CF_BRANCH"]
    let (event, isProven) = CIJob.event(
      environment["CF_BUILD_TRIGGER"], among: ["webhook": .push, "build": .manual])
    if environment.hasAny(prefix: "CF_PULL_REQUEST_") {
      let isFork = environment["CF_PULL_REQUEST_IS_FORK"]?.lowercased()
      job.buildsChangeRequest(
        environment.first("CF_PULL_REQUEST_NUMBER", "CF_PULL_REQUEST_ID"), from: branch,
        to: environment["CF_PULL_REQUEST_TARGET"], fork: isFork != "false")
    } else if let tag = environment["CF_RELEASE_TAG"] ?? (environment["CF_BASE_BRANCH"] == nil ? nil : branch) {
      // With a base branch, CF_BRANCH is a tag's name.
      job.buildsTag(tag, event, isProven: isProven)
    } else {
      job.builds(branch, event, isProven: isProven)
    }
    context = job.context
    source = job.source
  }
}
