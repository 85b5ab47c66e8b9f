import FileIO
import SystemPackage
import Testing

@Suite("git push with `agent-pipeline hook install`") struct PrePushTests {
  /// A repository with one good agent that the remote has already.
  private func published(_ options: String...) async throws -> Desk {
    let desk = try await Desk()
    try desk.write(Manifest.good, "agents/a/agent.yaml")
    try await desk.commit()
    try await desk.git("push", "-q", "origin", "main")
    let end = try await desk.run("sh", "-c", "agent-pipeline hook install \(options.joined(separator: " "))")
    #expect(end.isSuccess, "\(end.output)")
    return desk
  }

  private func expectStopped(_ end: Desk.End, _ manifest: String) {
    #expect(!end.isSuccess)
    #expect(end.output.contains("\(manifest):5:12: error: unknown runtime `pyton`"), "\(end.output)")
    #expect(end.output.contains("git push --no-verify"))
  }

  @Test func `a good change passes without a word and without a file`() async throws {
    let desk = try await published()
    try desk.write("print(1)", "agents/a/main.py")
    try await desk.commit()
    let end = try await desk.run("git", "push", "-q", "origin", "main")
    #expect(end.isSuccess)
    #expect(end.output == "")
    #expect(try await desk.git("status", "--porcelain", "--ignored") == "")
  }

  @Test func `a bad manifest in the pushed commit stops the push, whatever the work tree holds`() async throws {
    let desk = try await published()
    try desk.write(Manifest.bad, "agents/a/agent.yaml")
    try await desk.commit()
    try desk.write(Manifest.good, "agents/a/agent.yaml")
    expectStopped(try await desk.run("git", "push", "-q", "origin", "main"), "agents/a/agent.yaml")
    #expect(try await desk.git("ls-remote", "origin", "main").hasPrefix(desk.git("rev-parse", "HEAD^")))
  }

  @Test func `a mistake that a later commit mends does not stop the push`() async throws {
    let desk = try await published()
    try desk.write(Manifest.bad, "agents/a/agent.yaml")
    try await desk.commit()
    try desk.write(Manifest.good, "agents/a/agent.yaml")
    try await desk.commit()
    #expect(try await desk.run("git", "push", "-q", "origin", "main").isSuccess)
  }

  @Test func `only agents whose directories change are looked at`() async throws {
    let desk = try await published()
    try desk.write(Manifest.bad, "agents/bad/agent.yaml")
    try await desk.commit()
    try await desk.git("push", "-q", "--no-verify", "origin", "main")
    try desk.write("print(1)", "agents/a/main.py")
    try await desk.commit()
    #expect(try await desk.run("git", "push", "-q", "origin", "main").isSuccess)
    try desk.write("print(1)", "agents/bad/main.py")
    try await desk.commit()
    expectStopped(try await desk.run("git", "push", "-q", "origin", "main"), "agents/bad/agent.yaml")
  }

  @Test func `a new branch is looked at from where it leaves the remote's`() async throws {
    let desk = try await published()
    try desk.write(Manifest.bad, "agents/bad/agent.yaml")
    try await desk.commit()
    try await desk.git("push", "-q", "--no-verify", "origin", "main")
    try await desk.git("switch", "-q", "-c", "topic")
    try desk.write("print(1)", "agents/a/main.py")
    try await desk.commit()
    #expect(try await desk.run("git", "push", "-q", "origin", "topic").isSuccess)
    try await desk.git("switch", "-q", "-c", "topic2")
    try desk.write(Manifest.bad, "agents/a/agent.yaml")
    try await desk.commit()
    expectStopped(try await desk.run("git", "push", "-q", "origin", "topic2"), "agents/a/agent.yaml")
  }

  @Test func `the first push of a repository looks at every agent`() async throws {
    let desk = try await Desk()
    _ = try await desk.run("agent-pipeline", "hook", "install")
    try desk.write(Manifest.bad, "agents/a/agent.yaml")
    try await desk.commit()
    try desk.write("more", "README.md")
    try await desk.commit()
    expectStopped(try await desk.run("git", "push", "-q", "origin", "main"), "agents/a/agent.yaml")
    // A URL has no branches that were fetched: everything is new.
    expectStopped(try await desk.run("git", "push", "-q", desk.remote.string, "main"), "agents/a/agent.yaml")
  }

  @Test func `a deletion needs no check`() async throws {
    let desk = try await published()
    try desk.write(Manifest.bad, "agents/bad/agent.yaml")
    try await desk.commit()
    try await desk.git("push", "-q", "--no-verify", "origin", "main:topic")
    #expect(try await desk.run("git", "push", "-q", "origin", "--delete", "topic").isSuccess)
  }

  @Test(arguments: [["-a", "-m", "release"], []])
  func `a tag is looked at as the commit it names`(options: [String]) async throws {
    let desk = try await published()
    try desk.write(Manifest.bad, "agents/a/agent.yaml")
    try await desk.commit()
    _ = try await desk.run("sh", "-c", "git tag \(options.joined(separator: " ")) v1 && git tag old HEAD^")
    expectStopped(try await desk.run("git", "push", "-q", "origin", "v1"), "agents/a/agent.yaml")
    // Its commits are on the remote already.
    #expect(try await desk.run("git", "push", "-q", "origin", "old").isSuccess)
    try await desk.git("tag", "file", "HEAD:agents/a/agent.yaml")
    #expect(try await desk.run("git", "push", "-q", "origin", "file").isSuccess)
  }

