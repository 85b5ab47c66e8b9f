import Diagnostics
import FileIO
import PipelineCore
import SystemPackage
import Testing

/// `agent-pipeline tag` in real repositories.
@Suite("The executable and versions") struct TagTests {
  /// `v1.2.3`, then a feature, a fix and a document.
  private func workshop(pipeline: [String] = []) async throws -> Workshop {
    var agent = TinyAgent.unbased
    agent.pipeline = pipeline
    let workshop = try await Workshop(agent)
    try await workshop.git("tag", "v1.2.3")
    for message in ["feat(ui): chat", "fix: close the door", "docs: words"] { try await workshop.commit(message) }
    return workshop
  }

  /// A bare repository that `origin` names.
  private func bare(of workshop: Workshop) async throws -> FilePath {
    let bare = workshop.directory.appending("bare")
    try await workshop.git("clone", "-q", "--bare", "file://\(workshop.agent)", bare.string)
    try await workshop.git("remote", "add", "origin", "file://\(bare)")
    return bare
  }

  @Test func `a dry run explains itself and writes nothing`() async throws {
    let workshop = try await workshop()
    try await workshop.git("tag", "9.0.0")
    for name in ["other/v7.0.0", "nightly"] { try await workshop.git("tag", name) }
    try await workshop.git("commit", "-q", "--allow-empty", "-m", "fix: elsewhere")
    let call = try await workshop.run(
      "tag", "--dry-run", "--tag-git-push", "--tag-notes", "notes.md", "--tag-changelog", "CHANGES.md",
      "--tag-paths", ".", exitCode: 0)
    let said = call.said
    #expect(said.contains("base          v1.2.3 on "))
    #expect(said.contains("feat(ui): chat\n"))
    #expect(said.contains("docs: words  (`docs` does not trigger a release)\n"))
    #expect(said.contains("ignored tags  9.0.0  does not begin with `v`\n"))
    #expect(said.contains("              2 tags are not versions with the prefix `v`\n"))
    #expect(said.contains("result        1.3.0, a release\n"))
    #expect(call.checks["git tag"]?.message?.hasPrefix("dry run, would create `v1.3.0` on ") == true)
    #expect(try FileStatus.of(workshop.agent.appending("notes.md")) == nil)
    #expect(try FileStatus.of(workshop.agent.appending("CHANGES.md")) == nil)
    #expect(try FileStatus.of(workshop.agent.appending(".git/refs/tags/v1.3.0")) == nil)
    let version = try #require(call.report.agents[0].version)
    #expect(version.explanation.count == 4)
    #expect(version.ignoredTags == [.init(name: "9.0.0", reason: "does not begin with `v`")])
    #expect(version.notes?.contains("### Features\n\n- **ui:** chat (") == true)
  }

  @Test func `a release gets its tag, its notes and its changelog, once`() async throws {
    let workshop = try await workshop()
    let bare = try await bare(of: workshop)
    try workshop.write("# Changes\n\n## 1.2.3\n\n- old\n", to: "CHANGES.md")
    let arguments = ["tag", "--tag-git-push", "--tag-notes", "out/notes.md", "--tag-changelog", "CHANGES.md"]
    let first = try await workshop.run(arguments, exitCode: 0)
    #expect(first.checks["git tag"]?.message == "created `v1.3.0`, pushed to `origin`")
    try await workshop.git("rev-parse", "--verify", "refs/tags/v1.3.0^{commit}", in: bare)
    let notes = try workshop.read(workshop.agent.appending("out/notes.md"))
    #expect(notes.hasPrefix("## 1.3.0 ("))
    #expect(notes.contains("- close the door ("))
    let changelog = try workshop.read(workshop.agent.appending("CHANGES.md"))
    #expect(changelog.hasPrefix("# Changes\n\n## 1.3.0 ("))
    #expect(changelog.hasSuffix("\n\n## 1.2.3\n\n- old\n"))

    let second = try await workshop.run(arguments, exitCode: 0)
    #expect(second.checks["git tag"]?.message == "`v1.3.0` is unchanged, `origin` already has it")
    #expect(try workshop.read(workshop.agent.appending("out/notes.md")) == notes)
    #expect(try workshop.read(workshop.agent.appending("CHANGES.md")) == changelog)
    #expect(second.report.agents[0].version?.next == "1.3.0")
  }

