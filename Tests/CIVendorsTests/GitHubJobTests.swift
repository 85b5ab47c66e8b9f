import PipelineCore
import Testing

/// Events with the file that GitHub documents; those with a missing or odd file are in `GitHubEventTests`.
@Suite("Jobs of GitHub Actions") struct GitHubJobTests {
  static let eventPath = "/github/workflow/event.json"

  static let table = VendorTable(
    environment: [
      "CI": "true", "GITHUB_ACTIONS": "true", "GITHUB_REPOSITORY": "team/chatbot", "GITHUB_RUN_ID": "1234567890",
      "GITHUB_RUN_NUMBER": "7", "GITHUB_SERVER_URL": "https://github.com", "GITHUB_SHA": Commits.built,
      "GITHUB_EVENT_PATH": eventPath, "GITHUB_HEAD_REF": "", "GITHUB_BASE_REF": "",
      "GITHUB_WORKSPACE": "/github/workspace", "RUNNER_OS": "Linux",
    ],
    frame: CIContext(
      of: "github-actions", "https://github.com/team/chatbot/actions/runs/1234567890", defaultBranch: "main"))

  static let pullRequest = [
    "GITHUB_EVENT_NAME": "pull_request", "GITHUB_REF": "refs/pull/42/merge", "GITHUB_REF_NAME": "42/merge",
    "GITHUB_HEAD_REF": "stream", "GITHUB_BASE_REF": "main",
  ]

  static func event(_ name: String, _ ref: String, _ more: [String: String] = [:]) -> [String: String] {
    ["GITHUB_EVENT_NAME": name, "GITHUB_REF": ref].merging(more) { $1 }
  }

  private static func file(_ name: String) -> [String: String] { [eventPath: eventFile(name)] }

  static let jobs: [VendorJob] = [
    table.job("push", event("push", "refs/heads/main"), .branch("main", .push), .repository, files: file("push")),
    table.job(
      "a branch with slashes, started by hand", event("workflow_dispatch", "refs/heads/release/2.x"),
      .branch("release/2.x", .manual), .repository, files: file("workflow-dispatch")),
    table.job(
      "schedule", event("schedule", "refs/heads/main"), .branch("main", .schedule), .repository, files: file("push")),
    table.job("push of a tag", event("push", "refs/tags/v1.2.3"), .tag("v1.2.3"), .repository, files: file("push")),
    table.job("release", event("release", "refs/tags/v1.2.3"), .tag("v1.2.3"), .repository, files: file("push")),
    table.job(
      "a tag, started by hand", event("workflow_dispatch", "refs/tags/v1.2.3"), .tag("v1.2.3", .manual), .repository,
      files: file("push")),
    table.job("no reference", event("push", ""), .branch(nil, .push), .unknown, files: file("push")),
    table.job(
      "a call of the API", event("repository_dispatch", "refs/heads/main"), .branch("main", .other), .unknown,
      files: file("push")),
    table.job(
      "pull request", pullRequest, .change("42", from: "stream", to: "main", fork: false), .changeRequest,
      files: file("pull-request")
    ) { $0.commit = Commits.head },
    table.job(
      "pull request of a fork whose branch is called like ours",
      pullRequest.merging(["GITHUB_HEAD_REF": "main"]) { $1 },
      .change("42", from: "main", to: "main", fork: true), .fork, files: file("pull-request-fork")
    ) { $0.commit = Commits.head },
    table.job(
      "pull request of a fork that was deleted", pullRequest, .change("42", from: "stream", to: "main", fork: true),
      .fork,
      files: file("pull-request-deleted-fork")
    ) { $0.commit = Commits.head },
    table.job(
      "pull_request_target runs the base's commit, and is no push to its branch",
      event("pull_request_target", "refs/heads/main", ["GITHUB_HEAD_REF": "main", "GITHUB_BASE_REF": "main"]),
      .change("42", from: "main", to: "main", fork: true), .fork, files: file("pull-request-fork")),
    table.job(
      "review of a pull request", event("pull_request_review", "refs/pull/42/merge"),
      .change("42", from: "stream", to: "main", fork: false), .changeRequest, files: file("pull-request")
    ) { $0.commit = Commits.head },
    table.job(
      "merge queue", event("merge_group", "refs/heads/gh-readonly-queue/main/pr-42-\(Commits.head)"),
      .change("42", to: "main", fork: false, .mergeQueue), .changeRequest, files: file("push")),
    table.job(
      "merge queue of a branch with slashes",
      event("merge_group", "refs/heads/gh-readonly-queue/release/2.x/pr-42-\(Commits.head)"),
      .change("42", to: "release/2.x", fork: false, .mergeQueue), .changeRequest, files: file("push")),
    table.job(
      "push to the branch of a merge queue", event("push", "refs/heads/gh-readonly-queue/main/pr-42-\(Commits.head)"),
      .change("42", to: "main", fork: false, .mergeQueue), .changeRequest, files: file("push")),
  ]

  @Test(arguments: jobs) func `is described as GitHub documents it`(job: VendorJob) { job.check() }
}
