import PipelineCore
import Testing

@Suite("Jobs of Buildkite") struct BuildkiteJobTests {
  private static let table = VendorTable(
    environment: [
      "CI": "true", "BUILDKITE": "true", "BUILDKITE_REPO": "git@github.com:team/chatbot.git",
      "BUILDKITE_COMMIT": Commits.built, "BUILDKITE_PIPELINE_DEFAULT_BRANCH": "main", "BUILDKITE_PULL_REQUEST": "false",
      "BUILDKITE_PULL_REQUEST_BASE_BRANCH": "", "BUILDKITE_PULL_REQUEST_REPO": "", "BUILDKITE_TAG": "",
      "BUILDKITE_BUILD_URL": "https://buildkite.com/team/chatbot/builds/8", "BUILDKITE_JOB_ID": "e44f9784",
    ],
    frame: CIContext(of: "buildkite", "https://buildkite.com/team/chatbot/builds/8#e44f9784", defaultBranch: "main"))

  private static func branch(_ source: String, _ more: [String: String] = [:]) -> [String: String] {
    ["BUILDKITE_SOURCE": source, "BUILDKITE_BRANCH": "main"].merging(more) { $1 }
  }

  private static func pull(_ repository: String, _ number: String = "9") -> [String: String] {
    [
      "BUILDKITE_SOURCE": "webhook", "BUILDKITE_BRANCH": "stream", "BUILDKITE_PULL_REQUEST": number,
      "BUILDKITE_PULL_REQUEST_BASE_BRANCH": "main", "BUILDKITE_PULL_REQUEST_REPO": repository,
    ]
  }

  static let jobs: [VendorJob] = [
    table.job("push", branch("webhook"), .branch("main", .push), .repository),
    table.job("schedule", branch("schedule"), .branch("main", .schedule), .repository),
    table.job("started by hand", branch("ui"), .branch("main", .manual), .unknown),
    table.job("started by another build", branch("trigger_job"), .branch("main", .other), .unknown),
    table.job(
      "a reference of its own", branch("webhook", ["BUILDKITE_REFSPEC": "+refs/pull/9/head:x"]), .branch("main", .push),
      .unknown),
    table.job(
      "tag", branch("webhook", ["BUILDKITE_BRANCH": "v1.2.3", "BUILDKITE_TAG": "v1.2.3"]), .tag("v1.2.3"), .repository),
    table.job(
      "pull request, its address spelled otherwise", pull("git://github.com/Team/Chatbot.git"),
      .change("9", from: "stream", to: "main", fork: false), .changeRequest),
    table.job(
      "pull request of a fork", pull("git://github.com/eve/chatbot.git"),
      .change("9", from: "stream", to: "main", fork: true), .fork),
    table.job(
      "pull request of a repository of that name elsewhere", pull("https://github.com.evil.example/team/chatbot"),
      .change("9", from: "stream", to: "main", fork: true), .fork),
    table.job(
      "pull request without its number", pull("", ""), .change("unknown", from: "stream", to: "main", fork: true), .fork
    ),
    table.job(
      "a fork's branch with its owner", branch("webhook", ["BUILDKITE_BRANCH": "eve:main"]),
      .change("unknown", from: "eve:main", fork: true), .fork),
    table.job(
      "merge queue",
      branch(
        "webhook",
        [
          "BUILDKITE_BRANCH": "gh-readonly-queue/main/pr-9-\(Commits.head)",
          "BUILDKITE_MERGE_QUEUE_BASE_BRANCH": "main",
        ]), .change("9", to: "main", fork: false, .mergeQueue), .changeRequest),
    table.job(
      "a commit that is not resolved, and no branch", ["BUILDKITE_COMMIT": "HEAD", "BUILDKITE_SOURCE": "api"],
      .branch(nil, .other), .unknown
    ) { $0.commit = nil },
  ]

  @Test(arguments: jobs) func `is described as Buildkite documents it`(job: VendorJob) { job.check() }
}