  @Test func `a version that another run has tagged elsewhere is not taken twice`() async throws {
    let workshop = try await workshop()
    let bare = try await bare(of: workshop)
    try await workshop.git("tag", "v1.3.0", "v1.2.3", in: bare)
    let call = try await workshop.run("tag", "--tag-git-push", exitCode: 1)
    #expect(call.codes.contains("git-tag-taken"))
    #expect(call.said.contains("another run was first"))
    let again = try await workshop.run("tag", "--dry-run", exitCode: 0)
    #expect(again.report.agents[0].version?.bump == "minor", "no tag of ours is left")
  }

  @Test func `a release beside uncommitted changes is warned of, by the names of the files`() async throws {
    let workshop = try await workshop()
    try workshop.write("*.log\n", to: ".gitignore")
    try await workshop.commit("chore: ignore logs")
    #expect(try await !workshop.run("tag", "--dry-run", exitCode: 0).codes.contains("uncommitted-changes"))
    try workshop.write("print()", to: "main.py")
    try workshop.write("noise", to: "run.log")
    for number in 1...6 { try workshop.write("new", to: "tools/\(number).py") }
    let call = try await workshop.run("tag", "--tag-changelog", "CHANGES.md", exitCode: 0)
    let warning = try #require(call.report.agents[0].diagnostics.first { $0.code == "uncommitted-changes" })
    #expect(warning.severity == .warning)
    #expect(
      warning.message == """
        1.3.0 is released with uncommitted changes, which its tag does not contain: `main.py`, \
        `tools/1.py`, `tools/2.py`, `tools/3.py`, `tools/4.py` and 2 more
        """)
    #expect(call.said.contains("uncommitted-changes"))
    #expect(try await workshop.run("tag", "--strict", exitCode: 1).codes.contains("uncommitted-changes"))
    // Where nothing is released there is nothing to warn of.
    #expect(
      try await !workshop.run("tag", "--tag-bump", "none", exitCode: 0).codes.contains("uncommitted-changes"))
    try await workshop.git("checkout", "-q", "main.py")
    try await workshop.git("clean", "-q", "-f", "-d", "tools")
    // What the tool itself has written is no surprise.
    let again = try await workshop.run("tag", "--tag-changelog", "CHANGES.md", exitCode: 0)
    #expect(!again.codes.contains("uncommitted-changes"))
  }

  @Test func `nothing to release makes no tag`() async throws {
    let workshop = try await workshop()
    try await workshop.git("checkout", "-q", "-b", "feature")
    let call = try await workshop.run("tag", "--tag-git-create", "--tag-notes", "notes.md", exitCode: 0)
    #expect(call.checks["git tag"]?.message == "no release")
    #expect(call.checks["release notes"]?.outcome == .skipped)
  }

  @Test(arguments: [
    (["--tag-bump", "major"], "2.0.0"), (["--tag-version", "3.0.0"], "3.0.0"), (["--tag-bump", "none"], "1.2.3"),
    (["--tag-compat", "git-cliff"], "1.3.0"), (["--tag-prefix", "x"], "0.1.0"),
  ])
  func `flags decide what the commits do not`(flags: [String], next: String) async throws {
    let call = try await workshop().run(["tag", "--dry-run"] + flags, exitCode: 0)
    #expect(call.report.agents[0].version?.next == next)
  }

  @Test func `a forced version that is none is a wrong setting`() async throws {
    let call = try await workshop().run("tag", "--tag-version", "v3", exitCode: 2)
    #expect(call.codes == ["invalid-version"])
  }

  @Test func `squashed merges and profiles are set in the manifest`() async throws {
    let workshop = try await workshop(pipeline: ["tag: {squashBodies: true, compat: semantic-release}"])
    try await workshop.commit("Add it (#12)\n\n* feat!: a\n* fix: b")
    let call = try await workshop.run("tag", "--dry-run", exitCode: 0)
    #expect(call.report.agents[0].version?.next == "2.0.0")
    #expect(call.said.contains("(by `feat: a` in its body)"))
  }
}

/// The checkouts that CI systems make: the right version or a clear diagnostic, never a guess.
@Suite("The executable in the checkouts of CI systems") struct CheckoutTests {
  private func workshop() async throws -> Workshop {
    let workshop = try await Workshop(.unbased)
    try await workshop.git("config", "uploadpack.allowFilter", "true")
    try await workshop.git("tag", "v1.2.3")
    for number in 1...4 { try await workshop.commit("feat: \(number)") }
    return workshop
  }

