import PipelineCore
import Testing

@Suite("Jobs of Jenkins") struct JenkinsJobTests {
  private static let table = VendorTable(
    environment: [
      "JENKINS_URL": "https://jenkins.example.com/", "BUILD_NUMBER": "8", "WORKSPACE": "/var/jenkins/workspace/chatbot",
      "BUILD_URL": "https://jenkins.example.com/job/chatbot/8/", "GIT_COMMIT": Commits.built,
      "GIT_URL": "https://github.com/team/chatbot.git",
    ], frame: CIContext(of: "jenkins", "https://jenkins.example.com/job/chatbot/8/"))

  private static func change(_ more: [String: String]) -> [String: String] {
    [
      "BRANCH_NAME": "PR-9", "CHANGE_ID": "9", "CHANGE_BRANCH": "stream", "CHANGE_TARGET": "main",
      "CHANGE_URL": "https://github.com/team/chatbot/pull/9",
    ].merging(more) { $1 }
  }

  private static func builder(_ repository: String) -> [String: String] {
    [
      "GIT_BRANCH": "origin/pr/9/merge", "ghprbPullId": "9", "ghprbSourceBranch": "stream", "ghprbTargetBranch": "main",
      "ghprbActualCommit": Commits.head, "ghprbGhRepository": "team/chatbot", "ghprbAuthorRepoGitUrl": repository,
    ]
  }

  private static func gitlab(_ repository: String) -> [String: String] {
    [
      "GIT_BRANCH": "origin/stream", "gitlabActionType": "MERGE", "gitlabMergeRequestIid": "9",
      "gitlabSourceBranch": "stream", "gitlabTargetBranch": "main", "gitlabSourceRepoHttpUrl": repository,
      "gitlabTargetRepoHttpUrl": "https://gitlab.example.com/team/chatbot.git",
      "gitlabMergeRequestLastCommit": Commits.head,
    ]
  }

  static let multibranch: [VendorJob] = [
    table.job("branch", ["BRANCH_NAME": "main", "GIT_BRANCH": "main"], .branch("main", nil), .repository),
    table.job(
      "primary branch", ["BRANCH_NAME": "main", "BRANCH_IS_PRIMARY": "true"], .branch("main", nil), .repository
    ) { $0.defaultBranch = "main" },
    table.job("tag", ["BRANCH_NAME": "v1.2.3", "TAG_NAME": "v1.2.3"], .tag("v1.2.3"), .repository),
    table.job("change request", change([:]), .change("9", from: "stream", to: "main", fork: false), .changeRequest),
    table.job(
      "change request of a fork", change(["CHANGE_FORK": "eve"]), .change("9", from: "stream", to: "main", fork: true),
      .fork),
    table.job(
      "change request of a plugin that names no source", change(["CHANGE_BRANCH": ""]),
      .change("9", to: "main", fork: true),
      .fork),
    table.job(
      "change request without its id", change(["CHANGE_ID": "", "BRANCH_NAME": "main"]),
      .change("unknown", from: "stream", to: "main", fork: true), .fork),
    table.job(
      "change request that the branch alone tells", ["BRANCH_NAME": "PR-9-merge"], .change("9", fork: true), .fork),
    table.job(
      "merge queue of GitHub", ["BRANCH_NAME": "gh-readonly-queue/main/pr-9-\(Commits.head)"],
      .change("9", to: "main", fork: false, .mergeQueue), .changeRequest),
  ]

  static let plugins: [VendorJob] = [
    table.job(
      "GitHub's pull request builder", builder("https://github.com/team/chatbot.git"),
      .change("9", from: "stream", to: "main", fork: false), .changeRequest
    ) { $0.commit = Commits.head },
    table.job(
      "GitHub's pull request builder, of a fork", builder("https://github.com/eve/chatbot.git"),
      .change("9", from: "stream", to: "main", fork: true), .fork
    ) { $0.commit = Commits.head },
    table.job(
      "GitHub's pull request builder, without the number", ["GIT_BRANCH": "origin/main", "ghprbTargetBranch": "main"],
      .change("unknown", to: "main", fork: true), .fork),
    table.job(
      "GitLab's plugin", gitlab("https://gitlab.example.com/team/chatbot.git"),
      .change("9", from: "stream", to: "main", fork: false), .changeRequest
    ) { $0.commit = Commits.head },
    table.job(
      "GitLab's plugin, of a fork", gitlab("https://gitlab.example.com/eve/chatbot.git"),
      .change("9", from: "stream", to: "main", fork: true), .fork
    ) { $0.commit = Commits.head },
    table.job(
      "GitLab's plugin, by a comment", ["GIT_BRANCH": "origin/main", "gitlabActionType": "NOTE"],
      .change("unknown", fork: true), .fork),
  ]

  /// Only the git plugin says something: nothing is proved.
  static let others: [VendorJob] = [
    table.job("branch of the remote", ["GIT_BRANCH": "origin/release/2.x"], .branch("release/2.x", nil), .unknown),
    table.job(
      "local branch", ["GIT_BRANCH": "upstream/main", "GIT_LOCAL_BRANCH": "main"], .branch("main", nil), .unknown),
    table.job("reference of the remote", ["GIT_BRANCH": "refs/remotes/origin/main"], .branch("main", nil), .unknown),
    table.job("tag", ["GIT_BRANCH": "refs/tags/v1.2.3"], .tag("v1.2.3"), .unknown),
    table.job("pull request", ["GIT_BRANCH": "origin/pr/9/head"], .change("9", fork: true), .fork),
    table.job("detached", ["GIT_BRANCH": "detached"], .branch(nil, nil), .unknown),
    table.job("no repository at all", ["GIT_URL": "", "GIT_COMMIT": ""], .branch(nil, nil), .unknown) {
      ($0.repository, $0.commit) = (nil, nil)
    },
  ]

  static let jobs = multibranch + plugins + others

  @Test(arguments: jobs) func `is described as Jenkins and its plugins document it`(job: VendorJob) { job.check() }
}
