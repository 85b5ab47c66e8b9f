import Diagnostics
import PipelineCore
import SystemPackage
import Testing

/// Where the git history cannot answer, the version is not guessed, and the run ends before a build of minutes.
@Suite("The executable and the git history") struct HistoryTests {
  static let failed = [
    "validate passed", "build notRun: blocked by tag", "test notRun: blocked by tag", "tag failed",
    "push notRun: blocked by tag",
  ]
  static let untested = [
    "validate passed", "build notRun: blocked by tag", "test skipped", "tag failed", "push notRun: blocked by tag",
  ]

  @Test func `a directory that is no repository`() async throws {
    let call = try await Workshop(.unbased, isCommitted: false).run("run", exitCode: 3, stages: Self.failed)
    #expect(call.codes.contains("no-git-repository"))
    #expect(call.said.contains("run in a git clone"))
    #expect(call.report.agents[0].version == nil)
  }

  @Test func `a repository without commits`() async throws {
    let workshop = try await Workshop(.unbased, isCommitted: false)
    try await workshop.git("init", "-q")
    let call = try await workshop.run("run", "--skip", "test", exitCode: 3, stages: Self.untested)
    #expect(call.codes.contains("no-commits"))
    #expect(call.said.contains("commit the agent first"))
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
