import ChildProcess
import FileIO
import SystemPackage
import Testing

/// Scripts/collect-release.sh and Scripts/publish-release.sh with a bare remote and a stand-in for `gh`.
@Suite(.needs("git", "bash", "tar")) struct `Publishing a release` {
  let scratch: Scratch
  var work: FilePath { scratch.path.appending("work") }
  var bare: FilePath { scratch.path.appending("remote.git") }
  var made: [FilePath] { ["amd64", "arm64"].map { scratch.path.appending("made/release-\($0)") } }

  init() async throws {
    scratch = try Scratch()
    try await git("init", "-q", "--bare", "-b", "main", bare.string, in: scratch.path)
    try await git("clone", "-q", bare.string, work.string, in: scratch.path)
    let scripts = ["collect-release", "fill-installer", "pin-release", "publish-release"].map { "Scripts/\($0).sh" }
    for file in ["install.sh", "release/SHA256SUMS"] + scripts {
      let path = FilePath(file).components
      try work.appending(path).write(Tools.package.appending(path).text())
    }
    try await Tools.succeed("chmod", ["755"] + scripts.map { "\(work)/\($0)" })
    // Releases that there are already must not count.
    try work.appending("release/SHA256SUMS").write("# none yet\n")
    try await commit("feat: begin")
    // Notes how it was called. A page is there once it was made.
    try scratch.path.appending("tools/gh").write(
      """
      #!/bin/sh
      printf '%s\\n' "$*" >>'\(scratch.path)/gh.log'
      case $2 in
        view) [ -e '\(scratch.path)/page' ] ;;
        create) : >'\(scratch.path)/page' ;;
        upload) [ ! -e '\(scratch.path)/broken' ] || exit 1
          shift 4; for file; do cp "$file" '\(scratch.path)/page.d/'; done ;;
      esac

      """)
    try Directory.create(scratch.path.appending("page.d"))
    try await Tools.succeed("chmod", ["755", "\(scratch.path)/tools/gh"])
  }

  private func git(_ arguments: String..., in directory: FilePath? = nil) async throws {
    try await Tools.succeed("git", arguments, in: directory ?? work)
  }

  private func commit(_ message: String) async throws {
    try await git("add", "--all")
    try await git("commit", "-q", "--allow-empty", "-m", message)
    try await git("push", "-q", "origin", "HEAD:refs/heads/main")
  }

  /// What `make release` makes on each architecture.
  private func make(_ version: String, program: String = "program", architectures: [String] = ["amd64", "arm64"])
    async throws
  {
    try Directory.remove(scratch.path.appending("made"))
    for architecture in architectures {
      let directory = scratch.path.appending("made/release-\(architecture)")
      let name = "agent-pipeline-\(version)-linux-\(architecture)"
      try scratch.path.appending("tree/\(name)/bin/agent-pipeline").write("\(program) \(version) \(architecture)\n")
      try directory.appending("agent-pipeline_\(version)_\(architecture).deb").write("package \(architecture)\n")
      let platform = "manylinux_2_35_\(architecture == "amd64" ? "x86_64" : "aarch64")"
      try directory.appending("agent_pipeline-\(version)-py3-none-\(platform).whl").write("wheel \(architecture)\n")
      try directory.appending("agent-pipeline").write("\(program) \(version) \(architecture)\n")
      try directory.appending("install.sh").write("of one architecture\n")
      _ = try await Tools.succeed(
        "bash",
        [
          "-euc",
          """
          tar --sort=name --mtime=@0 -C "$1/tree" -cf - "$2" | gzip -n >"$3/$2.tar.gz"
          (cd "$3" && sha256sum "$2.tar.gz" *.deb *.whl install.sh >SHA256SUMS)
          echo "$(sha256sum <"$1/tree/$2/bin/agent-pipeline" | cut -c 1-64)  $2/bin/agent-pipeline" >>"$3/SHA256SUMS"
          """, "bash", "\(scratch.path)", name, directory.string,
        ])
    }
  }

  /// The steps of the workflow.
  private func publish(in directory: FilePath? = nil) async throws -> ChildProcess.Exit {
    let published = scratch.path.appending("published")
    try Directory.remove(published)
    let script = "Scripts/collect-release.sh \"$@\" && Scripts/publish-release.sh \"$1\""
    return try await Tools.run(
      "bash", ["-c", script, "bash", published.string] + made.map(\.string), in: directory ?? work,
      [
        "PATH": "\(scratch.path)/tools:\(Tools.path)", "GITHUB_SERVER_URL": "https://github.com",
        "GITHUB_REPOSITORY": "team/agent-pipeline", "GITHUB_REF_NAME": "main",
      ])
  }

  private func names(_ reference: String) async throws -> String {
    try await Tools.succeed("git", ["rev-parse", "\(reference)^{commit}"], in: bare).trimmed
  }

  @Test func `commits the sums, tags that commit, and makes a page with all files`() async throws {
    try await make("0.1.0")
    let exit = try await publish()
    try #require(exit.status.isSuccess, "\(exit.output)")
    let head = try await names("main")
    #expect(try await names("v0.1.0") == head)
    #expect(try await names("v0") == head)
    let sums = try await Tools.succeed("git", ["show", "main:release/SHA256SUMS"], in: bare)
    #expect(sums.hasPrefix("# none yet\n") && sums.split(separator: "\n").count == 9, "\(sums)")
    #expect(sums.contains("  agent-pipeline-0.1.0-linux-arm64/bin/agent-pipeline\n") && !sums.contains("install.sh"))
    #expect(
      try Directory.names(in: scratch.path.appending("page.d")) == [
        "SHA256SUMS", "agent-pipeline-0.1.0-linux-amd64.tar.gz", "agent-pipeline-0.1.0-linux-arm64.tar.gz",
        "agent-pipeline_0.1.0_amd64.deb", "agent-pipeline_0.1.0_arm64.deb",
        "agent_pipeline-0.1.0-py3-none-manylinux_2_35_aarch64.whl",
        "agent_pipeline-0.1.0-py3-none-manylinux_2_35_x86_64.whl", "install.sh",
      ])
    // The workflow attests each of them, and the sums are of all but themselves.
    let workflow = try Tools.package.appending(".github/workflows/release.yml").text()
    #expect(workflow.contains("  images:\n    needs: publish\n"), "a version whose publication fails is pushed nowhere")
    let pattern = try #require(workflow.firstMatch(of: #/subject-path: (.+)/#)).1
    let attested = try await Tools.succeed("bash", ["-c", "printf '%s\n' \(pattern)"], in: scratch.path)
    #expect(
      try attested.split(separator: "\n").map { FilePath(String($0)).lastComponent?.string }
        == Directory.names(in: scratch.path.appending("page.d")))
    let page = try scratch.path.appending("page.d/SHA256SUMS").text()
    #expect(page.contains("  install.sh\n") && page.split(separator: "\n").count == 9)
    try await Tools.succeed(
      "sha256sum", ["--check", "--strict", "--ignore-missing", "SHA256SUMS"], in: scratch.path.appending("page.d"))
    // At the tag, the hooks of pre-commit install these wheels.
    let wheels = try await Tools.succeed("git", ["show", "v0.1.0:release/wheels.txt"], in: bare)
      .split(separator: "\n").filter { !$0.hasPrefix("#") }
    #expect(
      wheels.count == 2
        && wheels.allSatisfy {
          $0.contains(#/^agent-pipeline @ https:.*/v0\.1\.0/.*#sha256=[0-9a-f]{64} ; platform_machine == /#)
        })
    let script = try scratch.path.appending("page.d/install.sh").text()
    for text in [
      "version=0.1.0", "base_url=https://github.com/team/agent-pipeline/releases/download",
      "linux-arm64/bin/agent-pipeline'",
    ] {
      #expect(script.contains(text), "\(text)")
    }
    let calls = try scratch.path.appending("gh.log").text().split(separator: "\n").map { $0.prefix(22) }
    #expect(
      calls == ["release view v0.1.0", "release create v0.1.0 ", "release upload v0.1.0 ", "release edit v0.1.0 --"])
  }

  @Test func `goes on where it stopped, in the same clone and in another`() async throws {
    try await make("0.1.0")
    // As if the push of the tag had failed.
    try bare.appending("hooks/update").write("#!/bin/sh\ncase $1 in refs/tags/*) exit 1 ;; esac\n")
    try await Tools.succeed("chmod", ["755", "\(bare)/hooks/update"])
    let clone = scratch.path.appending("clone")
    try await git("clone", "-q", bare.string, clone.string, in: scratch.path)
    #expect(try await publish().exitCode != 0)
    try Directory.remove(bare.appending("hooks/update"))
    let head = try await names("main")
    for place in [work, clone, work] {
      let exit = try await publish(in: place)
      #expect(exit.status.isSuccess, "\(exit.output)")
      #expect(try await names("main") == head)
      #expect(try await names("v0.1.0") == head)
    }
  }

  @Test func `finishes the page of a version with a git tag, whatever came to the branch since then`() async throws {
    try await make("0.1.0")
    let clone = scratch.path.appending("clone")
    try await git("clone", "-q", bare.string, clone.string, in: scratch.path)
    try scratch.path.appending("broken").write("")
    #expect(try await publish().exitCode != 0)
    let tagged = try await names("v0.1.0")
    try work.appending("main.swift").write("// another\n")
    try await commit("feat: faster")
    try Directory.remove(scratch.path.appending("broken"))
    // The job begins again, at its own commit.
    let exit = try await publish(in: clone)
    #expect(exit.status.isSuccess, "\(exit.output)")
    #expect(try await names("v0.1.0") == tagged)
    #expect(try Directory.names(in: scratch.path.appending("page.d")).count == 8)
  }

  @Test func `begins anew if the branch moved on before the git tag`() async throws {
    try await make("0.1.0")
    try bare.appending("hooks/update").write("#!/bin/sh\ncase $1 in refs/tags/*) exit 1 ;; esac\n")
    try await Tools.succeed("chmod", ["755", "\(bare)/hooks/update"])
    #expect(try await publish().exitCode != 0)
    try Directory.remove(bare.appending("hooks/update"))
    try await git("tag", "-d", "v0.1.0")
    try work.appending("main.swift").write("// another\n")
    try await commit("fix: mend")
    try await make("0.1.0", program: "mended")
    let exit = try await publish()
    try #require(exit.status.isSuccess, "\(exit.output)")
    #expect(try await names("v0.1.0") == names("main"))
    let sums = try await Tools.succeed("git", ["show", "v0.1.0:release/SHA256SUMS"], in: bare)
    #expect(sums.split(separator: "\n").count == 9, "\(sums)")
  }

  @Test func `moves the floating tag forward only`() async throws {
    for version in ["0.2.0", "0.1.9", "0.10.0"] {
      try await make(version)
      let exit = try await publish()
      try #require(exit.status.isSuccess, "\(exit.output)")
    }
    #expect(try await names("v0") == names("v0.10.0"))
    #expect(try await names("v0.1.9") != names("v0.2.0"))
  }

  @Test func `refuses what is not one whole release`() async throws {
    func expectRefused(_ message: String) async throws {
      let before = try await names("main")
      let exit = try await publish()
      #expect(!exit.status.isSuccess && exit.output.contains(message), "\(message) in \(exit.output)")
      #expect(try await names("main") == before)
      #expect(try FileStatus.of(scratch.path.appending("page")) == nil)
    }
    try await make("0.1.0-dev.1")
    try await expectRefused("error: 0.1.0-dev.1 is not the version of a release")
    try await make("0.1.0", architectures: ["amd64"])
    try Directory.create(made[1])
    try await expectRefused("there is no SHA256SUMS")
    try await make("0.1.0")
    try made[0].appending("agent-pipeline_0.1.0_amd64.deb").write("other\n")
    try await expectRefused("is not the file that was made")
  }

  @Test func `refuses other bytes for a version that is out, and a branch that moved on`() async throws {
    try await make("0.1.0")
    try #require(try await publish().status.isSuccess)
    try await make("0.1.0", program: "other")
    let other = try await publish()
    #expect(
      !other.status.isSuccess && other.output.contains("error: release 0.1.0 is out with other bytes"),
      "\(other.output)")
    let clone = scratch.path.appending("clone")
    try await git("clone", "-q", bare.string, clone.string, in: scratch.path)
    try work.appending("main.swift").write("// another\n")
    try await commit("feat: faster")
    try await make("0.2.0")
    let slow = try await publish(in: clone)
    #expect(!slow.status.isSuccess && slow.output.contains("error: `main` has moved on"), "\(slow.output)")
    #expect(try await Tools.succeed("git", ["tag", "--list", "v0.2*"], in: bare) == "")
  }
}