  private func clone(_ workshop: Workshop, _ options: [String]) async throws -> FilePath {
    let clone = workshop.directory.appending("clone")
    try await workshop.git(["clone", "-q"] + options + ["file://\(workshop.agent)", clone.string])
    return clone
  }

  private func run(_ workshop: Workshop, in clone: FilePath, _ flags: [String] = [], exitCode: Int32) async throws
    -> Call
  {
    try await workshop.run(
      ["tag", "--dry-run"] + flags, in: clone, reportDirectory: clone.appending(".agent-pipeline"), exitCode: exitCode)
  }

  @Test(
    arguments: [
      [], ["--filter=blob:none"], ["--filter=tree:0"], ["--single-branch"], ["--depth", "5"], ["--shared"],
    ] as [[String]])
  func `know the version where the history reaches the base`(options: [String]) async throws {
    let workshop = try await workshop()
    let clone = try await clone(workshop, options)
    let call = try await run(workshop, in: clone, exitCode: 0)
    #expect(call.report.agents[0].version?.next == "1.3.0")
  }

  @Test(arguments: [["--depth", "1"], ["--depth", "3"], ["--depth", "1", "--no-tags"]])
  func `are refused where it does not, and completed where that is allowed`(options: [String]) async throws {
    let workshop = try await workshop()
    let clone = try await clone(workshop, options)
    let refused = try await run(workshop, in: clone, exitCode: 3)
    #expect(refused.codes.contains("shallow-history"))
    #expect(refused.said.contains("--tag-fetch-history"))
    #expect(refused.report.agents[0].version == nil)
    let completed = try await run(workshop, in: clone, ["--tag-fetch-history"], exitCode: 0)
    #expect(completed.report.agents[0].version?.next == "1.3.0")
  }

  @Test(arguments: [
    (["GITHUB_ACTIONS": "true"], "fetch-depth: 0"), (["GITLAB_CI": "true"], "GIT_DEPTH: 0"),
    (["DRONE": "true", "CI": "drone"], "clone: {depth: 0}"), (["CI": "woodpecker"], "partial: false"),
  ])
  func `are mended in the words of the CI system`(environment: [String: String], remedy: String) async throws {
    let workshop = try await workshop()
    let clone = try await clone(workshop, ["--depth", "1"])
    let call = try await workshop.run(
      "tag", environment: environment, in: clone, reportDirectory: clone.appending(".agent-pipeline"), exitCode: 3)
    #expect(call.said.contains(remedy))
  }

  @Test func `without any tag say so, and fetch them where that is allowed`() async throws {
    let workshop = try await workshop()
    let clone = try await clone(workshop, ["--no-tags"])
    let call = try await run(workshop, in: clone, exitCode: 0)
    #expect(call.codes.contains("no-git-tags"))
    #expect(call.report.agents[0].version?.next == "0.1.0")
    let completed = try await run(workshop, in: clone, ["--tag-fetch-history"], exitCode: 0)
    #expect(completed.report.agents[0].version?.next == "1.3.0")
    #expect(!completed.codes.contains("no-git-tags"))
  }

  @Test func `tell git's own words where completing fails`() async throws {
    let workshop = try await workshop()
    let clone = try await clone(workshop, ["--depth", "1"])
    try await workshop.git("remote", "set-url", "origin", "file:///nonexistent", in: clone)
    let call = try await run(workshop, in: clone, ["--tag-fetch-history"], exitCode: 3)
    #expect(call.codes.contains("git-fetch"))
    #expect(call.said.contains("git says: "))
  }

  @Test func `with a detached HEAD take the branch from the CI system`() async throws {
    let workshop = try await workshop()
    let clone = try await clone(workshop, [])
    try await workshop.git("checkout", "-q", "--detach", in: clone)
    let alone = try await run(workshop, in: clone, exitCode: 0)
    #expect(alone.report.agents[0].version?.release == false)
    let inCI = try await workshop.run(
      "tag", "--dry-run",
      environment: ["GITLAB_CI": "true", "CI_COMMIT_BRANCH": "main", "CI_DEFAULT_BRANCH": "main"], in: clone,
      reportDirectory: clone.appending(".agent-pipeline"), exitCode: 0)
    #expect(inCI.report.agents[0].version?.release == true)
  }

  @Test func `work in a linked worktree`() async throws {
    let workshop = try await workshop()
    let linked = workshop.directory.appending("linked")
    try await workshop.git("worktree", "add", "-q", "-b", "side", linked.string)
    let call = try await run(workshop, in: linked, exitCode: 0)
    #expect(call.report.agents[0].version?.next == "1.3.0")
  }

