import FileIO
import SystemPackage
import Testing

@Suite("git commit with `agent-pipeline hook install`") struct PreCommitTests {
  private func installed() async throws -> Desk {
    let desk = try await Desk()
    let end = try await desk.run("agent-pipeline", "hook", "install")
    #expect(end.isSuccess, "\(end.output)")
    return desk
  }

  @Test func `a valid manifest passes without a word and without a file`() async throws {
    let desk = try await installed()
    try desk.write(Manifest.good, "agents/a/agent.yaml")
    try await desk.git("add", ".")
    let end = try await desk.run("git", "commit", "-q", "-m", "add")
    #expect(end.isSuccess)
    #expect(end.output == "")
    #expect(try await desk.git("status", "--porcelain", "--ignored") == "")
  }

  @Test func `a bad manifest stops the commit and says where and what`() async throws {
    let desk = try await installed()
    try desk.write(Manifest.bad, "agents/a/agent.yaml")
    try await desk.git("add", ".")
    let end = try await desk.run("git", "commit", "-q", "-m", "add")
    #expect(!end.isSuccess)
    #expect(end.output.contains("agents/a/agent.yaml:5:12: error: unknown runtime `pyton` [unknown-runtime]"))
    #expect(end.output.contains("git commit --no-verify"))
  }

  @Test func `what is staged counts, not what lies in the work tree`() async throws {
    let desk = try await installed()
    try desk.write(Manifest.bad, "agent.yaml")
    try await desk.git("add", ".")
    try desk.write(Manifest.good, "agent.yaml")
    #expect(try await !desk.run("git", "commit", "-q", "-m", "bad is staged").isSuccess)
    try await desk.git("add", ".")
    try desk.write(Manifest.bad, "agent.yaml")
    #expect(try await desk.run("git", "commit", "-q", "-m", "good is staged").isSuccess)
  }

  /// git gives these commits an index of their own and names it in `GIT_INDEX_FILE`.
  @Test(arguments: [["-a"], ["agent.yaml"], ["--include", "agent.yaml"]])
  func `a commit that stages by itself is checked`(arguments: [String]) async throws {
    let desk = try await installed()
    try desk.write(Manifest.good, "agent.yaml")
    try await desk.commit()
    try desk.write(Manifest.bad, "agent.yaml")
    let end = try await desk.run("sh", "-c", "git commit -q -m bad \(arguments.joined(separator: " "))")
    #expect(!end.isSuccess)
    #expect(end.output.contains("unknown-runtime"))
  }

  @Test func `a manifest behind a link is checked where it is used, and again when its file changes`() async throws {
    let desk = try await installed()
    try await desk.refusesManifestBehindLink()
    try desk.write(Manifest.good, "shared/tiny.yaml")
    try await desk.git("add", ".")
    #expect(try await desk.run("git", "commit", "-q", "-m", "good").isSuccess)
    try desk.write(Manifest.bad, "shared/tiny.yaml")
    try await desk.git("add", ".")
    #expect(try await !desk.run("git", "commit", "-q", "-m", "bad again").isSuccess)
  }

  @Test(arguments: ["../outside.yaml", "/etc/hostname", "agent.yaml", "nowhere.yaml"])
  func `a link that leads nowhere in the repository is none`(target: String) async throws {
    let desk = try await installed()
    _ = try await desk.run("ln", "-s", target, "agent.yaml")
    try await desk.git("add", ".")
    #expect(try await desk.run("git", "commit", "-q", "-m", "link").isSuccess)
  }

  @Test func `a file that is only announced is not in the commit`() async throws {
    let desk = try await installed()
    try desk.write(Manifest.bad, "e/agent.yaml")
    try await desk.git("add", "-N", "e/agent.yaml")
    let end = try await desk.run("git", "commit", "-q", "--allow-empty", "-m", "other")
    #expect(end.isSuccess, "\(end.output)")
  }

  @Test(arguments: [
    (".", "agents/a"), (".", "agents/b/agent.yaml"), (".", "new.yaml"), ("agents", "agents/a/agent.yaml"),
    (".", "agents/a/agent.yaml /elsewhere/agent.yaml"),
  ])
  func `a name that is not that of a staged file is wrong usage`(place: String, names: String) async throws {
    let desk = try await Desk()
    try desk.write(Manifest.good, "agents/a/agent.yaml")
    try await desk.commit()
    try desk.write(Manifest.good, "new.yaml")
    let end = try await desk.run(
      ["agent-pipeline", "hook", "pre-commit"] + names.split(separator: " ").map(String.init),
      in: desk.repository.pushing(FilePath(place)))
    #expect(!end.isSuccess && end.output.contains("[not-staged]"), "\(end.output)")
  }

  @Test(arguments: [(".", "agents/a/agent.yaml"), ("agents", "a/agent.yaml"), (".", "../link/agents/a/agent.yaml")])
  func `a staged manifest is found by every name that it has`(place: String, name: String) async throws {
    let desk = try await Desk()
    try desk.write(Manifest.bad, "agents/a/agent.yaml")
    try await desk.commit()
    try Directory.link(desk.directory.appending("link"), to: "repo")
    let end = try await desk.run(
      "agent-pipeline", "hook", "pre-commit", name, in: desk.repository.pushing(FilePath(place)))
    #expect(!end.isSuccess && end.output.contains("agents/a/agent.yaml:5:12"), "\(end.output)")
  }

