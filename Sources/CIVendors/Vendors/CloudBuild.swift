public import PipelineCore

/// Google Cloud Build. It sets no variables about the source by itself: `automapSubstitutions` makes variables of its
/// substitutions. One handed over alone proves nothing: `BRANCH_NAME` of a pull request is the name of its branch.
public struct CloudBuild: CIVendor {
  public static let id = "google-cloud-build"

  public let context: CIContext
  public let source: SourceTrust

  public static func facts(_ environment: CIEnvironment) -> CIFacts {
    var facts = CIFacts()
    facts.fullHistoryRemedy = "run `git fetch --unshallow --tags` in a step before this one"
    facts.branchRemedy = "set `options: {automapSubstitutions: true}`, or pass `--branch \"$BRANCH_NAME\"`"
    return facts
  }

  public init?(_ environment: CIEnvironment) {
    guard environment["BUILDER_OUTPUT"] != nil else { return nil }
    var job = CIJob(Self.id)
    job.context.repository = environment["REPO_FULL_NAME"]
    job.context.commit = environment.commit("COMMIT_SHA", "REVISION_ID")
    if let build = environment["BUILD_ID"], let project = environment["PROJECT_ID"] {
      let region = environment["LOCATION"] ?? "global"
      job.context.jobURL =
        "https://console.cloud.google.com/cloud-build/builds;region=\(region)/\(build)?project=\(project)"
    }
    let id = environment["_PR_NUMBER"]
    // With all substitutions there is a trigger.
    let isMapped = environment["TRIGGER_NAME"] != nil
    if id != nil || environment.first("_HEAD_BRANCH", "_BASE_BRANCH", "_HEAD_REPO_URL") != nil {
      job.buildsChangeRequest(
        id, from: environment.first("_HEAD_BRANCH", "BRANCH_NAME"), to: environment["_BASE_BRANCH"],
        fork: !RepositoryURL.areSameSlugs(RepositoryURL.slug(environment["_HEAD_REPO_URL"]), job.context.repository))
    } else if let tag = environment["TAG_NAME"] {
      job.buildsTag(tag, isProven: false)
    } else {
      job.builds(isMapped ? environment["BRANCH_NAME"] : nil, nil, isProven: false)
    }
    context = job.context
    source = job.source
  }
}
