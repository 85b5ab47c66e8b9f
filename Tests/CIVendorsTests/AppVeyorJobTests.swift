import PipelineCore
import Testing

@Suite("Jobs of AppVeyor") struct AppVeyorJobTests {
  private static let table = VendorTable(
    environment: [
      "CI": "True", "APPVEYOR": "True", "APPVEYOR_ACCOUNT_NAME": "team", "APPVEYOR_PROJECT_SLUG": "chatbot-x1",
      "APPVEYOR_BUILD_ID": "8", "APPVEYOR_JOB_ID": "abc", "APPVEYOR_REPO_NAME": "team/chatbot",
      "APPVEYOR_REPO_COMMIT": Commits.built, "APPVEYOR_REPO_TAG": "false", "APPVEYOR_BUILD_FOLDER": "/projects/chatbot",
    ], frame: CIContext(of: "appveyor", "https://ci.appveyor.com/project/team/chatbot-x1/builds/8/job/abc"))

  private static let main = ["APPVEYOR_REPO_BRANCH": "main"]
  /// The branch variable is the target's name.
  private static func pull(_ repository: String, _ number: String = "9") -> [String: String] {
    [
      "APPVEYOR_REPO_BRANCH": "main", "APPVEYOR_PULL_REQUEST_NUMBER": number,
      "APPVEYOR_PULL_REQUEST_HEAD_REPO_BRANCH": "stream", "APPVEYOR_PULL_REQUEST_HEAD_REPO_NAME": repository,
      "APPVEYOR_PULL_REQUEST_HEAD_COMMIT": Commits.head,
    ]
  }

  static let jobs: [VendorJob] = [
    table.job("push", main, .branch("main", .push), .repository),
    table.job(
      "schedule", main.merging(["APPVEYOR_SCHEDULED_BUILD": "True"]) { $1 }, .branch("main", .schedule), .repository),
    table.job(
      "started by hand", main.merging(["APPVEYOR_FORCED_BUILD": "True"]) { $1 }, .branch("main", .manual), .unknown),
    table.job(
      "tag", main.merging(["APPVEYOR_REPO_TAG": "true", "APPVEYOR_REPO_TAG_NAME": "v1.2.3"]) { $1 }, .tag("v1.2.3"),
      .repository),
    table.job(
      "pull request", pull("team/chatbot"), .change("9", from: "stream", to: "main", fork: false), .changeRequest
    ) { $0.commit = Commits.head },
    table.job(
      "pull request of a fork", pull("eve/chatbot"), .change("9", from: "stream", to: "main", fork: true), .fork
    ) { $0.commit = Commits.head },
    table.job(
      "pull request of an older version, which does not name the source",
      main.merging(["APPVEYOR_PULL_REQUEST_NUMBER": "9"]) { $1 }, .change("9", to: "main", fork: true), .fork),
    table.job(
      "pull request without a number", pull("eve/chatbot", ""),
      .change("unknown", from: "stream", to: "main", fork: true), .fork
    ) { $0.commit = Commits.head },
    table.job(
      "tag without its name", main.merging(["APPVEYOR_REPO_TAG": "true"]) { $1 }, .branch(nil, .push), .unknown),
    table.job("no branch", [:], .branch(nil, .push), .unknown),
  ]

  @Test(arguments: jobs) func `is described as AppVeyor documents it`(job: VendorJob) { job.check() }
}
