import Diagnostics
import FileIO
import PipelineCore
import SystemPackage
import Testing

/// Where the git history cannot answer, the version is not guessed, and a run that needs one ends before a build of minutes.
@Suite("The executable and the git history") struct HistoryTests {
  static let failed = [
    "validate passed", "build notRun: blocked by tag", "test notRun: blocked by tag", "tag failed",
    "push notRun: blocked by tag",
  ]
  static let untested = [
    "validate passed", "build notRun: blocked by tag", "test skipped", "tag failed", "push notRun: blocked by tag",
  ]

  static let unversioned = ["validate passed", "build passed", "test skipped", "tag skipped", "push skipped"]

  @Test func `without a repository, a run that releases nothing has no version`() async throws {
    let call = try await Workshop(.unbased, isCommitted: false).run(
      "run", "--skip", "test", exitCode: 0, stages: Self.unversioned)
    #expect(call.said.contains("tag skipped: no version: the agent is not in a git repository"))
    #expect(call.report.agents[0].version == nil)
    #expect(call.report.agents[0].image?.tags == [])
  }

  @Test func `so does one before the first commit`() async throws {
    let workshop = try await Workshop(.unbased, isCommitted: false)
    try await workshop.git("init", "-q")
    let call = try await workshop.run("run", "--skip", "test", exitCode: 0, stages: Self.unversioned)
    #expect(call.said.contains("tag skipped: no version: the repository has no commit yet"))
  }

  /// Each wants a version, or is no person's machine.
  static let wanting: [(arguments: [String], environment: [String: String])] = [
    (["--push-to", "registry.example/a"], [:]),
    (["--tag-git-create"], [:]),
    (["--tag-version", "1.2.3"], [:]),
    (["--tag-git-push"], [:]),
    ([], ["CI": "true"]),
    ([], ["GITHUB_ACTIONS": "true", "GITHUB_SHA": "0123456789012345678901234567890123456789"]),
    ([], ["AGENT_PIPELINE_BRANCH": "main"]),
  ]

  @Test(arguments: wanting)
  func `where a version is wanted, its lack fails before the build`(
    arguments: [String], environment: [String: String]
  ) async throws {
    let workshop = try await Workshop(.unbased, isCommitted: false)
    let call = try await workshop.run(
      ["run"] + arguments, environment: environment, exitCode: 3, stages: Self.failed)
    #expect(call.codes.contains("no-git-repository"))
    #expect(call.said.contains("run in a git clone"))
    #expect(call.report.agents[0].version == nil)
    try await workshop.git("init", "-q")
    let empty = try await workshop.run(
      ["run", "--skip", "test"] + arguments, environment: environment, exitCode: 3, stages: Self.untested)
    #expect(empty.codes.contains("no-commits"))
    #expect(empty.said.contains("commit the agent first"))
  }

  @Test(arguments: [["tag"], ["run", "--only", "tag"], ["run", "--from", "tag"], ["run", "--until", "tag"]])
  func `the tag stage by name needs the history`(arguments: [String]) async throws {
    let call = try await Workshop(.unbased, isCommitted: false).run(arguments, exitCode: 3)
    #expect(call.codes.contains("no-git-repository"))
  }

  /// A submodule that is not set up, a linked work tree without its repository, an empty directory.
  @Test(arguments: ["gitdir: /nowhere", ""])
  func `a repository that cannot be read is none that is not there`(link: String) async throws {
    let workshop = try await Workshop(.unbased, isCommitted: false)
    if link.isEmpty {
      try Directory.create(workshop.agent.appending(".git"))
    } else {
      try workshop.write(link, to: ".git")
    }
    let call = try await workshop.run("run", exitCode: 3, stages: Self.failed)
    #expect(call.codes.contains("no-git-repository"))
    #expect(call.said.contains("agent/.git` is not a git repository that can be read"), "\(call.said)")
    #expect(call.said.contains("git submodule update --init"))
  }

  @Test func `a shallow clone`() async throws {
    let workshop = try await Workshop(.unbased)
    for message in ["fix: one", "fix: two"] { try await workshop.commit(message) }
    let clone = workshop.directory.appending("clone")
    try await workshop.git("clone", "-q", "--depth", "1", "file://\(workshop.agent)", clone.string)
    let call = try await workshop.run(
      "run", "--skip", "test", in: clone, reportDirectory: clone.appending(".agent-pipeline"), exitCode: 3,
      stages: Self.untested)
    #expect(call.codes.contains("shallow-history"))
    #expect(call.said.contains("git fetch --unshallow --tags"))
  }

  @Test func `a shallow clone in a CI job is mended in that system's words`() async throws {
    let workshop = try await Workshop(.unbased)
    for message in ["fix: one", "fix: two"] { try await workshop.commit(message) }
    let clone = workshop.directory.appending("clone")
    try await workshop.git("clone", "-q", "--depth", "1", "file://\(workshop.agent)", clone.string)
    let call = try await workshop.run(
      "run", "--skip", "test", environment: ["GITLAB_CI": "true", "CI_PROJECT_DIR": clone.string], in: clone,
      reportDirectory: clone.appending(".agent-pipeline"), exitCode: 3, stages: Self.untested)
    #expect(call.said.contains("GIT_DEPTH"))
    #expect(call.report.ci?.vendor == "gitlab")
  }
}
