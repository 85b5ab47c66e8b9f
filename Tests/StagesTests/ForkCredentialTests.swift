import CIVendors
import Diagnostics
import DockerEngine
import HTTPTransport
import OCIRegistry
import PipelineCore
import Sandbox
import Settings
import Testing

@testable import Stages

/// On every CI system, the agent.yaml of a fork names its own server and wants the credentials.
@Suite("Credentials and the forks of every CI system") struct ForkCredentialTests {
  /// The variables of a change request from a fork, or of one that may be.
  static let forks: [(vendor: String, environment: [String: String])] = [
    (
      "github-actions",
      ["GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": "pull_request", "GITHUB_REF": "refs/pull/9/merge"]
    ),
    ("gitea-actions", ["GITEA_ACTIONS": "true", "GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": "pull_request"]),
    ("forgejo-actions", ["FORGEJO_ACTIONS": "true", "GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": "pull_request"]),
    (
      "gitlab",
      [
        "GITLAB_CI": "true", "CI_PROJECT_PATH": "team/app", "CI_MERGE_REQUEST_IID": "9",
        "CI_MERGE_REQUEST_SOURCE_PROJECT_PATH": "eve/app",
      ]
    ),
    ("woodpecker", ["CI": "woodpecker", "CI_PIPELINE_EVENT": "pull_request", "CI_COMMIT_BRANCH": "main"]),
    ("drone", ["DRONE": "true", "DRONE_BUILD_EVENT": "pull_request", "DRONE_BRANCH": "main"]),
    (
      "jenkins",
      [
        "JENKINS_URL": "https://ci.example/", "BUILD_ID": "1", "BRANCH_NAME": "PR-9", "CHANGE_ID": "9",
        "CHANGE_FORK": "eve",
      ]
    ),
    (
      "azure-pipelines",
      [
        "TF_BUILD": "True", "BUILD_REASON": "PullRequest", "SYSTEM_PULLREQUEST_PULLREQUESTID": "9",
        "SYSTEM_PULLREQUEST_ISFORK": "True", "BUILD_SOURCEBRANCH": "refs/pull/9/merge",
      ]
    ),
    ("circleci", ["CIRCLECI": "true", "CIRCLE_BRANCH": "pull/9", "CIRCLE_PR_NUMBER": "9"]),
    (
      "buildkite",
      [
        "BUILDKITE": "true", "BUILDKITE_BRANCH": "eve:main", "BUILDKITE_PULL_REQUEST": "9",
        "BUILDKITE_REPO": "https://github.com/team/app", "BUILDKITE_PULL_REQUEST_REPO": "https://github.com/eve/app",
      ]
    ),
    ("bitbucket", ["BITBUCKET_BUILD_NUMBER": "1", "BITBUCKET_BRANCH": "x", "BITBUCKET_PR_DESTINATION_BRANCH": "main"]),
    (
      "travis",
      [
        "TRAVIS": "true", "TRAVIS_BRANCH": "main", "TRAVIS_EVENT_TYPE": "pull_request", "TRAVIS_PULL_REQUEST": "9",
        "TRAVIS_PULL_REQUEST_SLUG": "eve/app", "TRAVIS_REPO_SLUG": "team/app",
      ]
    ),
    (
      "appveyor",
      [
        "APPVEYOR": "True", "APPVEYOR_REPO_BRANCH": "main", "APPVEYOR_REPO_NAME": "team/app",
        "APPVEYOR_PULL_REQUEST_NUMBER": "9", "APPVEYOR_PULL_REQUEST_HEAD_REPO_NAME": "eve/app",
      ]
    ),
    (
      "semaphore",
      [
        "SEMAPHORE": "true", "SEMAPHORE_GIT_REF_TYPE": "pull-request", "SEMAPHORE_GIT_PR_NUMBER": "9",
        "SEMAPHORE_GIT_PR_SLUG": "eve/app", "SEMAPHORE_GIT_REPO_SLUG": "team/app", "SEMAPHORE_GIT_BRANCH": "main",
      ]
    ),
    (
      "codefresh",
      ["CF_BUILD_ID": "1", "CF_BRANCH": "x", "CF_PULL_REQUEST_NUMBER": "9", "CF_PULL_REQUEST_IS_FORK": "true"]
    ),
    ("codebuild", ["CODEBUILD_BUILD_ID": "a:1", "CODEBUILD_SOURCE_VERSION": "pr/9"]),
    ("bamboo", ["bamboo_planKey": "A-B", "bamboo_repository_pr_key": "9", "bamboo_planRepository_branch": "main"]),
    ("cirrus", ["CIRRUS_CI": "true", "CIRRUS_BRANCH": "pull/9", "CIRRUS_PR": "9"]),
  ]

  private static let secrets = [
    "DOCKER_USERNAME": "ci", "DOCKER_PASSWORD": "hunter22", "GITHUB_TOKEN": "ghs", "GITLAB_TOKEN": "glpat",
    "CI_JOB_TOKEN": "job", "CI_SERVER_HOST": "gitlab.example", "GITHUB_SERVER_URL": "https://github.com",
  ]

  private func services(_ environment: [String: String], trusts: Bool = false) -> StageServices {
    let environment = environment.merging(Self.secrets) { $1 }
    let vendor = AllCIVendors.detect(environment: environment) { _ in nil }
    let ci = AllCIVendors.facts(
      for: vendor, environment: environment, overrides: CIOverrides(trustsChangeRequests: trusts))
    return StageServices(
      environment: environment, redactor: Redactor(secrets: []),
      http: CurlTransport(CurlTransport.Configuration(version: "test")).client, credentialHelper: nil,
      sandboxHost: SandboxHost(searchPath: "", helper: []),
      engines: EngineConnector(environment: environment, version: "test"), ci: ci, clock: .epoch, secrets: Secrets())
  }

  /// What agent.yaml says.
  private var wish: Settings {
    let place = SourceLocation(file: "agent.yaml", line: 1, column: 1)
    return Settings.resolve(flags: [:], environment: [:]).settings
      .completed { $0 == "push.to" ? (.list(["evil.example/{name}"]), place) : nil }.settings
  }

  private func credential(_ services: StageServices, _ host: String) async -> String? {
    await services.keychain(wish).credential(domain: host, path: "app").credential?.origin
  }

  @Test(arguments: forks) func `a fork gets none`(vendor: String, environment: [String: String]) async {
    let found = AllCIVendors.detect(environment: environment) { _ in nil }
    #expect(found.map { type(of: $0).id } == vendor)
    let services = services(environment)
    #expect(services.ci.source == .fork)
    #expect(services.ci.gitCredentials.isEmpty)
    for host in ["evil.example", "ghcr.io", "docker.io"] { #expect(await credential(services, host) == nil, "\(host)") }
  }

  @Test(arguments: forks) func `unless the caller trusts change requests`(
    vendor: String, environment: [String: String]
  ) async {
    let services = services(environment, trusts: true)
    #expect(services.ci.source == .repository)
    #expect(await credential(services, "evil.example") == "`DOCKER_USERNAME` and `DOCKER_PASSWORD`")
  }

  @Test func `no system is left out`() {
    let listed = Set(Self.forks.map(\.vendor))
    // Google's variables are handed over by the user, and say nothing of forks.
    #expect(Set(AllCIVendors.all.map { $0.id }).subtracting(listed).isSubset(of: ["google-cloud-build", "teamcity"]))
  }
}