  @Test func `count only the commits of a submodule`() async throws {
    let inner = try await workshop()
    let outer = try await Workshop(.unbased)
    try await outer.git("submodule", "--quiet", "add", "file://\(inner.agent)", "inner")
    try await outer.commit("feat!: outer")
    let call = try await outer.run(
      "tag", "--dry-run", ".", "inner", reportDirectory: outer.agent.appending(".agent-pipeline"), exitCode: 0)
    #expect(call.report.agents.map { $0.version?.next } == ["0.1.0", "1.3.0"])
  }

  @Test func `several agents of a repository have versions of their own`() async throws {
    let workshop = try await Workshop(.unbased)
    for name in ["one", "two", "three"] {
      var agent = TinyAgent.unbased
      agent.name = name
      try workshop.write(agent, in: "agents/\(name)")
    }
    try await workshop.commit("feat: agents")
    for name in ["one", "two", "three"] { try await workshop.git("tag", "\(name)/v1.0.0") }
    try workshop.write("x", to: "agents/one/x")
    try await workshop.commit("fix: one")
    try workshop.write("x", to: "agents/two/x")
    try await workshop.commit("feat: two")
    try await workshop.git("tag", "two/v1.1.0")
    try workshop.write("y", to: "agents/two/x")
    try await workshop.commit("fix: two")
    let call = try await workshop.run(
      "tag", "--dry-run", "agents/one", "agents/two", "agents/three", exitCode: 0)
    #expect(call.report.agents.map { $0.version?.next } == ["1.0.1", "1.1.1", "1.0.0"])
    #expect(call.report.agents.map { $0.version?.release } == [true, true, false])
  }

  @Test func `many agents at once are told in their order, and of each what it is told alone`() async throws {
    let workshop = try await Workshop(.unbased)
    let names = (1...12).map { "agent\($0)" }
    for name in names {
      var agent = TinyAgent.unbased
      agent.name = name == "agent5" ? "Not A Name" : name
      try workshop.write(agent, in: name)
    }
    try await workshop.commit("feat: agents")
    for (number, name) in names.enumerated() {
      if number > 2 { try await workshop.git("tag", "\(name)/v1.0.\(number)") }
      try workshop.write("x", to: "\(name)/x")
      try await workshop.commit(number % 3 == 0 ? "feat: more" : "fix: more")
    }
    try workshop.write("changed", to: "agent7/main.py")
    let together = try await workshop.run(["tag", "--dry-run"] + names, exitCode: 1)
    // With files to write, one comes after the other.
    let inTurn = try await workshop.run(
      ["tag", "--tag-changelog", "CHANGES.md"] + names, exitCode: 1)
    func summary(_ call: Call) -> [String] {
      call.report.agents.map { agent in
        "\(agent.path) \(agent.stages.map(\.outcome)) \(agent.version?.next ?? "") "
          + "\(agent.diagnostics.map(\.code)) \(agent.version?.explanation.map(\.commit) ?? [])"
      }
    }
    #expect(summary(together) == summary(inTurn))
    try #require(together.report.agents.map(\.path) == names)
    #expect(together.report.agents[4].outcome == .failed)
    #expect(together.report.agents[6].diagnostics.map(\.code) == ["uncommitted-changes"])
    let headings = together.said.split(separator: "\n").map(String.init).filter { names.contains($0) }
    #expect(Array(headings.prefix(11)) == names.filter { $0 != "agent5" }, "\(together.said)")
  }

  @Test func `switches mean the same in any order`() async throws {
    let workshop = try await workshop()
    let short = try await workshop.run("tag", "--dry-run", "--quiet", ".", exitCode: 0)
    let long = try await workshop.run("tag", ".", "--quiet", "--dry-run", "--color", "never", exitCode: 0)
    #expect(short.report.dryRun && long.report.dryRun)
    #expect(short.said.split(separator: "\n").count == long.said.split(separator: "\n").count)
    #expect(!short.said.contains("base  "))
    let verbose = try await workshop.run("tag", "--verbose", exitCode: 0)
    #expect(verbose.said.contains("base  ") && !verbose.report.dryRun)
    #expect(try await workshop.call("tag", "--dry-ran").exitCode == 2)
    #expect(try await workshop.call("tag", "--help").standardOutput.contains("USAGE"))
  }
}