  @Test func `of several references the last is looked at as well`() async throws {
    let desk = try await published()
    try desk.write("print(1)", "agents/a/main.py")
    try await desk.commit()
    try await desk.git("switch", "-q", "-c", "topic")
    try desk.write(Manifest.bad, "agents/z/agent.yaml")
    try await desk.commit()
    try await desk.git("push", "-q", "--no-verify", "origin", "main~1:refs/heads/gone")
    let end = try await desk.run("git", "push", "-q", "origin", ":gone", "main", "topic")
    expectStopped(end, "agents/z/agent.yaml")
  }

  @Test func `a forced push over a commit that was never fetched is looked at`() async throws {
    let desk = try await published()
    let other = desk.directory.appending("other")
    try await desk.git("clone", "-q", desk.remote.string, other.string, in: desk.directory)
    try desk.write("x", "x", in: other)
    try await desk.git("add", ".", in: other)
    try await desk.git("commit", "-q", "-m", "unknown", in: other)
    try await desk.git("push", "-q", "origin", "HEAD:main", in: other)
    try desk.write(Manifest.bad, "agents/a/agent.yaml")
    try await desk.commit()
    expectStopped(try await desk.run("git", "push", "-q", "--force", "origin", "main"), "agents/a/agent.yaml")
  }

  @Test func `builds what is pushed where it is asked to, and leaves nothing behind`() async throws {
    let desk = try await published("--until", "build")
    try desk.write("print(1)", "agents/a/main.py")
    try await desk.commit()
    try desk.write(Manifest.bad, "agents/a/agent.yaml")
    let end = try await desk.run("git", "push", "-q", "origin", "main")
    #expect(end.isSuccess && end.output == "", "\(end.output)")
    #expect(try await desk.git("status", "--porcelain", "--ignored") == " M agents/a/agent.yaml")
    #expect(try Directory.names(in: desk.directory.appending("tmp")) == [])
    // Nothing to put into an image: the build fails, and with it the push.
    try desk.write(Manifest.good.replacing("scratch", with: "oci-layout:nowhere"), "agents/a/agent.yaml")
    try await desk.commit()
    let failed = try await desk.run("git", "push", "-q", "origin", "main")
    #expect(!failed.isSuccess && failed.output.contains("stopped this push: agents/a/agent.yaml"), "\(failed.output)")
    #expect(!failed.output.contains("report.json"))
  }

  @Test func `where the machinery fails, there is no finding to fix`() async throws {
    let desk = try await published("--until", "build")
    try desk.write(Manifest.good.replacing("scratch", with: "127.0.0.1:9/base:1"), "agents/a/agent.yaml")
    try await desk.commit()
    let end = try await desk.run("git", "push", "-q", "origin", "main")
    #expect(!end.isSuccess && end.output.contains("hint: try again, or skip the hooks with"), "\(end.output)")
  }

  @Test(arguments: [
    ("push", "write one of `validate`, `build`, `test`"), ("tset", "did you mean `test`?"),
  ])
  func `a stage that no push can wait for is refused`(stage: String, hint: String) async throws {
    let desk = try await published()
    let flag = try await desk.run("agent-pipeline", "hook", "pre-push", "--until", stage, input: "")
    let variable = try await desk.run(
      "env", "AGENT_PIPELINE_UNTIL=\(stage)", "agent-pipeline", "hook", "pre-push", input: "")
    for (end, origin) in [(flag, "--until"), (variable, "AGENT_PIPELINE_UNTIL")] {
      #expect(!end.isSuccess && end.output.contains("`\(stage)` cannot be the last stage of a push hook"))
      #expect(end.output.contains(hint) && end.output.contains("it comes from \(origin)"), "\(end.output)")
    }
  }

  @Test func `the variable of the pre-commit framework alone does not replace what git says`() async throws {
    let desk = try await published()
    try await desk.git("switch", "-q", "-c", "topic")
    try desk.write(Manifest.bad, "agents/a/agent.yaml")
    try await desk.commit()
    let other = try await desk.run("env", "PRE_COMMIT=1", "git", "push", "-q", "origin", "main:good")
    #expect(other.isSuccess, "\(other.output)")
    try await desk.git("switch", "-q", "main")
    expectStopped(
      try await desk.run("env", "PRE_COMMIT=1", "git", "push", "-q", "origin", "topic"), "agents/a/agent.yaml")
    // `pre-commit run --all-files --hook-stage pre-push` names no reference.
    try await desk.git("switch", "-q", "topic")
    let all = try await desk.run("env", "PRE_COMMIT=1", "agent-pipeline", "hook", "pre-push", input: "")
    #expect(!all.isSuccess && all.output.contains("agents/a/agent.yaml:5:12"), "\(all.output)")
  }

  @Test func `a commit that is not there is an error`() async throws {
    let desk = try await published()
    let id = String(repeating: "12345678", count: 5)
    let line = "refs/heads/main \(id) refs/heads/main \(String(repeating: "0", count: 40))\n"
    let end = try await desk.run("agent-pipeline", "hook", "pre-push", "origin", "url", input: line)
    #expect(!end.isSuccess)
    #expect(end.output.contains("`\(id)` is not a commit of this repository [unknown-revision]"), "\(end.output)")
  }

  @Test func `a manifest behind a link is checked as it is in the commit`() async throws {
    let desk = try await published()
    try desk.write(Manifest.bad, "shared/tiny.yaml")
    try Directory.create(desk.repository.appending("agents/b"))
    _ = try await desk.run("ln", "-s", "../../shared/tiny.yaml", "agents/b/agent.yaml")
    try await desk.commit()
    expectStopped(try await desk.run("git", "push", "-q", "origin", "main"), "agents/b/agent.yaml")
  }

  @Test func `a line that is not git's is an error`() async throws {
    let desk = try await published()
    let end = try await desk.run("agent-pipeline", "hook", "pre-push", "origin", "url", input: "refs/heads/main\n")
    #expect(!end.isSuccess)
    #expect(end.output.contains("[malformed-push-line]"))
  }
}
