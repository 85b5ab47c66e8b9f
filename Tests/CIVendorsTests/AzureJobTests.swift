import PipelineCore
import Testing

@Suite("Jobs of Azure Pipelines") struct AzureJobTests {
  private static let table = VendorTable(
    environment: [
      "TF_BUILD": "True", "BUILD_BUILDURI": "vstfs:///Build/Build/8", "BUILD_BUILDID": "8",
      "BUILD_REPOSITORY_NAME": "team/chatbot", "BUILD_SOURCEVERSION": Commits.built,
      "SYSTEM_COLLECTIONURI": "https://dev.azure.com/team/", "SYSTEM_TEAMPROJECT": "our agents",
      // Set in builds of branches, too.
      "SYSTEM_PULLREQUEST_ISFORK": "False",
    ], frame: CIContext(of: "azure-pipelines", "https://dev.azure.com/team/our%20agents/_build/results?buildId=8"))

  private static func build(_ reason: String, _ ref: String, _ more: [String: String] = [:]) -> [String: String] {
    ["BUILD_REASON": reason, "BUILD_SOURCEBRANCH": ref].merging(more) { $1 }
  }

  /// With a repository on GitHub the id is not the number.
  private static func pull(fork: String) -> [String: String] {
    build(
      "PullRequest", "refs/pull/9/merge",
      [
        "SYSTEM_PULLREQUEST_PULLREQUESTID": "293753840", "SYSTEM_PULLREQUEST_PULLREQUESTNUMBER": "9",
        "SYSTEM_PULLREQUEST_SOURCEBRANCH": "stream", "SYSTEM_PULLREQUEST_TARGETBRANCH": "refs/heads/main",
        "SYSTEM_PULLREQUEST_SOURCECOMMITID": Commits.head, "SYSTEM_PULLREQUEST_ISFORK": fork,
      ])
  }

  static let jobs: [VendorJob] = [
    table.job("push", build("IndividualCI", "refs/heads/main"), .branch("main", .push), .repository),
    table.job("several pushes", build("BatchedCI", "refs/heads/a/b"), .branch("a/b", .push), .repository),
    table.job("a branch without its reference", build("IndividualCI", "main"), .branch("main", .push), .repository),
    table.job("schedule", build("Schedule", "refs/heads/main"), .branch("main", .schedule), .repository),
    table.job("started by hand", build("Manual", "refs/heads/main"), .branch("main", .manual), .repository),
    table.job("after another pipeline", build("ResourceTrigger", "refs/heads/main"), .branch("main", .other), .unknown),
    table.job("tag", build("IndividualCI", "refs/tags/v1.2.3"), .tag("v1.2.3"), .repository),
    table.job(
      "pull request", pull(fork: "False"), .change("9", from: "stream", to: "main", fork: false), .changeRequest
    ) { $0.commit = Commits.head },
    table.job(
      "pull request of a fork", pull(fork: "True"), .change("9", from: "stream", to: "main", fork: true), .fork
    ) { $0.commit = Commits.head },
    table.job(
      "pull request in Azure Repos",
      build("PullRequest", "refs/pull/9/merge", ["SYSTEM_PULLREQUEST_PULLREQUESTID": "9"]),
      .change("9", fork: false), .changeRequest),
    table.job(
      "pull request without its variables", build("PullRequest", "main", ["SYSTEM_PULLREQUEST_ISFORK": ""]),
      .change("unknown", fork: true), .fork),
    table.job(
      "pull request, started by hand",
      build("Manual", "refs/pull/9/merge", ["SYSTEM_PULLREQUEST_ISFORK": ""]), .change("9", fork: true), .fork),
    table.job(
      "merge queue of GitHub", build("IndividualCI", "refs/heads/gh-readonly-queue/main/pr-9-\(Commits.head)"),
      .change("9", to: "main", fork: false, .mergeQueue), .changeRequest),
    table.job("no branch", ["BUILD_REASON": "IndividualCI"], .branch(nil, .push), .unknown),
  ]

  @Test(arguments: jobs) func `is described as Azure documents it`(job: VendorJob) { job.check() }
}
