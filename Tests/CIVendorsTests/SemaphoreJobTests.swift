import PipelineCore
import Testing

@Suite("Jobs of Semaphore") struct SemaphoreJobTests {
  private static let table = VendorTable(
    environment: [
      "CI": "true", "SEMAPHORE": "true", "SEMAPHORE_GIT_REPO_SLUG": "team/chatbot", "SEMAPHORE_GIT_SHA": Commits.built,
      "SEMAPHORE_ORGANIZATION_URL": "https://team.semaphoreci.com", "SEMAPHORE_JOB_ID": "a26d42cf",
      "SEMAPHORE_GIT_DIR": "chatbot",
    ], frame: CIContext(of: "semaphore", "https://team.semaphoreci.com/jobs/a26d42cf"))

  private static func branch(_ trigger: String) -> [String: String] {
    [
      "SEMAPHORE_GIT_REF_TYPE": "branch", "SEMAPHORE_GIT_BRANCH": "main", "SEMAPHORE_GIT_WORKING_BRANCH": "main",
      "SEMAPHORE_WORKFLOW_TRIGGERED_BY_\(trigger)": "true",
    ]
  }

  /// The branch variable is the target's name.
  private static func pull(_ repository: String, _ number: String = "9") -> [String: String] {
    branch("HOOK").merging([
      "SEMAPHORE_GIT_REF_TYPE": "pull-request", "SEMAPHORE_GIT_PR_NUMBER": number, "SEMAPHORE_GIT_PR_BRANCH": "stream",
      "SEMAPHORE_GIT_PR_SLUG": repository, "SEMAPHORE_GIT_PR_SHA": Commits.head,
    ]) { $1 }
  }

  static let jobs: [VendorJob] = [
    table.job("push", branch("HOOK"), .branch("main", .push), .repository),
    table.job("schedule", branch("SCHEDULE"), .branch("main", .schedule), .repository),
    table.job("started by hand", branch("MANUAL_RUN"), .branch("main", .manual), .repository),
    table.job("a call of the API", branch("API"), .branch("main", .other), .unknown),
    table.job(
      "tag",
      [
        "SEMAPHORE_GIT_REF_TYPE": "tag", "SEMAPHORE_GIT_TAG_NAME": "v1.2.3", "SEMAPHORE_GIT_BRANCH": "refs/tags/v1.2.3",
        "SEMAPHORE_WORKFLOW_TRIGGERED_BY_HOOK": "true",
      ], .tag("v1.2.3"), .repository),
    table.job(
      "pull request", pull("team/chatbot"), .change("9", from: "stream", to: "main", fork: false), .changeRequest
    ) { $0.commit = Commits.head },
    table.job(
      "pull request of a fork", pull("eve/chatbot"), .change("9", from: "stream", to: "main", fork: true), .fork
    ) { $0.commit = Commits.head },
    table.job(
      "pull request without its number", ["SEMAPHORE_GIT_REF_TYPE": "pull-request", "SEMAPHORE_GIT_BRANCH": "main"],
      .change("unknown", to: "main", fork: true), .fork),
    table.job(
      "tag without its name", branch("HOOK").merging(["SEMAPHORE_GIT_REF_TYPE": "tag"]) { $1 }, .branch(nil, .push),
      .unknown),
    table.job("push in Semaphore 1.0", ["BRANCH_NAME": "main"], .branch("main", nil), .unknown),
    table.job(
      "pull request in Semaphore 1.0", ["BRANCH_NAME": "stream", "PULL_REQUEST_NUMBER": "9"],
      .change("9", from: "stream", fork: true), .fork),
    table.job("neither branch nor tag", [:], .branch(nil, nil), .unknown),
  ]

  @Test(arguments: jobs) func `is described as Semaphore documents it`(job: VendorJob) { job.check() }
}

@Suite("Jobs of Travis CI") struct TravisJobTests {
  private static let table = VendorTable(
    environment: [
      "CI": "true", "TRAVIS": "true", "TRAVIS_REPO_SLUG": "team/chatbot", "TRAVIS_COMMIT": Commits.built,
      "TRAVIS_JOB_WEB_URL": "https://travis-ci.com/team/chatbot/jobs/8", "TRAVIS_PULL_REQUEST": "false",
      "TRAVIS_PULL_REQUEST_SLUG": "", "TRAVIS_PULL_REQUEST_SHA": "", "TRAVIS_PULL_REQUEST_BRANCH": "", "TRAVIS_TAG": "",
    ], frame: CIContext(of: "travis", "https://travis-ci.com/team/chatbot/jobs/8"))

  private static func branch(_ event: String) -> [String: String] {
    ["TRAVIS_EVENT_TYPE": event, "TRAVIS_BRANCH": "main"]
  }

  /// The branch variable is the target's name.
  private static func pull(_ repository: String, _ number: String = "9") -> [String: String] {
    [
      "TRAVIS_EVENT_TYPE": "pull_request", "TRAVIS_BRANCH": "main", "TRAVIS_PULL_REQUEST": number,
      "TRAVIS_PULL_REQUEST_BRANCH": "stream", "TRAVIS_PULL_REQUEST_SLUG": repository,
      "TRAVIS_PULL_REQUEST_SHA": Commits.head,
    ]
  }

  static let jobs: [VendorJob] = [
    table.job("push", branch("push"), .branch("main", .push), .repository),
    table.job("cron", branch("cron"), .branch("main", .schedule), .repository),
    table.job("a call of the API", branch("api"), .branch("main", .other), .unknown),
    table.job(
      "tag", ["TRAVIS_EVENT_TYPE": "push", "TRAVIS_BRANCH": "v1.2.3", "TRAVIS_TAG": "v1.2.3"], .tag("v1.2.3"),
      .repository),
    table.job(
      "pull request", pull("team/chatbot"), .change("9", from: "stream", to: "main", fork: false), .changeRequest
    ) { $0.commit = Commits.head },
    table.job(
      "pull request of a fork", pull("eve/chatbot"), .change("9", from: "stream", to: "main", fork: true), .fork
    ) { $0.commit = Commits.head },
    table.job(
      "pull request without its number", pull("eve/chatbot", ""),
      .change("unknown", from: "stream", to: "main", fork: true), .fork
    ) { $0.commit = Commits.head },
    table.job(
      "pull request that the number alone tells", ["TRAVIS_BRANCH": "main", "TRAVIS_PULL_REQUEST": "9"],
      .change("9", to: "main", fork: true), .fork),
    table.job("no branch", ["TRAVIS_EVENT_TYPE": "push"], .branch(nil, .push), .unknown),
  ]

  @Test(arguments: jobs) func `is described as Travis documents it`(job: VendorJob) { job.check() }
}
