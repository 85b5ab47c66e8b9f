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

/// Which credential goes where, in the contexts that CI systems make: a vendor, an event, and who names the host.
@Suite("Credentials in the contexts of CI systems") struct CredentialContextTests {
  /// A job as its vendor's variables describe it.
  struct Job: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var environment: [String: String]
    var event: String?
    var source: SourceTrust

    init(_ name: String, _ environment: [String: String], event: String? = nil, _ source: SourceTrust) {
      (testDescription, self.environment, self.event, self.source) = (name, environment, event, source)
    }
  }

  private static func gitHub(_ event: String, _ ref: String = "refs/heads/main") -> [String: String] {
    [
      "GITHUB_ACTIONS": "true", "GITHUB_REPOSITORY": "team/app", "GITHUB_EVENT_NAME": event, "GITHUB_REF": ref,
      "GITHUB_EVENT_PATH": "/event.json",
    ]
  }

  private static func gitLab(_ source: String, _ more: [String: String] = ["CI_COMMIT_BRANCH": "main"]) -> [String:
    String]
  {
    ["GITLAB_CI": "true", "CI_PROJECT_PATH": "team/app", "CI_PIPELINE_SOURCE": source].merging(more) { $1 }
  }

  private static func pull(from repository: String?) -> String {
    let repo = repository.map { #"{"full_name":"\#($0)"}"# } ?? "null"
    return
      #"{"pull_request":{"number":5,"head":{"ref":"x","sha":"a","repo":\#(repo)},"base":{"ref":"main","sha":"b"}}}"#
  }

  private static func run(_ event: String, from repository: String) -> String {
    #"{"workflow_run":{"event":"\#(event)","head_branch":"x","head_repository":{"full_name":"\#(repository)"}}}"#
  }

  private static func mergeRequest(from project: String?) -> [String: String] {
    ["CI_MERGE_REQUEST_IID": "7"].merging(project.map { ["CI_MERGE_REQUEST_SOURCE_PROJECT_PATH": $0] } ?? [:]) { $1 }
  }

  static let jobs: [Job] = [
    Job("GitHub: push", gitHub("push"), .repository),
    Job("GitHub: push of a tag", gitHub("push", "refs/tags/v1"), .repository),
    Job("GitHub: schedule", gitHub("schedule"), .repository),
    Job("GitHub: started by hand", gitHub("workflow_dispatch"), .repository),
    Job("GitHub: release", gitHub("release", "refs/tags/v1"), .repository),
    Job("GitHub: create", gitHub("create"), .repository),
    Job(
      "GitHub: pull request", gitHub("pull_request", "refs/pull/5/merge"), event: pull(from: "team/app"), .changeRequest
    ),
    Job("GitHub: pull request of a fork", gitHub("pull_request"), event: pull(from: "eve/app"), .fork),
    Job("GitHub: pull request of a deleted fork", gitHub("pull_request"), event: pull(from: nil), .fork),
    Job("GitHub: pull request without its event", gitHub("pull_request", "refs/pull/5/merge"), .fork),
    Job("GitHub: pull_request_target of a fork", gitHub("pull_request_target"), event: pull(from: "eve/app"), .fork),
    Job("GitHub: pull_request_target", gitHub("pull_request_target"), event: pull(from: "team/app"), .changeRequest),
    Job("GitHub: pull_request_target without its event", gitHub("pull_request_target"), .fork),
    Job(
      "GitHub: comment on a pull request", gitHub("issue_comment"),
      event: #"{"issue":{"number":5,"pull_request":{"url":"x"}}}"#, .fork),
    Job("GitHub: comment on an issue", gitHub("issue_comment"), event: #"{"issue":{"number":5}}"#, .unknown),
    Job(
      "GitHub: after the workflow of a fork", gitHub("workflow_run"), event: run("pull_request", from: "eve/app"), .fork
    ),
    Job(
      "GitHub: after the workflow of a pull request", gitHub("workflow_run"),
      event: run("pull_request", from: "team/app"), .changeRequest),
    Job("GitHub: after a push", gitHub("workflow_run"), event: run("push", from: "team/app"), .unknown),
    Job("GitHub: merge queue", gitHub("merge_group", "refs/heads/gh-readonly-queue/main/pr-5"), .changeRequest),
    Job("Gitea", gitHub("push").merging(["GITEA_ACTIONS": "true"]) { $1 }, .repository),
    Job("GitLab: push", gitLab("push"), .repository),
    Job("GitLab: tag", gitLab("push", ["CI_COMMIT_TAG": "v1"]), .repository),
    Job("GitLab: schedule", gitLab("schedule"), .repository),
    Job("GitLab: merge request", gitLab("merge_request_event", mergeRequest(from: "team/app")), .changeRequest),
    Job("GitLab: merge request of a fork", gitLab("merge_request_event", mergeRequest(from: "eve/app")), .fork),
    Job("GitLab: merge request of nobody known", gitLab("merge_request_event", mergeRequest(from: nil)), .fork),
    Job(
      "GitLab: child pipeline of a merge request", gitLab("parent_pipeline", mergeRequest(from: "eve/app")), .fork),
    Job(
      "GitLab: pull request of a mirror",
      gitLab("external_pull_request_event", ["CI_EXTERNAL_PULL_REQUEST_IID": "5", "CI_COMMIT_BRANCH": "x"]), .fork),
    Job("GitLab: neither branch nor tag", gitLab("push", [:]), .unknown),
    Job("GitLab: an emulator", ["GITLAB_CI": "true", "CI_COMMIT_BRANCH": "main"], .unknown),
    Job(
      "Woodpecker: push", ["CI": "woodpecker", "CI_PIPELINE_EVENT": "push", "CI_COMMIT_BRANCH": "main"], .repository),
    Job(
      "Woodpecker: pull request",
      ["CI": "woodpecker", "CI_PIPELINE_EVENT": "pull_request", "CI_COMMIT_PULL_REQUEST": "9"], .fork),
    Job("Woodpecker: closed pull request", ["CI": "woodpecker", "CI_PIPELINE_EVENT": "pull_request_closed"], .fork),
    Job("Woodpecker: deployment", ["CI": "woodpecker", "CI_PIPELINE_EVENT": "deployment"], .unknown),
    Job("Drone: cron", ["DRONE": "true", "DRONE_BUILD_EVENT": "cron", "DRONE_BRANCH": "main"], .repository),
    Job("Drone: pull request", ["DRONE": "true", "DRONE_BUILD_EVENT": "pull_request"], .fork),
    Job("Drone: promotion", ["DRONE": "true", "DRONE_BUILD_EVENT": "promote"], .unknown),
    Job("a laptop", [:], .unknown),
  ]

  private static let secrets = [
    "DOCKER_USERNAME": "ci", "DOCKER_PASSWORD": "hunter22", "GITHUB_TOKEN": "ghs", "CI_REGISTRY": "r.gitlab.example",
    "CI_REGISTRY_USER": "u", "CI_REGISTRY_PASSWORD": "p",
  ]
  private static let unbound = "`DOCKER_USERNAME` and `DOCKER_PASSWORD`"

  private func services(_ job: Job, _ more: [String: String] = [:]) -> StageServices {
    let environment = job.environment.merging(Self.secrets) { $1 }.merging(more) { $1 }
    let vendor = AllCIVendors.detect(environment: environment) { _ in job.event.map { Array($0.utf8) } }
    return StageServices(
      environment: environment, redactor: Redactor(secrets: []),
      http: CurlTransport(CurlTransport.Configuration(version: "test")).client, credentialHelper: nil,
      sandboxHost: SandboxHost(searchPath: "", helper: []),
      engines: EngineConnector(environment: environment, version: "test"),
      ci: AllCIVendors.facts(for: vendor, environment: environment), clock: .epoch, secrets: Secrets())
  }

  private func settings(
    flags: [String: [String]] = [:], variables: [String: String] = [:], manifest: [String: SettingValue] = [:]
  ) -> Settings {
    let place = SourceLocation(file: "agent.yaml", line: 1, column: 1)
    return Settings.resolve(flags: flags, environment: variables).settings
      .completed { name in manifest[name].map { ($0, place) } }.settings
  }

  private func origin(_ services: StageServices, _ settings: Settings, _ host: String) async -> String? {
    await services.keychain(settings).credential(domain: host, path: "team/app").credential?.origin
  }

  @Test(arguments: jobs)
  func `go where somebody trusted sends them`(job: Job) async {
    let services = services(job)
    #expect(services.ci.source == job.source)
    let isProven = job.source == .repository

    // A flag or a variable names the host: always.
    let flag = settings(flags: ["push.to": ["r.example/app"]])
    let variable = settings(variables: ["AGENT_PIPELINE_PUSH_TO": "r.example/app"])
    for named in [flag, variable] {
      #expect(await origin(services, named, "r.example") == Self.unbound)
      #expect(await origin(services, named, "docker.io") == nil)
      #expect(await origin(services, named, "evil.example") == nil)
    }
    // Only agent.yaml does: in a build of the repository.
    let manifest = settings(manifest: ["push.to": .list(["evil.example/app"])])
    #expect(await origin(services, manifest, "evil.example") == (isProven ? Self.unbound : nil))
    #expect(await origin(services, manifest, "docker.io") == nil)
    let notes = await services.keychain(manifest).credential(domain: "evil.example", path: "a").notes
    let isFork = job.source == .fork
    #expect(notes.contains { $0.hasPrefix("credential withheld: ") } == !isProven)
    // A base image is no destination.
    let base = settings(manifest: ["build.baseImage": .scalar("evil.example/base:1")])
    #expect(await origin(services, base, "evil.example") == nil)
    // Docker Hub is what they mean without a destination, unless agent.yaml says what is pulled there.
    #expect(await origin(services, settings(), "docker.io") == Self.unbound)
    for (name, value) in [
      ("build.baseImage", SettingValue.scalar("victim/private:1")), ("build.dockerfile", .scalar("Dockerfile")),
      ("build.cacheFrom", .list(["victim/private:1"])),
    ] {
      let hub = settings(manifest: [name: value])
      #expect(await origin(services, hub, "docker.io") == (isProven ? Self.unbound : nil), "\(name)")
    }
    // AGENT_REGISTRY_URL binds them to one host, whatever else names one.
    let bound = self.services(job, ["AGENT_REGISTRY_URL": "own.example"])
    #expect(await origin(bound, manifest, "own.example") == (isFork ? nil : Self.unbound))
    #expect(await origin(bound, manifest, "evil.example") == nil)
    #expect(await origin(bound, flag, "r.example") == nil)
    // What a CI system offers is for its own hosts. A fork's agent.yaml must not choose what is read or written there.
    let isGitea = job.environment["GITEA_ACTIONS"] != nil
    #expect(await origin(services, manifest, "ghcr.io") == (isFork || isGitea ? nil : "`GITHUB_TOKEN`"))
    #expect(
      await origin(services, manifest, "r.gitlab.example")
        == (isFork ? nil : "`CI_REGISTRY_USER` and `CI_REGISTRY_PASSWORD`"))
    let chosen = settings(flags: ["build.baseImage": ["ghcr.io/own/base:1"]])
    #expect(await origin(services, chosen, "ghcr.io") == (isGitea ? nil : "`GITHUB_TOKEN`"))
  }
}
