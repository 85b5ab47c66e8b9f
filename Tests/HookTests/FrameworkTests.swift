import FileIO
import SystemPackage
import Testing

/// Installed by Scripts/test.sh; where it is missing nobody has run that.
private let isFrameworkInstalled = (try? FileStatus.of(Desk.tools.appending("pre-commit"))) != .some(nil)

@Suite("the pre-commit framework", .enabled(if: isFrameworkInstalled)) struct FrameworkTests {
  /// A repository that takes both hooks from this project's `.pre-commit-hooks.yaml`, with the tested program, which is on
  /// PATH. `PreCommitTests` has the framework install a released one.
  private func configured(arguments: String = "") async throws -> Desk {
    let desk = try await Desk()
    let source = desk.directory.appending("source")
    try await desk.git("init", "-q", source.string, in: desk.directory)
    let hooks = try FileContents.read(Desk.project.appending(".pre-commit-hooks.yaml"), limit: 1 << 16)
    try desk.write(String(decoding: hooks, as: UTF8.self), ".pre-commit-hooks.yaml", in: source)
    try await desk.git("add", ".", in: source)
    try await desk.git("commit", "-q", "-m", "hooks", in: source)
    let revision = try await desk.git("rev-parse", "HEAD", in: source)
    try desk.write(
      """
      repos:
        - repo: \(source)
          rev: \(revision)
          hooks:
            - id: agent-pipeline-validate
              language: system
            - id: agent-pipeline-check
              language: system
              args: [\(arguments)]

      """, ".pre-commit-config.yaml")
    try await desk.commit()
    let end = try await desk.run("pre-commit", "install", "-t", "pre-commit", "-t", "pre-push")
    #expect(end.isSuccess, "\(end.output)")
    return desk
  }

  @Test func `a commit is checked as it is staged`() async throws {
    let desk = try await configured()
    try desk.write(Manifest.bad, "agents/a/agent.yaml")
    try await desk.git("add", ".")
    try desk.write(Manifest.good, "agents/a/agent.yaml")
    let bad = try await desk.run("git", "commit", "-q", "-m", "bad")
    #expect(!bad.isSuccess)
    #expect(bad.output.contains("agents/a/agent.yaml:5:12: error: unknown runtime `pyton`"), "\(bad.output)")
    try await desk.git("add", ".")
    let good = try await desk.run("git", "commit", "-q", "-m", "good")
    #expect(good.isSuccess, "\(good.output)")
    #expect(try await desk.git("status", "--porcelain", "--ignored") == "")
  }

  @Test func `a manifest behind a link is checked`() async throws {
    let desk = try await configured()
    try await desk.refusesManifestBehindLink()
  }

  @Test func `all files are checked when it is asked for them`() async throws {
    let desk = try await configured()
    try desk.write(Manifest.bad, "agent.yml")
    try await desk.commit()
    let end = try await desk.run("pre-commit", "run", "--all-files")
    #expect(!end.isSuccess)
    #expect(end.output.contains("agent.yml:5:12"))
  }

  @Test func `a push is checked from what the remote has`() async throws {
    let desk = try await configured()
    try desk.write(Manifest.bad, "agents/a/agent.yaml")
    try await desk.commit()
    let first = try await desk.run("git", "push", "-q", "origin", "main")
    #expect(!first.isSuccess)
    #expect(first.output.contains("agents/a/agent.yaml:5:12"), "\(first.output)")
    try await desk.git("push", "-q", "--no-verify", "origin", "main")
    try desk.write("x", "README.md")
    try await desk.commit()
    let elsewhere = try await desk.run("git", "push", "-q", "origin", "main")
    #expect(elsewhere.isSuccess, "\(elsewhere.output)")
    try desk.write("x", "agents/a/main.py")
    try await desk.commit()
    #expect(try await !desk.run("git", "push", "-q", "origin", "main").isSuccess)
    #expect(try await !desk.run("git", "push", "-q", "origin", "main:new").isSuccess)
  }

  @Test func `arguments reach the hook`() async throws {
    let desk = try await configured(arguments: "--until, build")
    try desk.write(Manifest.good, "agent.yaml")
    try desk.write("print(1)", "main.py")
    try await desk.commit()
    let end = try await desk.run("git", "push", "origin", "main")
    #expect(end.isSuccess, "\(end.output)")
    #expect(try Directory.names(in: desk.directory.appending("tmp")) == [])
    #expect(try await desk.git("status", "--porcelain", "--ignored") == "")
  }
}
