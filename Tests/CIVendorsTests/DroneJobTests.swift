import PipelineCore
import Testing

@Suite("Jobs of Drone") struct DroneJobTests {
  private static let table = VendorTable(
    environment: [
      "CI": "true", "DRONE": "true", "DRONE_REPO": "team/chatbot", "DRONE_REPO_BRANCH": "main",
      "DRONE_COMMIT_SHA": Commits.built, "DRONE_BUILD_LINK": "https://drone.example.com/team/chatbot/8",
    ], frame: CIContext(of: "drone", "https://drone.example.com/team/chatbot/8", defaultBranch: "main"))

  private static func branch(_ event: String) -> [String: String] {
    ["DRONE_BUILD_EVENT": event, "DRONE_BRANCH": "main", "DRONE_COMMIT_REF": "refs/heads/main"]
  }
  /// The branch variable is the target's name.
  private static let pull = [
    "DRONE_BRANCH": "main", "DRONE_SOURCE_BRANCH": "stream", "DRONE_TARGET_BRANCH": "main",
    "DRONE_COMMIT_REF": "refs/pull/9/head",
  ]

  static let jobs: [VendorJob] = [
    table.job("push", branch("push"), .branch("main", .push), .repository),
    table.job("cron", branch("cron"), .branch("main", .schedule), .repository),
    table.job("started by hand", branch("custom"), .branch("main", .manual), .repository),
    table.job("promotion", branch("promote"), .branch("main", .other), .unknown),
    table.job(
      "tag", ["DRONE_BUILD_EVENT": "tag", "DRONE_TAG": "v1.2.3", "DRONE_BRANCH": "v1.2.3"], .tag("v1.2.3"), .repository),
    table.job(
      "pull request", pull.merging(["DRONE_BUILD_EVENT": "pull_request", "DRONE_PULL_REQUEST": "9"]) { $1 },
      .change("9", from: "stream", to: "main", fork: true), .fork),
    table.job(
      "promotion of a pull request's build", pull.merging(["DRONE_BUILD_EVENT": "promote"]) { $1 },
      .change("9", from: "stream", to: "main", fork: true), .fork),
    table.job(
      "pull request without a number", ["DRONE_BUILD_EVENT": "pull_request", "DRONE_BRANCH": "main"],
      .change("unknown", fork: true), .fork),
    table.job(
      "tag without its name", ["DRONE_BUILD_EVENT": "tag", "DRONE_BRANCH": "main"], .branch(nil, .tag), .unknown),
    table.job("no branch", ["DRONE_BUILD_EVENT": "push"], .branch(nil, .push), .unknown),
    table.job("no event", branch(""), .branch("main", nil), .unknown),
  ]

  @Test(arguments: jobs) func `is described as Drone documents it`(job: VendorJob) { job.check() }
}

@Suite("Jobs of Woodpecker") struct WoodpeckerJobTests {
  private static let table = VendorTable(
    environment: [
      "CI": "woodpecker", "CI_REPO": "team/chatbot", "CI_REPO_DEFAULT_BRANCH": "main", "CI_COMMIT_SHA": Commits.built,
      "CI_STEP_URL": "https://ci.example.com/repos/7/pipeline/8", "CI_COMMIT_PULL_REQUEST": "", "CI_COMMIT_TAG": "",
      // Set for the plugins of Drone.
      "DRONE": "true", "DRONE_BRANCH": "main",
    ], frame: CIContext(of: "woodpecker", "https://ci.example.com/repos/7/pipeline/8", defaultBranch: "main"))

  private static func branch(_ event: String, _ more: [String: String] = [:]) -> [String: String] {
    ["CI_PIPELINE_EVENT": event, "CI_COMMIT_BRANCH": "main"].merging(more) { $1 }
  }
  private static let pull = [
    "CI_COMMIT_PULL_REQUEST": "9", "CI_COMMIT_SOURCE_BRANCH": "stream", "CI_COMMIT_TARGET_BRANCH": "main",
  ]

  static let jobs: [VendorJob] = [
    table.job("push", branch("push"), .branch("main", .push), .repository),
    table.job("cron", branch("cron"), .branch("main", .schedule), .repository),
    table.job("started by hand", branch("manual"), .branch("main", .manual), .repository),
    table.job("deployment", branch("deployment"), .branch("main", .other), .unknown),
    table.job("tag", ["CI_PIPELINE_EVENT": "tag", "CI_COMMIT_TAG": "v1.2.3"], .tag("v1.2.3"), .repository),
    table.job("release", ["CI_PIPELINE_EVENT": "release", "CI_COMMIT_TAG": "v1.2.3"], .tag("v1.2.3"), .repository),
    table.job(
      "pull request", branch("pull_request", pull), .change("9", from: "stream", to: "main", fork: true), .fork),
    table.job(
      "a pull request's labels changed", branch("pull_request_metadata", ["CI_COMMIT_REF": "refs/pull/9/head"]),
      .change("9", fork: true), .fork),
    table.job(
      "deployment of a pull request", branch("deployment", ["CI_COMMIT_REF": "refs/merge-requests/9/head"]),
      .change("9", fork: true), .fork),
    table.job("closed pull request", branch("pull_request_closed"), .change("unknown", fork: true), .fork),
    table.job(
      "tag that its reference alone tells", branch("tag", ["CI_COMMIT_REF": "refs/tags/v1.2.3"]), .tag("v1.2.3"),
      .repository),
    table.job("tag without its name", branch("tag"), .branch(nil, .tag), .unknown),
    table.job("no branch", ["CI_PIPELINE_EVENT": "push"], .branch(nil, .push), .unknown),
  ]

  @Test(arguments: jobs) func `is described as Woodpecker documents it`(job: VendorJob) { job.check() }
}