  @Test func `names of files that are no manifests yet are accepted, as pre-commit passes them`() async throws {
    let desk = try await Desk()
    _ = try await desk.run("ln", "-s", "/nowhere", "agent.yml")
    try await desk.git("add", ".")
    try desk.write(Manifest.bad, "agent.yaml")
    try await desk.git("add", "-N", "agent.yaml")
    let end = try await desk.run("agent-pipeline", "hook", "pre-commit", "agent.yaml", "agent.yml")
    #expect(end.isSuccess, "\(end.output)")
  }

  @Test func `a manifest that cannot be read does not hide the others`() async throws {
    let desk = try await installed()
    try desk.write(String(repeating: "# long\n", count: 200_000), "a/agent.yaml")
    try desk.write(Manifest.bad, "b/agent.yaml")
    try await desk.git("add", ".")
    let end = try await desk.run("git", "commit", "-q", "-m", "both")
    #expect(!end.isSuccess && end.output.contains("a/agent.yaml") && end.output.contains("[unknown-runtime]"))
  }

  @Test(arguments: [["config", "core.splitIndex", "true"], ["sparse-checkout", "set", "--sparse-index", "b"]])
  func `an index that only git can read is read by git`(setting: [String]) async throws {
    let desk = try await installed()
    try desk.write(Manifest.good, "b/agent.yaml")
    try desk.write("x", "c/file")
    try await desk.commit()
    #expect(try await desk.run(["git"] + setting).isSuccess)
    try await desk.git("update-index", "--refresh")
    try desk.write(Manifest.bad, "b/agent.yaml")
    try await desk.git("add", "b/agent.yaml")
    let end = try await desk.run("git", "commit", "-q", "-m", "bad")
    #expect(!end.isSuccess && end.output.contains("[unknown-runtime]"), "\(end.output)")
    try desk.write(Manifest.good + "# mended\n", "b/agent.yaml")
    try await desk.git("add", "b/agent.yaml")
    let mended = try await desk.run("git", "commit", "-q", "-m", "good")
    #expect(mended.isSuccess, "\(mended.output)")
  }

  @Test func `what a manifest needs beside it has to be staged as well`() async throws {
    let desk = try await installed()
    try desk.write(Manifest.starting, "agents/a/agent.yaml")
    try desk.write("print(1)", "agents/a/main.py")
    try await desk.git("add", "agents/a/agent.yaml")
    let end = try await desk.run("git", "commit", "-q", "-m", "half")
    #expect(!end.isSuccess && end.output.contains("`main.py` does not exist [entrypoint-missing]"), "\(end.output)")
    try await desk.git("add", "agents/a/main.py")
    #expect(try await desk.run("git", "commit", "-q", "-m", "whole").isSuccess)
  }

  @Test func `a secret that the image would hold stops the commit, unless it is ignored`() async throws {
    let desk = try await installed()
    try desk.write(Manifest.good, "agent.yaml")
    try desk.write("OPENAI_API_KEY=sk-proj-\(String(repeating: "a1B2", count: 12))\n", ".env")
    try await desk.git("add", "-A")
    let end = try await desk.run("git", "commit", "-q", "-m", "leak")
    #expect(!end.isSuccess && end.output.contains("[secret-in-image]"), "\(end.output)")
    try desk.write(".env\n", ".dockerignore")
    try await desk.git("add", "-A")
    #expect(try await desk.run("git", "commit", "-q", "-m", "ignored").isSuccess)
  }

  @Test func `a manifest that the commit leaves as it is does not stop it`() async throws {
    let desk = try await installed()
    try desk.write(Manifest.bad, "old/agent.yaml")
    try await desk.commit()
    try desk.write("x", "old/main.py")
    try desk.write(Manifest.good.replacing("agent.yaml", with: "agent.yml"), "new/agent.yml")
    try await desk.git("add", ".")
    #expect(try await desk.run("git", "commit", "-q", "-m", "add").isSuccess)
  }

  @Test func `a removed manifest and a symbolic link are not read`() async throws {
    let desk = try await installed()
    try desk.write(Manifest.bad, "old/agent.yaml")
    try await desk.commit()
    try await desk.git("rm", "-q", "old/agent.yaml")
    _ = try await desk.run("ln", "-s", "elsewhere", "agent.yaml")
    try await desk.git("add", ".")
    #expect(try await desk.run("git", "commit", "-q", "-m", "remove").isSuccess)
  }

  @Test func `a linked work tree is checked by its own index`() async throws {
    let desk = try await installed()
    try desk.write(Manifest.good, "agent.yaml")
    try await desk.commit()
    let other = desk.directory.appending("other")
    try await desk.git("worktree", "add", "-q", other.string)
    try desk.write(Manifest.bad, "agent.yaml", in: other)
    let end = try await desk.run("git", "commit", "-q", "-a", "-m", "bad", in: other)
    #expect(!end.isSuccess)
    #expect(end.output.contains("unknown-runtime"))
  }

  @Test func `a warning stops the commit where it is asked to`() async throws {
    let desk = try await Desk()
    let warning = Manifest.good.replacing("  runtime:", with: "  colour: red\n  runtime:")
    try desk.write(warning, "agent.yaml")
    try await desk.git("add", ".")
    let lenient = try await desk.run("agent-pipeline", "hook", "pre-commit")
    #expect(lenient.isSuccess)
    #expect(lenient.output.contains("warning"))
    #expect(try await !desk.run("agent-pipeline", "hook", "pre-commit", "--strict").isSuccess)
  }

  @Test func `outside of a repository it is infrastructure that is missing`() async throws {
    let desk = try await Desk()
    let end = try await desk.run("agent-pipeline", "hook", "pre-commit", in: desk.directory)
    #expect(!end.isSuccess)
    #expect(end.output.contains("[no-git-repository]"))
  }
}
