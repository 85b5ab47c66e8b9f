public import PipelineCore

/// AWS CodeBuild. Only builds that a webhook started have a branch; no variable says where a pull request comes from,
/// so each counts as a fork's.
public struct CodeBuild: CIVendor {
  public static let id = "codebuild"

  public let context: CIContext
  public let source: SourceTrust

  public static func facts(_ environment: CIEnvironment) -> CIFacts {
    var facts = CIFacts()
    facts.workspace = environment.path("CODEBUILD_SRC_DIR")
    facts.fullHistoryRemedy =
      "set the git clone depth of the project's source to `Full`; with CodePipeline, choose `Full clone` as its output"
    facts.branchRemedy =
      "start the build by a webhook, or pass `--branch NAME`; CodePipeline has `#{SourceVariables.BranchName}`"
    return facts
  }

  public init?(_ environment: CIEnvironment) {
    guard let build = environment["CODEBUILD_BUILD_ID"] ?? environment["CODEBUILD_BUILD_ARN"] else { return nil }
    var job = CIJob(Self.id)
    job.context.repository = RepositoryURL.slug(environment["CODEBUILD_SOURCE_REPO_URL"])
    job.context.commit = environment.commit("CODEBUILD_RESOLVED_SOURCE_VERSION")
    job.context.jobURL = environment["AWS_REGION"].map {
      "https://console.aws.amazon.com/codebuild/home?region=\($0)#/builds/\(build)/view/new"
    }
    let event = environment["CODEBUILD_WEBHOOK_EVENT"]
    // `pr/5`, `branch/main`, `tag/v1`
    let trigger = environment["CODEBUILD_WEBHOOK_TRIGGER"]
    let version = environment["CODEBUILD_SOURCE_VERSION"]
    let id = (trigger ?? version).flatMap(GitRef.changeRequestID)
    if id != nil || event?.hasPrefix("PULL_REQUEST") == true {
      job.buildsChangeRequest(
        id, from: environment["CODEBUILD_WEBHOOK_HEAD_REF"], to: environment["CODEBUILD_WEBHOOK_BASE_REF"], fork: true)
    } else {
      let ref =
        trigger.flatMap { $0.dropping(prefix: "branch/").map { "refs/heads/\($0)" } }
        ?? trigger.flatMap { $0.dropping(prefix: "tag/").map { "refs/tags/\($0)" } }
        // `refs/heads/main^{0a1b2c…}`; a bare name may be a branch, a tag or a commit.
        ?? version.flatMap { $0.hasPrefix("refs/") ? String($0.prefix { $0 != "^" }) : nil }
      let isPush = event == "PUSH"
      job.builds(ref, isPush ? .push : event.map { _ in .other }, isProven: isPush && trigger != nil)
    }
    context = job.context
    source = job.source
  }
}
