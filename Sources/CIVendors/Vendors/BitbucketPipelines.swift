public import PipelineCore

/// Bitbucket Pipelines. It says nothing about the default branch.
///
/// Pull requests of forks start no pipeline in the repository that they are for, so each pull request that runs is of
/// the repository itself (BCLOUD-13162).
public struct BitbucketPipelines: CIVendor {
  public static let id = "bitbucket"

  public let context: CIContext
  public let source: SourceTrust

  public static func facts(_ environment: CIEnvironment) -> CIFacts {
    var facts = CIFacts()
    facts.workspace = environment.path("BITBUCKET_CLONE_DIR")
    facts.fullHistoryRemedy = "set `clone: {depth: full}` in bitbucket-pipelines.yml"
    facts.branchRemedy = CIJob.branchRemedy
    return facts
  }

  public init?(_ environment: CIEnvironment) {
    guard environment.first("BITBUCKET_BUILD_NUMBER", "BITBUCKET_COMMIT") != nil else { return nil }
    var job = CIJob(Self.id)
    job.context.repository = environment["BITBUCKET_REPO_FULL_NAME"]
    job.context.commit = environment.commit("BITBUCKET_COMMIT")
    if let repository = job.context.repository, let number = environment["BITBUCKET_BUILD_NUMBER"] {
      job.context.jobURL = "https://bitbucket.org/\(repository)/pipelines/results/\(number)"
    }
    let branch = environment["BITBUCKET_BRANCH"]
    let isProven = job.context.repository != nil
    if environment.hasAny(prefix: "BITBUCKET_PR_") {
      // Without its id this may be a kind of pipeline that is not known yet.
      let id = environment["BITBUCKET_PR_ID"]
      job.buildsChangeRequest(
        id, from: branch, to: environment["BITBUCKET_PR_DESTINATION_BRANCH"], fork: id == nil || !isProven)
    } else if let tag = environment["BITBUCKET_TAG"] {
      job.buildsTag(tag, isProven: isProven)
    } else {
      job.builds(branch, nil, isProven: isProven)
    }
    context = job.context
    source = job.source
  }
}
