public import PipelineCore

/// Azure Pipelines, in the cloud and on Azure DevOps Server. It says nothing about the default branch.
public struct AzurePipelines: CIVendor {
  public static let id = "azure-pipelines"

  public let context: CIContext
  public let source: SourceTrust

  public static func facts(_ environment: CIEnvironment) -> CIFacts {
    var facts = CIFacts()
    facts.workspace = environment.path("BUILD_SOURCESDIRECTORY", "BUILD_REPOSITORY_LOCALPATH")
    facts.fullHistoryRemedy = "set `fetchDepth: 0` and `fetchTags: true` on the `checkout: self` step"
    facts.branchRemedy = CIJob.branchRemedy
    return facts
  }

  public init?(_ environment: CIEnvironment) {
    guard environment.has("TF_BUILD") || environment["BUILD_BUILDURI"] != nil else { return nil }
    var job = CIJob(Self.id)
    job.context.repository = environment["BUILD_REPOSITORY_NAME"]
    // Of a pull request, BUILD_SOURCEVERSION is a merge that exists nowhere else.
    job.context.commit = environment.commit("SYSTEM_PULLREQUEST_SOURCECOMMITID", "BUILD_SOURCEVERSION")
    job.context.jobURL = Self.page(environment)
    let ref = environment["BUILD_SOURCEBRANCH"]
    let reason = environment["BUILD_REASON"]
    // With a repository on GitHub, the second is an id that people never see.
    let id =
      environment.first("SYSTEM_PULLREQUEST_PULLREQUESTNUMBER", "SYSTEM_PULLREQUEST_PULLREQUESTID")
      ?? ref.flatMap(GitRef.changeRequestID)
    if reason == "PullRequest" || id != nil
      || environment.first("SYSTEM_PULLREQUEST_SOURCEBRANCH", "SYSTEM_PULLREQUEST_TARGETBRANCH") != nil
    {
      // `False` in builds of branches, too.
      let isFork = environment["SYSTEM_PULLREQUEST_ISFORK"]?.lowercased()
      job.buildsChangeRequest(
        id, from: environment["SYSTEM_PULLREQUEST_SOURCEBRANCH"], to: environment["SYSTEM_PULLREQUEST_TARGETBRANCH"],
        fork: isFork != "false")
    } else {
      let (event, isProven) = CIJob.event(reason, among: Self.repositoryReasons)
      job.builds(ref, event, isProven: isProven)
    }
    context = job.context
    source = job.source
  }

  /// Values of `BUILD_REASON` of builds of the repository's own code. `ResourceTrigger` follows any other pipeline.
  private static let repositoryReasons: [String: CIContext.Event] = [
    "IndividualCI": .push, "BatchedCI": .push, "Schedule": .schedule, "Manual": .manual,
  ]

  private static func page(_ environment: CIEnvironment) -> String? {
    guard
      let server = environment.first("SYSTEM_COLLECTIONURI", "SYSTEM_TEAMFOUNDATIONCOLLECTIONURI"),
      let project = environment["SYSTEM_TEAMPROJECT"], let build = environment["BUILD_BUILDID"]
    else { return nil }
    let base = server.hasSuffix("/") ? server : "\(server)/"
    return "\(base)\(project.replacing(" ", with: "%20"))/_build/results?buildId=\(build)"
  }
}
