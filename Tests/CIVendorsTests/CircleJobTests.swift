import PipelineCore
import Testing

@Suite("Jobs of CircleCI") struct CircleJobTests {
  private static let table = VendorTable(
    environment: [
      "CI": "true", "CIRCLECI": "true", "CIRCLE_PROJECT_USERNAME": "team", "CIRCLE_PROJECT_REPONAME": "chatbot",
      "CIRCLE_SHA1": Commits.built, "CIRCLE_BUILD_URL": "https://circleci.com/gh/team/chatbot/8",
      "CIRCLE_REPOSITORY_URL": "git@github.com:team/chatbot.git",
    ], frame: CIContext(of: "circleci", "https://circleci.com/gh/team/chatbot/8"))

  private static let page = "https://github.com/team/chatbot/pull/"

  static let jobs: [VendorJob] = [
    table.job("push", ["CIRCLE_BRANCH": "main"], .branch("main", nil), .repository),
    table.job(
      "push, in a project that does not tell all about pull requests",
      ["CIRCLE_BRANCH": "main", "CIRCLE_REPOSITORY_URL": ""], .branch("main", nil), .unknown),
    table.job("tag", ["CIRCLE_TAG": "v1.2.3"], .tag("v1.2.3"), .repository),
    // Nothing proves that a pull request is of the repository.
    table.job(
      "pull request", ["CIRCLE_BRANCH": "stream", "CIRCLE_PULL_REQUEST": page + "9"],
      .change("9", from: "stream", fork: true), .fork),
    table.job(
      "several pull requests", ["CIRCLE_BRANCH": "stream", "CIRCLE_PULL_REQUESTS": "\(page)9,\(page)10"],
      .change("9", from: "stream", fork: true), .fork),
    table.job(
      "pull request in CircleCI 1.0", ["CIRCLE_BRANCH": "stream", "CI_PULL_REQUEST": page + "9"],
      .change("9", from: "stream", fork: true), .fork),
    table.job(
      "pull request of a fork",
      [
        "CIRCLE_BRANCH": "pull/9", "CIRCLE_PR_NUMBER": "9", "CIRCLE_PR_USERNAME": "eve",
        "CIRCLE_PR_REPONAME": "chatbot", "CIRCLE_PULL_REQUEST": page + "9",
      ], .change("9", from: "pull/9", fork: true), .fork),
    table.job("pull request whose branch alone tells it", ["CIRCLE_BRANCH": "pull/9"], .change("9", fork: true), .fork),
    table.job(
      "pull request without its number", ["CIRCLE_BRANCH": "main", "CIRCLE_PR_USERNAME": "eve"],
      .change("unknown", from: "main", fork: true), .fork),
    table.job(
      "merge queue of GitHub", ["CIRCLE_BRANCH": "gh-readonly-queue/main/pr-9-\(Commits.head)"],
      .change("9", to: "main", fork: false, .mergeQueue), .changeRequest),
    table.job("neither branch nor tag", [:], .branch(nil, nil), .unknown),
  ]

  @Test(arguments: jobs) func `is described as CircleCI documents it`(job: VendorJob) { job.check() }
}

@Suite("Jobs of Cirrus CI") struct CirrusJobTests {
  private static let table = VendorTable(
    environment: [
      "CI": "true", "CIRRUS_CI": "true", "CIRRUS_REPO_FULL_NAME": "team/chatbot", "CIRRUS_DEFAULT_BRANCH": "main",
      "CIRRUS_CHANGE_IN_REPO": Commits.built, "CIRRUS_TASK_ID": "91011",
    ], frame: CIContext(of: "cirrus", "https://cirrus-ci.com/task/91011", defaultBranch: "main"))

  static let jobs: [VendorJob] = [
    table.job("push", ["CIRRUS_BRANCH": "main"], .branch("main", .push), .repository),
    table.job("cron", ["CIRRUS_BRANCH": "main", "CIRRUS_CRON": "nightly"], .branch("main", .schedule), .repository),
    table.job(
      "a call of the API", ["CIRRUS_BRANCH": "main", "CIRRUS_API_CREATED": "true"], .branch("main", .other), .unknown),
    table.job("tag", ["CIRRUS_TAG": "v1.2.3"], .tag("v1.2.3"), .repository),
    table.job(
      "pull request, built by someone with write access",
      [
        "CIRRUS_PR": "239", "CIRRUS_BRANCH": "pull/239", "CIRRUS_BASE_BRANCH": "main",
        "CIRRUS_USER_PERMISSION": "write",
      ], .change("239", from: "pull/239", to: "main", fork: true), .fork),
    table.job(
      "pull request whose branch alone tells it", ["CIRRUS_BRANCH": "pull/239"],
      .change("239", from: "pull/239", fork: true), .fork),
    table.job(
      "pull request without its number", ["CIRRUS_BRANCH": "main", "CIRRUS_BASE_BRANCH": "main"],
      .change("unknown", from: "main", to: "main", fork: true), .fork),
    table.job("neither branch nor tag", [:], .branch(nil, .push), .unknown),
  ]

  @Test(arguments: jobs) func `is described as Cirrus documents it`(job: VendorJob) { job.check() }
}
