import FileIO
import SystemPackage
import Testing

/// Where git looks for hooks, and what may stand there.
@Suite("agent-pipeline hook install and its place") struct PlaceTests {
  private func names(_ directory: FilePath) throws -> [String] {
    try Directory.names(in: directory).filter { !$0.hasSuffix(".sample") }.sorted()
  }

  private func install(_ desk: Desk, in place: FilePath? = nil, at location: Testing.SourceLocation = #_sourceLocation)
    async throws
  {
    let end = try await desk.run("agent-pipeline", "hook", "install", in: place)
    #expect(end.isSuccess, "\(end.output)", sourceLocation: location)
  }

  private func expectStops(_ desk: Desk, in place: FilePath, at location: Testing.SourceLocation = #_sourceLocation)
    async throws
  {
    try desk.write(Manifest.bad, "agent.yaml", in: place)
    try await desk.git("add", "agent.yaml", in: place)
    let end = try await desk.run("git", "commit", "-q", "-m", "bad", in: place)
    #expect(!end.isSuccess && end.output.contains("[unknown-runtime]"), "\(end.output)", sourceLocation: location)
  }

  @Test func `the script says which tool and version it came from`() async throws {
    let desk = try await Desk()
    try await install(desk)
    let script = String(
      decoding: try FileContents.read(desk.hooks.appending("pre-commit"), limit: 1 << 16), as: UTF8.self)
    let version = try await desk.run("agent-pipeline", "--version").output.split(separator: "\n")[0].split(
      separator: " ")
    let isNamed = version.contains {
      script.contains("# Written by `agent-pipeline hook install`, agent-pipeline \($0);")
    }
    #expect(isNamed, "\(script)")
  }

  @Test func `all work trees of a repository share its hooks`() async throws {
    let desk = try await Desk()
    try await desk.commit()
    let other = desk.directory.appending("other")
    try await desk.git("worktree", "add", "-q", "-b", "topic", other.string)
    try await install(desk, in: other)
    #expect(try names(desk.hooks) == ["pre-commit", "pre-push"])
    try await expectStops(desk, in: other)
    try await expectStops(desk, in: desk.repository)
  }

  @Test func `a submodule has its own`() async throws {
    let desk = try await Desk()
    try await desk.commit()
    try await desk.git("push", "-q", "origin", "main")
    let outer = desk.directory.appending("outer")
    try await desk.git("init", "-q", outer.string, in: desk.directory)
    try await desk.git(
      "-c", "protocol.file.allow=always", "submodule", "add", "-q", desk.remote.string, "sub", in: outer)
    try await install(desk, in: outer.appending("sub"))
    #expect(try names(outer.appending(".git/modules/sub/hooks")) == ["pre-commit", "pre-push"])
    #expect(try names(outer.appending(".git/hooks")) == [])
    try await expectStops(desk, in: outer.appending("sub"))
  }

  @Test func `a bare repository has its own`() async throws {
    let desk = try await Desk()
    try await install(desk, in: desk.remote)
    #expect(try names(desk.remote.appending("hooks")) == ["pre-commit", "pre-push"])
  }

  @Test(arguments: [false, true]) func `the directory need not exist, and may be named in full`(isFull: Bool)
    async throws
  {
    let desk = try await Desk()
    try Directory.remove(desk.hooks)
    try await install(desk)
    #expect(try names(desk.hooks) == ["pre-commit", "pre-push"])
    let hooks = desk.repository.appending("tools/hooks")
    try await desk.git("config", "core.hooksPath", isFull ? hooks.string : "tools/hooks")
    try await install(desk, in: desk.repository)
    #expect(try names(hooks) == ["pre-commit", "pre-push"])
    try await expectStops(desk, in: desk.repository)
  }

  @Test func `a link to a directory elsewhere is left alone`() async throws {
    let desk = try await Desk()
    let shared = desk.directory.appending("shared")
    try Directory.remove(desk.hooks)
    try Directory.create(shared)
    try Directory.link(desk.hooks, to: "../../shared")
    let end = try await desk.run("agent-pipeline", "hook", "install")
    #expect(!end.isSuccess && end.output.contains("[shared-hooks-directory]"), "\(end.output)")
    #expect(try names(shared) == [])
  }

  @Test(arguments: ["../shared", ""]) func `a directory that is not the repository's is left alone`(path: String)
    async throws
  {
    let desk = try await Desk()
    try await desk.commit()
    let other = desk.directory.appending("other")
    try await desk.git("worktree", "add", "-q", "-b", "topic", other.string)
    try await desk.git("config", "core.hooksPath", path)
    let refused = try await desk.run("agent-pipeline", "hook", "install", in: other)
    #expect(!refused.isSuccess && refused.output.contains("[shared-hooks-directory]"), "\(refused.output)")
    let removal = try await desk.run("agent-pipeline", "hook", "uninstall", in: other)
    #expect(!removal.isSuccess && !removal.output.contains("hint: add"), "\(removal.output)")
    // The hint works as it is shown, in a linked work tree, too.
    let hint = try #require(refused.output.firstMatch(of: /`(git config .*)`/)?.1)
    #expect(try await desk.run("sh", "-c", String(hint), in: other).isSuccess)
    try await install(desk, in: other)
    #expect(try names(desk.hooks) == ["pre-commit", "pre-push"])
    try await expectStops(desk, in: other)
  }

  @Test func `a directory in the place of a hook is named`() async throws {
    let desk = try await Desk()
    try Directory.create(desk.hooks.appending("pre-commit"))
    let end = try await desk.run("agent-pipeline", "hook", "install")
    #expect(!end.isSuccess && end.output.contains("is a directory"), "\(end.output)")
    #expect(try names(desk.hooks) == ["pre-commit"])
  }

  @Test func `a tracked hook that git ignores is named`() async throws {
    let desk = try await Desk()
    try await desk.git("config", "core.hooksPath", ".githooks")
    try desk.write("#!/bin/sh\necho tracked\n", ".githooks/pre-commit")
    try await desk.commit()
    for _ in 1...2 {
      let end = try await desk.run("agent-pipeline", "hook", "install")
      #expect(end.isSuccess && end.output.contains("git ignores it until you call `chmod +x "), "\(end.output)")
    }
  }

  @Test func `a hook that may not be run stays so`() async throws {
    let desk = try await Desk()
    try desk.write("#!/bin/sh\necho never\nexit 1\n", ".git/hooks/pre-commit")
    try await install(desk)
    try desk.write(Manifest.good, "agent.yaml")
    try await desk.git("add", ".")
    let end = try await desk.run("git", "commit", "-q", "-m", "x")
    #expect(end.isSuccess && end.output == "", "\(end.output)")
    #expect(try await desk.run("agent-pipeline", "hook", "uninstall").isSuccess)
    #expect(try FileStatus.of(desk.hooks.appending("pre-commit"))?.permissions == 0o644)
  }

  @Test func `a hook that is a link runs, and is a link again afterwards`() async throws {
    let desk = try await Desk()
    try desk.write("#!/bin/sh\necho linked\n", "scripts/check.sh")
    _ = try await desk.run("chmod", "755", "scripts/check.sh")
    try await desk.commit()
    let hook = desk.hooks.appending("pre-commit")
    try Directory.link(hook, to: "../../scripts/check.sh")
    try await install(desk)
    try desk.write(Manifest.good, "agent.yaml")
    try await desk.git("add", ".")
    let end = try await desk.run("git", "commit", "-q", "-m", "x")
    #expect(end.isSuccess && end.output.contains("linked"), "\(end.output)")
    _ = try await desk.run("agent-pipeline", "hook", "uninstall")
    #expect(try FileStatus.of(hook)?.kind == .symbolicLink)
    #expect(try names(desk.hooks) == ["pre-commit"])
  }

  @Test func `a hook that git tracks gets our lines, not another name`() async throws {
    let desk = try await Desk()
    try await desk.git("config", "core.hooksPath", ".githooks")
    try desk.write("#!/bin/bash\necho tracked\n", ".githooks/pre-commit")
    try desk.write("#!/usr/bin/env python3\nprint('tracked')\n", ".githooks/pre-push")
    _ = try await desk.run("chmod", "755", ".githooks/pre-commit", ".githooks/pre-push")
    try await desk.commit()
    let refused = try await desk.run("agent-pipeline", "hook", "install")
    #expect(!refused.isSuccess && refused.output.contains("[foreign-hook]"), "\(refused.output)")
    #expect(try await desk.git("status", "--porcelain") == "", "the other hook has not changed either")
    try desk.write("#!/bin/sh\n", ".githooks/pre-push")
    try await desk.commit()
    try await install(desk)
    #expect(try await desk.git("status", "--porcelain", "--untracked-files=no").hasPrefix(" M .githooks/pre-commit"))
    #expect(try names(desk.repository.appending(".githooks")) == ["pre-commit", "pre-push"])
    try await expectStops(desk, in: desk.repository)
    try await desk.git("rm", "-qf", "--cached", "agent.yaml")
    _ = try await desk.run("agent-pipeline", "hook", "uninstall")
    #expect(try await desk.git("status", "--porcelain", "--untracked-files=no") == "")
  }

  @Test func `ours that may not be run is repaired`() async throws {
    let desk = try await Desk()
    try await install(desk)
    _ = try await desk.run("chmod", "644", ".git/hooks/pre-commit")
    try await install(desk)
    try await expectStops(desk, in: desk.repository)
  }

  @Test func `an error leaves the other hook where it is`() async throws {
    let desk = try await Desk()
    try desk.writeForeignHook("pre-commit")
    // Root may write to a directory that is read-only; not to one on which nothing can be made.
    let isLocked = try await desk.run("chattr", "+i", ".git/hooks").isSuccess
    let isRoot = try await desk.run("id", "-u").output == "0\n"
    guard isLocked || !isRoot else { return }
    if !isLocked { _ = try await desk.run("chmod", "555", ".git/hooks") }
    let end = try await desk.run("agent-pipeline", "hook", "install")
    _ = try await desk.run("chattr", "-i", ".git/hooks")
    _ = try await desk.run("chmod", "755", ".git/hooks")
    #expect(!end.isSuccess && end.output.contains(".git/hooks/pre-commit"), "\(end.output)")
    #expect(try names(desk.hooks) == ["pre-commit"])
  }
}
