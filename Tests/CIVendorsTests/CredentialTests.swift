import CIVendors
import PipelineCore
import SystemPackage
import Testing

@Suite("What vendors' variables are good for") struct CredentialTests {
  private func facts(_ environment: [String: String]) -> CIFacts {
    let vendor = AllCIVendors.detect(environment: environment) { _ in nil }
    return AllCIVendors.facts(for: vendor, environment: environment)
  }

  /// Where the credential for a registry's host comes from.
  private func registry(_ environment: [String: String], _ host: String) -> String? {
    facts(environment).registryCredentials.first { $0.server == host }?.origin
  }

  @Test func `a credential is for its own registry, on any machine`() {
    let environment = [
      "CI_REGISTRY": "registry.gitlab.example:5050", "CI_REGISTRY_USER": "gitlab-ci-token",
      "CI_REGISTRY_PASSWORD": "job", "GITHUB_TOKEN": "ghs", "GITHUB_ACTOR": "octocat",
    ]
    #expect(
      registry(environment, "registry.gitlab.example:5050") == "`CI_REGISTRY_USER` and `CI_REGISTRY_PASSWORD`")
    #expect(registry(environment, "ghcr.io") == "`GITHUB_TOKEN`")
    #expect(facts(environment).registryCredentials.first { $0.server == "ghcr.io" }?.user == "octocat")
    #expect(registry([:], "ghcr.io") == nil)
    #expect(facts([:]).registryRemedies == ["ghcr.io": "set `GITHUB_TOKEN`"])
  }

  @Test(arguments: [
    ("CI_REGISTRY_USER", "`CI_REGISTRY_USER` and `CI_REGISTRY_PASSWORD`"),
    ("CI_DEPLOY_PASSWORD", "`CI_DEPLOY_USER` and `CI_DEPLOY_PASSWORD`"), ("CI_JOB_TOKEN", "`CI_JOB_TOKEN`"),
  ])
  func `GitLab's most particular credential comes first`(last: String, expected: String) {
    // Each row lacks those above it.
    let order = ["CI_REGISTRY_USER", "CI_DEPLOY_PASSWORD", "CI_JOB_TOKEN"]
    var environment = ["CI_REGISTRY": "registry.gitlab.com", "CI_REGISTRY_PASSWORD": "p", "CI_DEPLOY_USER": "d"]
    for name in order.drop(while: { $0 != last }) { environment[name] = "x" }
    #expect(registry(environment, "registry.gitlab.com") == expected)
  }

  @Test func `GitLab's proxy of Docker Hub has a credential of its own`() {
    let environment = [
      "CI_DEPENDENCY_PROXY_SERVER": "gitlab.com:443", "CI_DEPENDENCY_PROXY_USER": "gitlab-ci-token",
      "CI_DEPENDENCY_PROXY_PASSWORD": "p", "CI_JOB_TOKEN": "t",
    ]
    #expect(
      registry(environment, "gitlab.com:443")
        == "`CI_DEPENDENCY_PROXY_USER` and `CI_DEPENDENCY_PROXY_PASSWORD`")
    #expect(facts(environment).registryCredentials.count == 1)
  }

  @Test(arguments: [
    (gitHubPush.merging(["GITHUB_SERVER_URL": ""]) { $1 }, []),
    (gitHubPush, ["https://git.example.com x-access-token"]),
    // Neither a pull request nor a laptop pushes tags with a token of the CI system.
    (gitHubPush.merging(["GITHUB_EVENT_NAME": "pull_request_target"]) { $1 }, []),
    (gitHubPush.merging(["GITHUB_EVENT_NAME": "issue_comment"]) { $1 }, []),
    (gitHubPush.merging(["GITHUB_ACTIONS": ""]) { $1 }, []),
    (gitLabPush, ["g.example gitlab-ci-token"]),
    (gitLabPush.merging(["GITLAB_TOKEN": "t"]) { $1 }, ["g.example oauth2", "g.example gitlab-ci-token"]),
    (gitLabPush.merging(["CI_SERVER_HOST": ""]) { $1 }, []),
    (gitLabPush.merging(["CI_MERGE_REQUEST_IID": "7"]) { $1 }, []),
  ])
  func `a token for git is for the vendor's own server, in a build of the repository`(
    environment: [String: String], expected: [String]
  ) {
    #expect(facts(environment).gitCredentials.map { "\($0.server) \($0.user)" } == expected)
  }

  private static let gitHubPush = [
    "GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": "push", "GITHUB_TOKEN": "t", "GITHUB_REF": "refs/heads/main",
    "GITHUB_SERVER_URL": "https://git.example.com",
  ]
  private static let gitLabPush = [
    "GITLAB_CI": "true", "CI_PIPELINE_SOURCE": "push", "CI_COMMIT_BRANCH": "main", "CI_SERVER_HOST": "g.example",
    "CI_JOB_TOKEN": "t",
  ]

  @Test(
    arguments: [
      (["GITHUB_ACTIONS": "true", "GITHUB_WORKSPACE": "/w"], "/w"), (["GITLAB_CI": "1", "CI_PROJECT_DIR": "/w"], "/w"),
      (["CI": "woodpecker", "CI_WORKSPACE": "/w"], "/w"), (["DRONE": "true", "DRONE_WORKSPACE": "/w"], "/w"),
      (["GITHUB_WORKSPACE": "/w", "CI_PROJECT_DIR": "/w"], nil),
    ] as [([String: String], String?)])
  func `the workspace is that of the job's own vendor`(environment: [String: String], expected: String?) {
    let vendor = AllCIVendors.detect(environment: environment) { _ in nil }
    #expect(AllCIVendors.facts(for: vendor, environment: environment).workspace?.string == expected)
  }

  @Test func `a tag is signed by the person whom the job runs for`() {
    let environment = ["GITLAB_CI": "true", "GITLAB_USER_NAME": "Ada", "GITLAB_USER_EMAIL": "ada@example.com"]
    let vendor = AllCIVendors.detect(environment: environment) { _ in nil }
    let committer = AllCIVendors.facts(for: vendor, environment: environment).committer
    #expect(committer?.name == "Ada" && committer?.email == "ada@example.com")
    #expect(AllCIVendors.facts(for: nil, environment: environment).committer == nil, "only in a job")
  }

  @Test(arguments: [(["GITHUB_ACTIONS": "true"], true), (["GITLAB_CI": "true"], true), (["DRONE": "true"], false)])
  func `logs show colour where the vendor's page does`(environment: [String: String], expected: Bool) {
    #expect(facts(environment).showsColor == expected)
  }
}
