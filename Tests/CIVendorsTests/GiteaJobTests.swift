import CIVendors
import PipelineCore
import SystemPackage
import Testing

@Suite("Jobs of Gitea and Forgejo") struct GiteaJobTests {
  private static func table(_ vendor: String, _ markers: [String]) -> VendorTable {
    VendorTable(
      environment: GitHubJobTests.table.environment.merging(markers.map { ($0, "true") }) { $1 }
        // Gitea's address ends with a slash.
        .merging(["GITHUB_SERVER_URL": "https://git.example.com/"]) { $1 },
      frame: CIContext(of: vendor, "https://git.example.com/team/chatbot/actions/runs/7", defaultBranch: "main"))
  }

  private static let gitea = table("gitea-actions", ["GITEA_ACTIONS"])
  /// The runner sets Gitea's marker, too.
  private static let forgejo = table("forgejo-actions", ["GITEA_ACTIONS", "FORGEJO_ACTIONS"])
  private static let pull = [
    "GITHUB_EVENT_NAME": "pull_request", "GITHUB_REF": "refs/pull/42/head", "GITHUB_HEAD_REF": "stream",
    "GITHUB_BASE_REF": "main",
  ]

  static let jobs = [gitea, forgejo].flatMap { table in
    [
      table.job(
        "push", GitHubJobTests.event("push", "refs/heads/main"), .branch("main", .push), .repository,
        files: file(eventFile("push"))),
      table.job(
        "schedule", GitHubJobTests.event("schedule", "refs/heads/main"), .branch("main", .schedule), .repository,
        files: file(eventFile("push"))),
      table.job(
        "tag", GitHubJobTests.event("push", "refs/tags/v1.2.3"), .tag("v1.2.3"), .repository,
        files: file(eventFile("push"))),
      table.job(
        "pull request", pull, .change("42", from: "stream", to: "main", fork: false), .changeRequest,
        files: file(eventFile("pull-request"))
      ) { $0.commit = Commits.head },
      table.job(
        "pull request of a fork", pull, .change("42", from: "stream", to: "main", fork: true), .fork,
        files: file(eventFile("pull-request-fork"))
      ) { $0.commit = Commits.head },
      table.job(
        // Anyone who can read the repository may push one.
        "pull request without a branch (AGit)", pull, .change("42", from: "stream", to: "main", fork: true), .fork,
        files: file(
          #"""
          {"pull_request": {"head": {"ref": "refs/pull/42/head", "repo": {"full_name": "team/chatbot"}}}}
          """#)
      ) { $0.defaultBranch = nil },
      table.job(
        "pull_request_target without its file", GitHubJobTests.event("pull_request_target", "refs/heads/main"),
        .change("unknown", fork: true), .fork
      ) { $0.defaultBranch = nil },
      table.job(
        "a reusable workflow has no event of its own", GitHubJobTests.event("workflow_call", "refs/heads/main"),
        .branch("main", .other), .unknown, files: file(eventFile("push"))),
      table.job(
        "no reference", GitHubJobTests.event("push", ""), .branch(nil, .push), .unknown, files: file(eventFile("push"))),
    ]
  }

  private static func file(_ event: String) -> [String: String] { [GitHubJobTests.eventPath: event] }

  @Test(arguments: jobs) func `is described as on GitHub, under its own name`(job: VendorJob) { job.check() }

  @Test(arguments: ["GITEA_ACTIONS", "FORGEJO_ACTIONS"])
  func `the log and the outputs have GitHub's format`(marker: String) throws {
    let environment = ["GITHUB_ACTIONS": "true", marker: "true", "GITHUB_OUTPUT": "/tmp/output"]
    let vendor = try #require(AllCIVendors.detect(environment: environment) { _ in nil })
    #expect(vendor.mask("secret") == ["::add-mask::secret"])
    #expect(vendor.commandsOff(token: "t") == "::stop-commands::t\n")
    let paths = ReportPaths(directory: "r", json: nil, junit: nil)
    #expect(vendor.outputs(of: SampleReport.passed("a"), paths, token: "t").map(\.path) == ["/tmp/output"])
  }
}
