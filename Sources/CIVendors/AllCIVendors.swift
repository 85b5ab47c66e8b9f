public import PipelineCore

/// All supported CI systems: a new one is a file in `Vendors/` and a line here.
public enum AllCIVendors {
  /// In the order of detection. Forgejo, Gitea and GitHub set each other's variables, and so do Woodpecker and Drone.
  /// The last ones have markers that a machine may have for other reasons.
  public static let all: [any CIVendor.Type] = [
    ForgejoActions.self,
    GiteaActions.self,
    GitHubActions.self,
    GitLabCI.self,
    Woodpecker.self,
    Drone.self,
    AppVeyor.self,
    AzurePipelines.self,
    BitbucketPipelines.self,
    Buildkite.self,
    CircleCI.self,
    CirrusCI.self,
    Semaphore.self,
    TeamCity.self,
    Travis.self,
    Bamboo.self,
    CodeBuild.self,
    Codefresh.self,
    CloudBuild.self,
    Jenkins.self,
  ]

  /// The vendor whose job this process runs in, if any.
  public static func detect(
    environment: [String: String], among vendors: [any CIVendor.Type] = all,
    readFile: @escaping CIEnvironment.FileReader
  ) -> (any CIVendor)? {
    let environment = CIEnvironment(environment, readFile: readFile)
    let found = vendors.compactMap { $0.init(environment) }
    // Where two systems disagree, what says that it is a change request is believed.
    return found.first { $0.context.pullRequest != nil } ?? found.first
  }

  /// The facts of all vendors' variables, and of this job.
  /// - Parameters:
  ///   - vendor: whose job this is; `nil` if the call is not a step of one.
  ///   - overrides: what is set by hand about the build.
  public static func facts(
    for vendor: (any CIVendor)?, environment: [String: String], overrides: CIOverrides = CIOverrides(),
    among vendors: [any CIVendor.Type] = all
  ) -> CIFacts {
    let environment = CIEnvironment(environment) { _ in nil }
    var facts = vendor.map { type(of: $0).facts(environment) } ?? CIFacts()
    // The job's own site may have any name.
    let own = facts.forges.map { CIFacts.Forge(hostPart: nil, pathPrefix: $0.pathPrefix) }
    facts.source = (vendor?.source ?? .unknown).applying(overrides, to: vendor?.context)
    facts.join(vendors.map { $0.facts(environment) })
    // Only a build of the repository itself has a tag to push.
    if facts.source != .repository { (facts.gitCredentials, facts.releaseAPIs) = ([], []) }
    facts.forges += own
    return facts
  }
}
