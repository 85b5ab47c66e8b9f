import PipelineCore
import Testing

@Suite("Jobs of Bamboo") struct BambooJobTests {
  private static let table = VendorTable(
    environment: [
      "bamboo_planKey": "TEAM-CHAT", "bamboo_buildKey": "TEAM-CHAT-JOB1", "bamboo_agentId": "1",
      "bamboo_planRepository_1_revision": Commits.built,
      "bamboo_buildResultsUrl": "https://bamboo.example.com/TEAM-CHAT-8",
      "bamboo_planRepository_1_repositoryUrl": "ssh://git@git.example.com:7999/team/chatbot.git",
    ], frame: CIContext(of: "bamboo", "https://bamboo.example.com/TEAM-CHAT-8"))

  static let jobs: [VendorJob] = [
    // What made the plan branch is not known.
    table.job("a branch", ["bamboo_planRepository_1_branchName": "main"], .branch("main", nil), .unknown),
    table.job("an older server", ["bamboo_planRepository_branch": "main"], .branch("main", nil), .unknown),
    table.job(
      "pull request",
      [
        "bamboo_repository_pr_key": "33", "bamboo_repository_pr_sourceBranch": "stream",
        "bamboo_repository_pr_targetBranch": "main", "bamboo_planRepository_1_branchName": "stream",
      ], .change("33", from: "stream", to: "main", fork: true), .fork),
    table.job(
      "pull request without its key",
      ["bamboo_repository_pr_targetBranch": "main", "bamboo_planRepository_1_branchName": "main"],
      .change("unknown", from: "main", to: "main", fork: true), .fork),
    table.job("no branch", [:], .branch(nil, nil), .unknown),
  ]

  @Test(arguments: jobs) func `is described as Bamboo documents it`(job: VendorJob) { job.check() }
}

@Suite("Jobs of Codefresh") struct CodefreshJobTests {
  private static let table = VendorTable(
    environment: [
      "CI": "true", "CF_BUILD_ID": "91011", "CF_BUILD_URL": "https://g.codefresh.io/build/91011",
      "CF_REPO_OWNER": "team", "CF_REPO_NAME": "chatbot", "CF_REVISION": Commits.built,
      "CF_VOLUME_PATH": "/codefresh/volume",
    ], frame: CIContext(of: "codefresh", "https://g.codefresh.io/build/91011"))

  private static func pull(fork: String, _ number: String = "9") -> [String: String] {
    [
      "CF_BUILD_TRIGGER": "webhook", "CF_BRANCH": "stream", "CF_PULL_REQUEST_TARGET": "main",
      "CF_PULL_REQUEST_NUMBER": number, "CF_PULL_REQUEST_IS_FORK": fork,
    ]
  }

  static let jobs: [VendorJob] = [
    table.job("push", ["CF_BUILD_TRIGGER": "webhook", "CF_BRANCH": "main"], .branch("main", .push), .repository),
    table.job(
      "started by hand", ["CF_BUILD_TRIGGER": "build", "CF_BRANCH": "main"], .branch("main", .manual), .repository),
    table.job("another trigger", ["CF_BUILD_TRIGGER": "cron", "CF_BRANCH": "main"], .branch("main", .other), .unknown),
    table.job(
      "tag, which has a base branch", ["CF_BUILD_TRIGGER": "webhook", "CF_BRANCH": "v1.2.3", "CF_BASE_BRANCH": "main"],
      .tag("v1.2.3"), .repository),
    table.job(
      "release", ["CF_BUILD_TRIGGER": "webhook", "CF_BRANCH": "main", "CF_RELEASE_TAG": "v1.2.3"], .tag("v1.2.3"),
      .repository),
    table.job(
      "pull request", pull(fork: "false"), .change("9", from: "stream", to: "main", fork: false), .changeRequest),
    table.job(
      "pull request of a fork", pull(fork: "true"), .change("9", from: "stream", to: "main", fork: true), .fork),
    table.job(
      "pull request that does not say whose", pull(fork: ""), .change("9", from: "stream", to: "main", fork: true),
      .fork),
    table.job(
      "pull request without its number", pull(fork: "", ""), .change("unknown", from: "stream", to: "main", fork: true),
      .fork),
    table.job("no branch", ["CF_BUILD_TRIGGER": "webhook"], .branch(nil, .push), .unknown),
  ]

  @Test(arguments: jobs) func `is described as Codefresh documents it`(job: VendorJob) { job.check() }
}
