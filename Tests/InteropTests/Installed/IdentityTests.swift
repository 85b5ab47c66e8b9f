import ChildProcess
import FileIO
import SystemPackage
import Testing

extension Interop {
  @Suite(.needs("git")) struct `The version of a build` {
    let scratch: Scratch
    let clone: AgentRepository

    init() async throws {
      scratch = try Scratch()
      clone = AgentRepository(directory: scratch.path.appending("clone"))
      try clone.directory.appending("agent.yaml").write(
        """
        apiVersion: agent.dev/v1
        kind: Agent
        metadata: {name: tool, version: 0.1.0}
        spec:
          runtime: custom
          model: {provider: local, name: none}
          pipeline:
            build: {include: [LICENSE]}
            tag: {prefix: v, paths: [agent.yaml, LICENSE, Scripts]}

        """)
      for file in ["Scripts/release/identity.sh", "LICENSE"] {
        let goal = clone.directory.appending(FilePath(file).components)
        try Directory.create(goal.removingLastComponent())
        try await Tools.succeed("cp", [Tools.package.appending(FilePath(file).components).string, goal.string])
      }
      try await Tools.succeed("git", ["init", "-q", "-b", "main"], in: clone.directory)
      try await clone.commit("feat: begin")
    }

    private func identity(
      of place: FilePath? = nil, _ variables: [String: String] = [:]
    ) async throws -> (status: ChildProcess.Status, lines: [String], output: String) {
      let place = place ?? clone.directory
      let exit = try await ChildProcess(
        place.appending("Scripts/release/identity.sh").string, [try #require(Tools.find("agent-pipeline")).string],
        environment: Tools.environment.merging(variables) { $1 }, workingDirectory: place
      ).run(timeout: .seconds(60), standardOutput: .apart(limit: 1 << 20))
      let lines = String(decoding: exit.standardOutput, as: UTF8.self)
        .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      return (exit.status, lines, exit.output)
    }

    private func git(_ arguments: String...) async throws -> String {
      let output = try await Tools.succeed("git", arguments, in: clone.directory)
      return String(output.split(separator: "\n").first ?? "")
    }

    @Test func `is the release's on the release branch, and the commit is the last one before its sums`() async throws {
      let head = try await git("rev-parse", "HEAD")
      let before = try await identity()
      #expect(before.lines.count == 5 && before.lines.prefix(2) == ["0.1.0", head], "\(before.output)")
      try clone.directory.appending("release/SHA256SUMS").write("sums\n")
      try await clone.commit("chore(release): the sums of 0.1.0")
      _ = try await git("tag", "v0.1.0")
      #expect(try await identity().lines == before.lines)
      _ = try await git("checkout", "-q", "--detach")
      #expect(try await identity().lines == before.lines)
    }

    @Test func `is a label on another branch, whatever the CI job says`() async throws {
      _ = try await git("checkout", "-q", "-b", "topic")
      let head = try await git("rev-parse", "--short=7", "HEAD")
      let found = try await identity([
        "GITHUB_ACTIONS": "true", "GITHUB_REF": "refs/heads/main", "AGENT_PIPELINE_BRANCH": "main",
      ])
      #expect(found.lines.first == "0.1.0-dev.1+\(head)", "\(found.output)")
    }

    @Test func `is refused with uncommitted changes, or says that there are some`() async throws {
      try clone.directory.appending("LICENSE").write("changed\n")
      let refused = try await identity()
      #expect(
        refused.status == .exited(3) && refused.output.contains("uncommitted changes: LICENSE"), "\(refused.output)")
      #expect(try await identity(["ALLOW_DIRTY": "1"]).lines.first == "0.1.0+dirty")
    }

    @Test func `cannot be told by a shallow clone, an archive, or a copy in another repository`() async throws {
      let shallow = scratch.path.appending("shallow")
      try await clone.addOne()
      try await Tools.succeed("git", ["clone", "-q", "--depth", "1", "file://\(clone.directory)", shallow.string])
      let unpacked = scratch.path.appending("unpacked")
      try await Tools.succeed("cp", ["-R", clone.directory.string, unpacked.string])
      try Directory.remove(unpacked.appending(".git"))
      let inside = clone.directory.appending("vendored")
      try await Tools.succeed("cp", ["-R", unpacked.string, inside.string])
      for (place, message) in [
        (shallow, "git fetch --unshallow --tags"), (unpacked, "there is no git history"),
        (inside, "not in one of their own"),
      ] {
        let found = try await identity(of: place)
        #expect(found.status == .exited(3) && found.output.contains(message), "\(found.output)")
      }
    }

    @Test(arguments: [
      ("https://user:secret@github.com/team/app.git", "https://github.com/team/app"),
      ("git@github.com:team/app.git", "https://github.com/team/app"),
      ("ssh://git@gitlab.example.com:2222/group/sub/app.git", "https://gitlab.example.com/group/sub/app"),
      ("https://forge.example:8443/team/app/", "https://forge.example:8443/team/app"), ("/srv/git/app.git", ""),
      ("file:///srv/git/app.git", ""), ("https://forge.example/a b", ""),
    ])
    func `comes with the web address of the repository, never with a login`(remote: String, address: String)
      async throws
    {
      _ = try await git("remote", "add", "origin", remote)
      let found = try await identity()
      #expect(found.lines.dropFirst(3).first == address, "\(found.output)")
    }

    @Test func `takes the address of the releases from a variable, and refuses what is none`() async throws {
      #expect(
        try await identity(["RELEASES_URL": "https://mirror.example/app"]).lines[3] == "https://mirror.example/app")
      let refused = try await identity(["RELEASES_URL": "mirror/app"])
      #expect(refused.status == .exited(3) && refused.output.contains("RELEASES_URL"), "\(refused.output)")
    }

    @Test(
      arguments: [
        ("1.2.3", "1.2.3", "1.2.3"), ("0.1.1-dev.3+1a2b3c4", "0.1.1.dev3+1a2b3c4", "0.1.1~dev.3+1a2b3c4"),
        ("1.0.0-rc.1", "1.0.0rc1", "1.0.0~rc.1"),
        ("1.0.0-rc.1.dev.2+0abc.dirty", "1.0.0rc1.dev2+0abc.dirty", "1.0.0~rc.1.dev.2+0abc.dirty"),
        ("1.0.0-beta.2", "1.0.0b2", "1.0.0~beta.2"), ("1.0.0+dirty", "1.0.0+dirty", "1.0.0+dirty"),
        ("1.0.0-nightly", nil, "1.0.0~nightly"),
      ] as [(String, String?, String)])
    func `is written as Python and Debian write theirs`(version: String, python: String?, debian: String) async throws {
      let script = Tools.package.appending("Scripts/release/versions.py").string
      let found = try await Tools.run("python3", ["-B", script, "pep440", version])
      #expect(found.status.isSuccess == (python != nil))
      #expect(
        found.output == python.map { "\($0)\n" } ?? "error: `\(version)` cannot be written as a version of Python\n")
      #expect(try await Tools.succeed("python3", ["-B", script, "debian", version]) == "\(debian)\n")
    }
  }
}

extension AgentRepository {
  /// One more commit, so that a clone of depth 1 lacks something.
  fileprivate func addOne() async throws {
    try directory.appending("Scripts/more").write("more\n")
    try await commit("fix: more")
  }
}
