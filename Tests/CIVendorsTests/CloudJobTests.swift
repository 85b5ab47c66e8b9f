import PipelineCore
import Testing

@Suite("Jobs of AWS CodeBuild") struct CodeBuildJobTests {
  private static let table = VendorTable(
    environment: [
      "CODEBUILD_BUILD_ID": "chatbot:40cc72d2", "AWS_REGION": "us-east-1", "CODEBUILD_SRC_DIR": "/codebuild/output/src",
      "CODEBUILD_RESOLVED_SOURCE_VERSION": Commits.built,
      "CODEBUILD_SOURCE_REPO_URL": "https://github.com/team/chatbot.git",
    ],
    frame: CIContext(
      of: "codebuild",
      "https://console.aws.amazon.com/codebuild/home?region=us-east-1#/builds/chatbot:40cc72d2/view/new"))

  static let jobs: [VendorJob] = [
    table.job(
      "push", ["CODEBUILD_WEBHOOK_EVENT": "PUSH", "CODEBUILD_WEBHOOK_TRIGGER": "branch/release/2.x"],
      .branch("release/2.x", .push), .repository),
    table.job(
      "push that the version alone tells",
      ["CODEBUILD_WEBHOOK_EVENT": "PUSH", "CODEBUILD_SOURCE_VERSION": "refs/heads/main^{\(Commits.built)}"],
      .branch("main", .push), .unknown),
    table.job(
      "tag", ["CODEBUILD_WEBHOOK_EVENT": "PUSH", "CODEBUILD_WEBHOOK_TRIGGER": "tag/v1.2.3"], .tag("v1.2.3"), .repository
    ),
    table.job(
      "pull request",
      [
        "CODEBUILD_WEBHOOK_EVENT": "PULL_REQUEST_UPDATED", "CODEBUILD_WEBHOOK_TRIGGER": "pr/9",
        "CODEBUILD_SOURCE_VERSION": "pr/9", "CODEBUILD_WEBHOOK_HEAD_REF": "refs/heads/stream",
        "CODEBUILD_WEBHOOK_BASE_REF": "refs/heads/main",
      ], .change("9", from: "stream", to: "main", fork: true), .fork),
    table.job("pull request, started by hand", ["CODEBUILD_SOURCE_VERSION": "pr/9"], .change("9", fork: true), .fork),
    table.job(
      "pull request without its number", ["CODEBUILD_WEBHOOK_EVENT": "PULL_REQUEST_CREATED"],
      .change("unknown", fork: true), .fork),
    // A bare name may be a branch, a tag or a commit.
    table.job("started by hand", ["CODEBUILD_SOURCE_VERSION": "main"], .branch(nil, nil), .unknown),
    table.job("CodePipeline", ["CODEBUILD_INITIATOR": "codepipeline/chatbot"], .branch(nil, nil), .unknown),
  ]

  @Test(arguments: jobs) func `is described as AWS documents it`(job: VendorJob) { job.check() }
}

@Suite("Jobs of Google Cloud Build") struct CloudBuildJobTests {
  private static let page = "https://console.cloud.google.com/cloud-build/builds;region=europe-west1/b1?project=p1"
  private static let table = VendorTable(
    environment: [
      "BUILDER_OUTPUT": "/builder/outputs", "BUILD_ID": "b1", "PROJECT_ID": "p1", "LOCATION": "europe-west1",
      "REPO_FULL_NAME": "team/chatbot", "COMMIT_SHA": Commits.built, "TRIGGER_NAME": "on-push",
    ], frame: CIContext(of: "google-cloud-build", page))

  private static func pull(_ repository: String, _ number: String = "9") -> [String: String] {
    [
      "BRANCH_NAME": "stream", "_HEAD_BRANCH": "stream", "_BASE_BRANCH": "main", "_PR_NUMBER": number,
      "_HEAD_REPO_URL": repository,
    ]
  }

  static let jobs: [VendorJob] = [
    table.job("push", ["BRANCH_NAME": "main"], .branch("main", nil), .unknown),
    // In a pull request this is the name of a stranger's branch.
    table.job(
      "a branch that is handed over alone", ["BRANCH_NAME": "main", "TRIGGER_NAME": ""], .branch(nil, nil), .unknown),
    table.job("tag", ["TAG_NAME": "v1.2.3"], .tag("v1.2.3"), .unknown),
    table.job(
      "pull request", pull("https://github.com/team/chatbot"),
      .change("9", from: "stream", to: "main", fork: false), .changeRequest),
    table.job(
      "pull request of a fork", pull("https://github.com/eve/chatbot"),
      .change("9", from: "stream", to: "main", fork: true), .fork),
    table.job(
      "pull request without its number", pull("", ""), .change("unknown", from: "stream", to: "main", fork: true), .fork
    ),
  ]

  @Test(arguments: jobs) func `is described as Google documents it`(job: VendorJob) { job.check() }
}
