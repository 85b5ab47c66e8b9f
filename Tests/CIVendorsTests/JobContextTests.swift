import CIVendors
import FileIO
import PipelineCore
import SystemPackage
import Testing

/// One job as a vendor describes it, and what we make of it.
struct Job: Sendable, CustomTestStringConvertible {
  var name: String
  var environment: [String: String]
  /// A file of `Events/`.
  var event: String?
  var context: CIContext?

  var testDescription: String { name }
}

@Suite("Job context") struct JobContextTests {
  @Test("each vendor's variables become the same words", arguments: Job.gitHub + Job.gitLab + Job.others)
  func context(_ job: Job) {
    let vendor = AllCIVendors.detect(environment: job.environment) { path in
      guard path == "/github/workflow/event.json", let event = job.event else { return nil }
      return try? FileContents.read(Self.directory.appending("Events/\(event).json"), limit: 1 << 20)
    }
    #expect(vendor?.context == job.context)
    if let vendor { #expect(vendor.context.vendor == type(of: vendor).id) }
  }

  @Test func `the list of vendors is the directory of vendors`() throws {
    let sources = Self.directory.appending("../../Sources/CIVendors/Vendors").lexicallyNormalized()
    let files = try Directory.names(in: sources)
    #expect(Set(AllCIVendors.all.map { "\($0).swift" }) == Set(files))
    #expect(Set(AllCIVendors.all.map { $0.id }).count == files.count)
  }

  @Test func `a damaged event file costs only what it would have told`() {
    let vendor = AllCIVendors.detect(environment: Job.gitHubPullRequest) { _ in Array("{".utf8) }
    #expect(vendor?.context.pullRequest?.id == "42")
    #expect(vendor?.context.pullRequest?.fork == true)
    #expect(vendor?.context.defaultBranch == nil)
  }

  private static let directory = FilePath(#filePath).removingLastComponent()
}

// MARK: GitHub Actions

extension Job {
  private static let merge = String(repeating: "d", count: 40)
  private static let head = String(repeating: "a", count: 40)

  private static func gitHub(_ variables: [String: String]) -> [String: String] {
    [
      "CI": "true", "GITHUB_ACTIONS": "true", "GITHUB_REPOSITORY": "team/chatbot", "GITHUB_RUN_ID": "1234567890",
      "GITHUB_SERVER_URL": "https://github.com", "GITHUB_API_URL": "https://api.github.com", "GITHUB_SHA": merge,
      "GITHUB_EVENT_PATH": "/github/workflow/event.json", "GITHUB_HEAD_REF": "", "GITHUB_BASE_REF": "",
      "GITHUB_WORKSPACE": "/github/workspace", "RUNNER_OS": "Linux", "RUNNER_TEMP": "/tmp",
    ].merging(variables) { $1 }
  }

  static let gitHubPullRequest = gitHub([
    "GITHUB_EVENT_NAME": "pull_request", "GITHUB_REF": "refs/pull/42/merge", "GITHUB_REF_NAME": "42/merge",
    "GITHUB_HEAD_REF": "stream", "GITHUB_BASE_REF": "main",
  ])

  private static func gitHubContext(
    commit: String = merge, branch: String? = nil, tag: String? = nil, defaultBranch: String? = "main",
    pullRequest: CIContext.PullRequest? = nil
  ) -> CIContext {
    var context = CIContext(vendor: "github-actions")
    context.jobURL = "https://github.com/team/chatbot/actions/runs/1234567890"
    context.repository = "team/chatbot"
    context.commit = commit
    context.branch = branch
    context.tag = tag
    context.defaultBranch = defaultBranch
    context.pullRequest = pullRequest
    return context
  }

  static let gitHub: [Job] = [
    Job(
      name: "GitHub: push to a branch",
      environment: gitHub(["GITHUB_EVENT_NAME": "push", "GITHUB_REF": "refs/heads/main"]), event: "push",
      context: gitHubContext(branch: "main")),
    Job(
      name: "GitHub: a branch with slashes, started by hand",
      environment: gitHub(["GITHUB_EVENT_NAME": "workflow_dispatch", "GITHUB_REF": "refs/heads/release/2.x"]),
      event: "workflow-dispatch", context: gitHubContext(branch: "release/2.x")),
    Job(
      name: "GitHub: push of a tag",
      environment: gitHub(["GITHUB_EVENT_NAME": "push", "GITHUB_REF": "refs/tags/v1.2.3"]), event: "push",
      context: gitHubContext(tag: "v1.2.3")),
    Job(
      name: "GitHub: pull request", environment: gitHubPullRequest, event: "pull-request",
      context: gitHubContext(
        commit: head, pullRequest: CIContext.PullRequest(id: "42", source: "stream", target: "main", fork: false))),
    Job(
      name: "GitHub: pull request of a fork whose branch is called like ours",
      environment: gitHubPullRequest.merging(["GITHUB_HEAD_REF": "main"]) { $1 }, event: "pull-request-fork",
      context: gitHubContext(
        commit: head, pullRequest: CIContext.PullRequest(id: "42", source: "main", target: "main", fork: true))),
    Job(
      name: "GitHub: pull request of a fork that was deleted", environment: gitHubPullRequest,
      event: "pull-request-deleted-fork",
      context: gitHubContext(
        commit: head, pullRequest: CIContext.PullRequest(id: "42", source: "stream", target: "main", fork: true))),
    Job(
      name: "GitHub: pull_request_target runs the base's commit, and is no push to its branch",
      environment: gitHub([
        "GITHUB_EVENT_NAME": "pull_request_target", "GITHUB_REF": "refs/heads/main", "GITHUB_HEAD_REF": "main",
        "GITHUB_BASE_REF": "main",
      ]), event: "pull-request-fork",
      context: gitHubContext(
        pullRequest: CIContext.PullRequest(id: "42", source: "main", target: "main", fork: true))),
    Job(
      name: "GitHub: pull request without its event file counts as a fork's", environment: gitHubPullRequest,
      event: nil,
      context: gitHubContext(
        defaultBranch: nil,
        pullRequest: CIContext.PullRequest(id: "42", source: "stream", target: "main", fork: true))),
    Job(
      name: "Gitea is not GitHub",
      environment: gitHub(["GITEA_ACTIONS": "true", "GITHUB_REF": "refs/heads/main"]), event: "push", context: nil),
    Job(
      name: "Forgejo is not GitHub",
      environment: gitHub(["FORGEJO_ACTIONS": "true", "GITHUB_REF": "refs/heads/main"]), event: "push", context: nil),
    Job(name: "no CI at all", environment: ["HOME": "/root", "CI": "", "GITHUB_ACTIONS": "false"], context: nil),
  ]
}

// MARK: GitLab CI

extension Job {
  private static func gitLab(_ variables: [String: String]) -> [String: String] {
    [
      "CI": "true", "GITLAB_CI": "true", "CI_PROJECT_PATH": "team/agents/chatbot", "CI_DEFAULT_BRANCH": "main",
      "CI_PROJECT_URL": "https://gitlab.com/team/agents/chatbot", "CI_JOB_ID": "77", "CI_COMMIT_SHA": merge,
      "CI_PROJECT_DIR": "/builds/team/agents/chatbot", "CI_SERVER": "yes",
    ].merging(variables) { $1 }
  }

  private static func gitLabContext(
    commit: String? = merge, branch: String? = nil, tag: String? = nil, pullRequest: CIContext.PullRequest? = nil
  ) -> CIContext {
    var context = CIContext(vendor: "gitlab")
    context.jobURL = "https://gitlab.com/team/agents/chatbot/-/jobs/77"
    context.repository = "team/agents/chatbot"
    context.defaultBranch = "main"
    context.commit = commit
    context.branch = branch
    context.tag = tag
    context.pullRequest = pullRequest
    return context
  }

  private static let mergeRequest = [
    "CI_PIPELINE_SOURCE": "merge_request_event", "CI_MERGE_REQUEST_IID": "7", "CI_COMMIT_REF_NAME": "stream",
    "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME": "stream", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
    "CI_MERGE_REQUEST_SOURCE_PROJECT_PATH": "team/agents/chatbot", "CI_MERGE_REQUEST_SOURCE_BRANCH_SHA": "",
  ]

  static let gitLab: [Job] = [
    Job(
      name: "GitLab: push to a branch",
      environment: gitLab(["CI_COMMIT_BRANCH": "main", "CI_COMMIT_REF_NAME": "main"]),
      context: gitLabContext(branch: "main")),
    Job(
      name: "GitLab: push of a tag",
      environment: gitLab(["CI_COMMIT_TAG": "v1.2.3", "CI_COMMIT_REF_NAME": "v1.2.3"]),
      context: gitLabContext(tag: "v1.2.3")),
    Job(
      name: "GitLab: merge request", environment: gitLab(mergeRequest),
      context: gitLabContext(
        pullRequest: CIContext.PullRequest(id: "7", source: "stream", target: "main", fork: false))),
    Job(
      name: "GitLab: merge request of a fork, pipeline of the merged result",
      environment: gitLab(mergeRequest).merging([
        "CI_MERGE_REQUEST_SOURCE_PROJECT_PATH": "ann/chatbot", "CI_MERGE_REQUEST_SOURCE_BRANCH_SHA": head,
      ]) { $1 },
      context: gitLabContext(
        commit: head, pullRequest: CIContext.PullRequest(id: "7", source: "stream", target: "main", fork: true))),
    Job(
      name: "GitLab: an emulator that knows no commit",
      environment: gitLab(["CI_COMMIT_SHA": "unknown", "CI_COMMIT_REF_NAME": "main"]),
      context: gitLabContext(commit: nil, branch: "main")),
  ]
}

// MARK: Woodpecker and Drone

extension Job {
  static let others: [Job] = [
    Job(
      name: "Woodpecker: push",
      environment: woodpecker(["CI_COMMIT_BRANCH": "main", "CI_PIPELINE_EVENT": "push"]),
      context: plain("woodpecker", "https://ci.example.com/repos/7/pipeline/8", branch: "main")),
    Job(
      name: "Woodpecker: tag",
      environment: woodpecker(["CI_COMMIT_TAG": "v1.2.3", "CI_PIPELINE_EVENT": "tag"]),
      context: plain("woodpecker", "https://ci.example.com/repos/7/pipeline/8", tag: "v1.2.3")),
    Job(
      name: "Woodpecker: pull request, whose branch variable is the target's; Drone's variables are set too",
      environment: woodpecker([
        "CI_COMMIT_BRANCH": "main", "CI_PIPELINE_EVENT": "pull_request", "CI_COMMIT_PULL_REQUEST": "9",
        "CI_COMMIT_SOURCE_BRANCH": "stream", "CI_COMMIT_TARGET_BRANCH": "main", "DRONE": "true",
        "DRONE_BRANCH": "main",
      ]),
      context: plain("woodpecker", "https://ci.example.com/repos/7/pipeline/8", pullRequest: "9")),
    Job(
      name: "Drone: push", environment: drone(["DRONE_BUILD_EVENT": "push", "DRONE_BRANCH": "main"]),
      context: plain("drone", "https://drone.example.com/team/chatbot/8", branch: "main")),
    Job(
      name: "Drone: tag",
      environment: drone(["DRONE_BUILD_EVENT": "tag", "DRONE_TAG": "v1.2.3", "DRONE_BRANCH": "v1.2.3"]),
      context: plain("drone", "https://drone.example.com/team/chatbot/8", tag: "v1.2.3")),
    Job(
      name: "Drone: pull request",
      environment: drone([
        "DRONE_BUILD_EVENT": "pull_request", "DRONE_BRANCH": "main", "DRONE_PULL_REQUEST": "9",
        "DRONE_SOURCE_BRANCH": "stream", "DRONE_TARGET_BRANCH": "main",
      ]), context: plain("drone", "https://drone.example.com/team/chatbot/8", pullRequest: "9")),
  ]

  private static func woodpecker(_ variables: [String: String]) -> [String: String] {
    [
      "CI": "woodpecker", "CI_REPO": "team/chatbot", "CI_REPO_DEFAULT_BRANCH": "main", "CI_COMMIT_SHA": merge,
      "CI_STEP_URL": "https://ci.example.com/repos/7/pipeline/8", "CI_COMMIT_PULL_REQUEST": "", "CI_COMMIT_TAG": "",
    ].merging(variables) { $1 }
  }

  private static func drone(_ variables: [String: String]) -> [String: String] {
    [
      "CI": "true", "DRONE": "true", "DRONE_REPO": "team/chatbot", "DRONE_REPO_BRANCH": "main",
      "DRONE_COMMIT_SHA": merge, "DRONE_BUILD_LINK": "https://drone.example.com/team/chatbot/8",
    ].merging(variables) { $1 }
  }

  private static func plain(
    _ vendor: String, _ url: String, branch: String? = nil, tag: String? = nil, pullRequest: String? = nil
  ) -> CIContext {
    var context = CIContext(vendor: vendor)
    context.jobURL = url
    context.repository = "team/chatbot"
    context.defaultBranch = "main"
    context.commit = merge
    context.branch = branch
    context.tag = tag
    context.pullRequest = pullRequest.map {
      CIContext.PullRequest(id: $0, source: "stream", target: "main", fork: true)
    }
    return context
  }
}
