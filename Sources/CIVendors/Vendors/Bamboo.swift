public import PipelineCore

/// Bamboo: what it says about the plan's first repository. No variable says whether a pull request comes from a fork,
/// so each counts as a fork's; nor what made a plan branch, so no build is proved to be the repository's own.
public struct Bamboo: CIVendor {
  public static let id = "bamboo"

  public let context: CIContext
  public let source: SourceTrust

  public static func facts(_ environment: CIEnvironment) -> CIFacts {
    var facts = CIFacts()
    facts.workspace = environment.path("bamboo_build_working_directory")
    facts.fullHistoryRemedy = "clear `Use shallow clones` in the settings of the repository"
    facts.branchRemedy = "pass `--branch \"${bamboo.planRepository.branchName}\"`"
    return facts
  }

  public init?(_ environment: CIEnvironment) {
    guard environment.first("bamboo_planKey", "bamboo_buildKey", "bamboo_agentId") != nil else { return nil }
    var job = CIJob(Self.id)
    job.context.repository = RepositoryURL.slug(
      environment.first("bamboo_planRepository_1_repositoryUrl", "bamboo_planRepository_repositoryUrl"))
    job.context.commit = environment.commit("bamboo_planRepository_1_revision", "bamboo_planRepository_revision")
    job.context.jobURL = environment.first("bamboo_buildResultsUrl", "bamboo_resultsUrl")
    let branch = environment.first(
      "bamboo_planRepository_1_branchName", "bamboo_planRepository_branchName", "bamboo_planRepository_branch")
    if environment.hasAny(prefix: "bamboo_repository_pr_") {
      job.buildsChangeRequest(
        environment["bamboo_repository_pr_key"], from: environment["bamboo_repository_pr_sourceBranch"] ?? branch,
        to: environment["bamboo_repository_pr_targetBranch"], fork: true)
    } else {
      job.builds(branch, nil, isProven: false)
    }
    context = job.context
    source = job.source
  }
}
