import PipelineCore
import Testing

@Suite("Jobs of GitLab CI") struct GitLabJobTests {
  private static let table = VendorTable(
    environment: [
      "CI": "true", "GITLAB_CI": "true", "CI_PROJECT_PATH": "team/agents/chatbot", "CI_DEFAULT_BRANCH": "main",
      "CI_PROJECT_URL": "https://gitlab.com/team/agents/chatbot", "CI_JOB_ID": "77", "CI_COMMIT_SHA": Commits.built,
      "CI_PROJECT_DIR": "/builds/team/agents/chatbot", "CI_SERVER": "yes",
    ],
    frame: CIContext(
      of: "gitlab", "https://gitlab.com/team/agents/chatbot/-/jobs/77", repository: "team/agents/chatbot",
      defaultBranch: "main"))

  private static func branch(_ source: String) -> [String: String] {
    ["CI_PIPELINE_SOURCE": source, "CI_COMMIT_BRANCH": "main", "CI_COMMIT_REF_NAME": "main"]
  }

  private static func mergeRequest(_ more: [String: String] = [:]) -> [String: String] {
    [
      "CI_PIPELINE_SOURCE": "merge_request_event", "CI_MERGE_REQUEST_IID": "7", "CI_COMMIT_REF_NAME": "stream",
      "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME": "stream", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
      "CI_MERGE_REQUEST_SOURCE_PROJECT_PATH": "team/agents/chatbot", "CI_MERGE_REQUEST_SOURCE_BRANCH_SHA": "",
    ].merging(more) { $1 }
  }
  private static let ofFork = ["CI_MERGE_REQUEST_SOURCE_PROJECT_PATH": "ann/chatbot"]

  private static func external(_ repository: String) -> [String: String] {
    [
      "CI_PIPELINE_SOURCE": "external_pull_request_event", "CI_COMMIT_BRANCH": "stream",
      "CI_EXTERNAL_PULL_REQUEST_IID": "9", "CI_EXTERNAL_PULL_REQUEST_SOURCE_BRANCH_NAME": "stream",
      "CI_EXTERNAL_PULL_REQUEST_TARGET_BRANCH_NAME": "main",
      "CI_EXTERNAL_PULL_REQUEST_SOURCE_REPOSITORY": repository,
      "CI_EXTERNAL_PULL_REQUEST_TARGET_REPOSITORY": "team/chatbot",
    ]
  }

  static let jobs: [VendorJob] = [
    table.job("push", branch("push"), .branch("main", .push), .repository),
    table.job("schedule", branch("schedule"), .branch("main", .schedule), .repository),
    table.job("started by hand", branch("web"), .branch("main", .manual), .repository),
    table.job("a trigger", branch("trigger"), .branch("main", .other), .repository),
    table.job("a source that is not known yet", branch("wish"), .branch("main", .other), .unknown),
    table.job(
      "push of a tag", ["CI_PIPELINE_SOURCE": "push", "CI_COMMIT_TAG": "v1.2.3", "CI_COMMIT_REF_NAME": "v1.2.3"],
      .tag("v1.2.3"), .repository),
    table.job(
      "merge request", mergeRequest(), .change("7", from: "stream", to: "main", fork: false), .changeRequest),
    table.job(
      "merge request of a fork, pipeline of the merged result",
      mergeRequest(ofFork).merging(["CI_MERGE_REQUEST_SOURCE_BRANCH_SHA": Commits.head]) { $1 },
      .change("7", from: "stream", to: "main", fork: true), .fork
    ) { $0.commit = Commits.head },
    table.job(
      "merge request whose source is not named", mergeRequest(["CI_MERGE_REQUEST_SOURCE_PROJECT_PATH": ""]),
      .change("7", from: "stream", to: "main", fork: true), .fork),
    table.job(
      "merge train", mergeRequest(["CI_MERGE_REQUEST_EVENT_TYPE": "merge_train"]),
      .change("7", from: "stream", to: "main", fork: false, .mergeQueue), .changeRequest),
    table.job(
      "merge train with a fork in it",
      mergeRequest(ofFork).merging(["CI_MERGE_REQUEST_EVENT_TYPE": "merge_train"]) { $1 },
      .change("7", from: "stream", to: "main", fork: true, .mergeQueue), .fork),
    table.job(
      "child pipeline of a merge request",
      mergeRequest(ofFork).merging(["CI_PIPELINE_SOURCE": "parent_pipeline"]) { $1 },
      .change("7", from: "stream", to: "main", fork: true), .fork),
    table.job(
      "merge request without its variables",
      ["CI_PIPELINE_SOURCE": "merge_request_event", "CI_COMMIT_REF_NAME": "main"],
      .change("unknown", fork: true), .fork),
    table.job(
      "any variable of merge requests makes one", branch("push").merging(["CI_MERGE_REQUEST_LABELS": "bug"]) { $1 },
      .change("unknown", fork: true), .fork),
    table.job(
      "pull request of a mirror", external("Team/Chatbot"), .change("9", from: "stream", to: "main", fork: false),
      .changeRequest),
    table.job(
      "pull request of a mirror's fork", external("eve/chatbot"), .change("9", from: "stream", to: "main", fork: true),
      .fork),
    table.job(
      "pull request of a mirror without its variables", branch("external_pull_request_event"),
      .change("unknown", fork: true), .fork),
    table.job("neither branch nor tag", ["CI_PIPELINE_SOURCE": "push"], .branch(nil, .push), .unknown),
    table.job(
      "an emulator that knows no commit", ["CI_COMMIT_SHA": "unknown", "CI_COMMIT_REF_NAME": "main"],
      .branch("main", nil), .unknown
    ) { $0.commit = nil },
  ]

  @Test(arguments: jobs) func `is described as GitLab documents it`(job: VendorJob) { job.check() }
}
