import FileIO
import SystemPackage
import Testing

@Suite("agent-pipeline hook install, uninstall") struct InstallTests {
  private func contents(_ directory: FilePath) throws -> [String] {
    try Directory.names(in: directory).filter { !$0.hasSuffix(".sample") }
  }

  @Test func `installing twice changes nothing, uninstalling leaves nothing`() async throws {
    let desk = try await Desk()
    #expect(try await desk.run("agent-pipeline", "hook", "install").isSuccess)
    let end = try await desk.run("agent-pipeline", "hook", "install")
    #expect(end.output.contains("pre-commit: already installed"))
    #expect(try contents(desk.hooks) == ["pre-commit", "pre-push"])
    #expect(try await desk.run("agent-pipeline", "hook", "uninstall").isSuccess)
    #expect(try contents(desk.hooks) == [])
    #expect(try await desk.run("agent-pipeline", "hook", "uninstall").output.contains("pre-push: not installed"))
  }

  @Test func `a script of an older version is known by its first words`() async throws {
    let desk = try await Desk()
    _ = try await desk.run("agent-pipeline", "hook", "install")
    let path = desk.hooks.appending("pre-push")
    let script = String(decoding: try FileContents.read(path, limit: 1 << 16), as: UTF8.self)
    let older = script.replacing("uninstall` removes it.", with: "uninstall` did it.")
      .replacing(/# The sum of .*\n/, with: "")
    try FileContents.write(Array(older.utf8), to: path)
    _ = try await desk.run("agent-pipeline", "hook", "uninstall")
    #expect(try contents(desk.hooks) == [])
  }

  @Test(arguments: ["install", "uninstall"], ["echo mine >>", "sed -i '1a echo mine'", "sed -i 's/exit 1/exit 0/'"])
  func `lines that a user added to our script are not lost`(command: String, edit: String) async throws {
    let desk = try await Desk()
    _ = try await desk.run("agent-pipeline", "hook", "install")
    _ = try await desk.run("sh", "-c", "\(edit) .git/hooks/pre-commit")
    let changed = try FileContents.read(desk.hooks.appending("pre-commit"), limit: 1 << 16)
    let end = try await desk.run("agent-pipeline", "hook", command)
    #expect(!end.isSuccess && end.output.contains("[changed-hook]"), "\(end.output)")
    #expect(try FileContents.read(desk.hooks.appending("pre-commit"), limit: 1 << 16) == changed)
  }

  @Test func `a hook that was there before comes back, also where ours is gone`() async throws {
    let desk = try await Desk()
    try desk.writeForeignHook("pre-commit")
    _ = try await desk.run("agent-pipeline", "hook", "install")
    try Directory.remove(desk.hooks.appending("pre-commit"))
    let end = try await desk.run("agent-pipeline", "hook", "uninstall")
    #expect(end.isSuccess && end.output.contains("is restored"), "\(end.output)")
    #expect(try contents(desk.hooks) == ["pre-commit"])
  }

  /// git then puts its own directory into PATH, and finds itself by its path.
  @Test(arguments: ["PATH=", "PATH=/nonexistent", "-u PATH"])
  func `with an empty PATH every hook runs as well`(path: String) async throws {
    let desk = try await Desk()
    for name in ["pre-commit", "pre-push"] { try desk.writeForeignHook(name, exit: name == "pre-push" ? 7 : 0) }
    #expect(try await desk.run("agent-pipeline", "hook", "install").isSuccess)
    try desk.write(Manifest.bad, "agent.yaml")
    try await desk.git("add", ".")
    let commit = try await desk.run("sh", "-c", "env \(path) /usr/bin/git commit -q -m bad")
    #expect(!commit.isSuccess && commit.output.contains("[unknown-runtime]"), "\(commit.output)")
    #expect(try desk.told == "\n", "the other hook was called")
    let id = try await desk.commit()
    let push = try await desk.run("sh", "-c", "env \(path) /usr/bin/git push -q origin main")
    #expect(!push.isSuccess && !push.output.contains("not found"), "\(push.output)")
    #expect(try desk.told.contains("refs/heads/main \(id) "))
  }

  @Test func `installing again with another stage replaces the script`() async throws {
    let desk = try await Desk()
    _ = try await desk.run("agent-pipeline", "hook", "install")
    _ = try await desk.run("agent-pipeline", "hook", "install", "--until", "test")
    let script = try FileContents.read(desk.hooks.appending("pre-push"), limit: 1 << 16)
    #expect(String(decoding: script, as: UTF8.self).contains("hook pre-push --until test"))
  }

  @Test func `a hook that is there already runs first, with its arguments and its input, and comes back`() async throws
  {
    let desk = try await Desk()
    try desk.writeForeignHook("pre-push")
    let before = try FileContents.read(desk.hooks.appending("pre-push"), limit: 1 << 16)
    _ = try await desk.run("agent-pipeline", "hook", "install")
    try desk.write(Manifest.bad, "agent.yaml")
    let commit = try await desk.commit()
    let end = try await desk.run("git", "push", "-q", "origin", "main")
    #expect(!end.isSuccess)
    let zero = String(repeating: "0", count: 40)
    #expect(try desk.told == "origin \(desk.remote)\nrefs/heads/main \(commit) refs/heads/main \(zero)\n")
    _ = try await desk.run("agent-pipeline", "hook", "uninstall")
    #expect(try FileContents.read(desk.hooks.appending("pre-push"), limit: 1 << 16) == before)
    #expect(try contents(desk.hooks) == ["pre-push"])
  }

  @Test func `a push of nothing tells a hook that was there before nothing`() async throws {
    let desk = try await Desk()
    try desk.write("x", "file")
    try await desk.commit()
    try await desk.git("push", "-q", "--no-verify", "origin", "main")
    try desk.writeForeignHook("pre-push")
    #expect(try await desk.run("agent-pipeline", "hook", "install").isSuccess)
    #expect(try await desk.run("git", "push", "-q", "origin", "main").isSuccess)
    #expect(try desk.told == "origin \(desk.remote)\n")
  }

  @Test(arguments: ["pre-commit", "pre-push"])
  func `a hook that was there before still stops git`(name: String) async throws {
    let desk = try await Desk()
    try desk.writeForeignHook(name, exit: 7)
    _ = try await desk.run("agent-pipeline", "hook", "install")
    try desk.write(Manifest.good, "agent.yaml")
    try await desk.git("add", ".")
    #expect(try await desk.run("git", "commit", "-q", "-m", "x").isSuccess == (name != "pre-commit"))
    try await desk.commit()
    #expect(try await desk.run("git", "push", "-q", "origin", "main").isSuccess == (name != "pre-push"))
  }

  @Test func `a second hook of somebody else is refused with the line to add`() async throws {
    let desk = try await Desk()
    try desk.writeForeignHook("pre-commit")
    _ = try await desk.run("agent-pipeline", "hook", "install")
    try desk.writeForeignHook("pre-commit")
    let end = try await desk.run("agent-pipeline", "hook", "install")
    #expect(!end.isSuccess)
    #expect(end.output.contains("[hook-exists]"))
    #expect(end.output.contains("agent-pipeline hook pre-commit || exit"))
  }

  @Test func `core.hooksPath is where git looks`() async throws {
    let desk = try await Desk()
    try await desk.git("config", "core.hooksPath", ".githooks")
    _ = try await desk.run("agent-pipeline", "hook", "install")
    #expect(try contents(desk.repository.appending(".githooks")) == ["pre-commit", "pre-push"])
    #expect(try contents(desk.hooks) == [])
    try desk.write(Manifest.bad, "agent.yaml")
    try await desk.git("add", "agent.yaml")
    #expect(try await !desk.run("git", "commit", "-q", "-m", "bad").isSuccess)
  }

  @Test func `hooks that other repositories share are left alone`() async throws {
    let desk = try await Desk()
    try await desk.git("config", "--global", "core.hooksPath", "~/shared")
    let end = try await desk.run("agent-pipeline", "hook", "install")
    #expect(!end.isSuccess)
    #expect(end.output.contains("[shared-hooks-directory]"))
    #expect(try FileStatus.of(desk.directory.appending("shared")) == nil)
  }
}
