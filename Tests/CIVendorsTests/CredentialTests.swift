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

  @Test(
    "GitHub's token is for the registry of its own server",
    arguments: [
      ("https://github.com", ["ghcr.io"]), ("https://GitHub.com/", ["ghcr.io"]), ("", ["ghcr.io"]),
      ("https://octo.ghe.com", ["containers.octo.ghe.com"]),
      ("https://git.example.com", ["containers.git.example.com"]),
    ])
  func gitHubRegistry(server: String, expected: [String]) {
    let found = facts(["GITHUB_ACTIONS": "true", "GITHUB_TOKEN": "t", "GITHUB_SERVER_URL": server])
    #expect(found.registryCredentials.map(\.server) == expected)
  }

  @Test(
    "a token of Gitea or Forgejo is for its server alone, which is the registry, too",
    arguments: [
      (["GITEA_ACTIONS": "true", "GITHUB_TOKEN": "t"], "`GITHUB_TOKEN`"),
      (["GITEA_ACTIONS": "true", "GITHUB_TOKEN": "t", "GITEA_TOKEN": "g"], "`GITEA_TOKEN`"),
      (["GITEA_ACTIONS": "true", "FORGEJO_ACTIONS": "true", "GITHUB_TOKEN": "t"], "`GITHUB_TOKEN`"),
      (["FORGEJO_ACTIONS": "true", "GITHUB_TOKEN": "t", "FORGEJO_TOKEN": "f"], "`FORGEJO_TOKEN`"),
    ])
  func gitea(markers: [String: String], origin: String) {
    let job = [
      "GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": "push", "GITHUB_REF": "refs/heads/main", "GITHUB_ACTOR": "ann",
      "GITHUB_SERVER_URL": "https://git.example.com:3000/",
    ]
    let found = facts(job.merging(markers) { $1 })
    for credentials in [found.registryCredentials, found.gitCredentials] {
      #expect(credentials.map(\.server) == ["https://git.example.com:3000/"])
      #expect(credentials.map(\.origin) == [origin])
      #expect(credentials.map(\.user) == ["ann"])
    }
    let elsewhere = facts(job.merging(markers) { $1 }.merging(["GITHUB_SERVER_URL": ""]) { $1 })
    #expect(elsewhere.registryCredentials.isEmpty && elsewhere.gitCredentials.isEmpty)
  }

  @Test func `a token of Gitea is not used outside of its jobs`() {
    #expect(facts(["GITEA_TOKEN": "t", "GITHUB_SERVER_URL": "https://git.example.com"]).registryCredentials.isEmpty)
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
    (gitHubPush.merging(["GITHUB_EVENT_NAME": "merge_group"]) { $1 }, []),
    (gitHubPush.merging(["GITHUB_ACTIONS": ""]) { $1 }, []),
    (gitLabPush, ["g.example gitlab-ci-token"]),
    (gitLabPush.merging(["GITLAB_TOKEN": "t"]) { $1 }, ["g.example oauth2", "g.example gitlab-ci-token"]),
    (gitLabPush.merging(["CI_SERVER_HOST": ""]) { $1 }, []),
    (gitLabPush.merging(["CI_MERGE_REQUEST_IID": "7"]) { $1 }, []),
    (gitLabPush.merging(["CI_MERGE_REQUEST_LABELS": "x"]) { $1 }, []),
  ])
  func `a token for git is for the vendor's own server, in a build of the repository`(
    environment: [String: String], expected: [String]
  ) {
    #expect(facts(environment).gitCredentials.map { "\($0.server) \($0.user)" } == expected)
  }

  @Test(arguments: [
    (CIOverrides(), false, true), (CIOverrides(trustsChangeRequests: true), true, true),
    (CIOverrides(changeRequest: "none"), false, true), (CIOverrides(changeRequest: "8"), false, false),
    (CIOverrides(changeRequest: "none", trustsChangeRequests: true), false, true),
    (CIOverrides(changeRequest: "8", trustsChangeRequests: true), true, true),
  ])
  func `what is set by hand decides about tokens for git, too`(overrides: CIOverrides, ofRequest: Bool, ofPush: Bool) {
    let request = Self.gitLabPush.merging(["CI_MERGE_REQUEST_IID": "7"]) { $1 }
    let unproven = Self.gitLabPush.merging(["CI_PIPELINE_SOURCE": ""]) { $1 }
    func hasToken(_ environment: [String: String]) -> Bool {
      let vendor = AllCIVendors.detect(environment: environment) { _ in nil }
      return !AllCIVendors.facts(for: vendor, environment: environment, overrides: overrides).gitCredentials.isEmpty
    }
    #expect(hasToken(request) == ofRequest)
    #expect(hasToken(Self.gitLabPush) == ofPush)
    if overrides.changeRequest != "8" { #expect(!hasToken(unproven), "nothing makes a proof of an unknown source") }
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
      (["GITEA_ACTIONS": "true", "GITHUB_WORKSPACE": "/w"], "/w"),
      (["FORGEJO_ACTIONS": "true", "GITHUB_WORKSPACE": "/w"], "/w"),
      (["APPVEYOR": "True", "APPVEYOR_BUILD_FOLDER": "/w"], "/w"),
      (["TF_BUILD": "True", "BUILD_SOURCESDIRECTORY": "/w"], "/w"),
      (["BITBUCKET_COMMIT": "abc", "BITBUCKET_CLONE_DIR": "/w"], "/w"),
      (["BUILDKITE": "true", "BUILDKITE_BUILD_CHECKOUT_PATH": "/w"], "/w"),
      (["CIRCLECI": "true", "CIRCLE_WORKING_DIRECTORY": "~/w", "HOME": "/home/c"], "/home/c/w"),
      (["CIRRUS_CI": "true", "CIRRUS_WORKING_DIR": "/w"], "/w"),
      (["SEMAPHORE": "true", "SEMAPHORE_GIT_DIR": "w", "HOME": "/home/s"], "/home/s/w"),
      (["TRAVIS": "true", "TRAVIS_BUILD_DIR": "/w"], "/w"),
      (["bamboo_planKey": "A-B", "bamboo_build_working_directory": "/w"], "/w"),
      (["CODEBUILD_BUILD_ID": "a:b", "CODEBUILD_SRC_DIR": "/w"], "/w"),
      (["CF_BUILD_ID": "a", "CF_VOLUME_PATH": "/w"], "/w"),
      (["JENKINS_URL": "https://j.example", "BUILD_ID": "1", "WORKSPACE": "/w"], "/w"),
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
