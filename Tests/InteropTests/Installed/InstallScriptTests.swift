import ChildProcess
import FileIO
import Glibc
import SystemPackage
import TestSupport
import Testing

/// install.sh in the shells that machines have, against a page of releases on loopback.
@Suite(.serialized, .needs("dash", "busybox", "zsh", "curl", "wget", "tar")) struct `install.sh` {
  let lab: InstallLab

  init() throws { lab = try InstallLab() }

  @Test(arguments: [["dash"], ["busybox", "sh"], ["bash"], ["bash", "--posix"], ["zsh"]])
  func `installs a verified program in every shell, once`(shell: [String]) async throws {
    let page = try await ReleasePage(program: InstallLab.program)
    for (round, text) in [(1, "installed"), (2, "is version \(ReleasePage.version) already, verified")] {
      let exit = try await lab.install(page, shell: shell)
      try #require(exit.status.isSuccess, "\(exit.output)")
      #expect(exit.output.contains(text), "\(exit.output)")
      #expect(page.requests == [ReleasePage.path], "round \(round)")
    }
    #expect(try lab.files() == ["agent-pipeline"])
    #expect(try FileStatus.of(lab.program)?.permissions == 0o755)
    #expect(try lab.program.text() == InstallLab.program)
  }

  @Test func `goes to XDG_BIN_HOME, else to ~/.local/bin, and says how to put that on PATH`() async throws {
    let page = try await ReleasePage(program: InstallLab.program)
    let home = lab.scratch.path.appending("home")
    for (variables, place) in [
      (["HOME": home.string], home.appending(".local/bin")),
      (["HOME": home.string, "XDG_BIN_HOME": "\(home)/bin"], home.appending("bin")),
    ] {
      let exit = try await lab.install(page, to: nil, variables)
      try #require(exit.status.isSuccess, "\(exit.output)")
      #expect(exit.output.contains("note: `\(place)` is not on PATH; add it: export PATH=\"\(place):$PATH\""))
      #expect(try FileStatus.of(place.appending("agent-pipeline")) != nil)
    }
    let shadowed = try await lab.install(page, to: "\(home)/other", ["PATH": "\(home)/bin:\(Act.path)"])
    #expect(shadowed.output.contains("note: `agent-pipeline` is still `\(home)/bin/agent-pipeline`"))
  }

  @Test func `refuses an archive with another sum, and leaves nothing behind`() async throws {
    let page = try await ReleasePage(program: InstallLab.program)
    let other = String(repeating: "a", count: 64)
    let exit = try await lab.install(page, sums: page.list.replacing(page.sums.archive, with: other))
    #expect(exit.exitCode == 3)
    for text in [
      "error: \(ReleasePage.name).tar.gz is not the file that was released: nothing is installed",
      "expected the SHA-256 sum \(other)", "found    the SHA-256 sum \(page.sums.archive)",
    ] {
      #expect(exit.output.contains(text), "\(exit.output)")
    }
    // The directories above were made for it, too.
    #expect(try FileStatus.of(lab.scratch.path.appending("made")) == nil)
  }

  @Test func `replaces another program, and keeps it if anything fails`() async throws {
    try lab.program.write("old")
    let page = try await ReleasePage(program: "#!/bin/sh\necho 'no such instruction' >&2\nexit 1\n")
    let failed = try await lab.install(page)
    #expect(failed.exitCode == 3 && failed.output.contains("hint: no such instruction"), "\(failed.output)")
    #expect(try lab.files() == ["agent-pipeline"])
    #expect(try lab.program.text() == "old")
    let working = try await ReleasePage(program: InstallLab.program)
    try #require(try await lab.install(working).status.isSuccess)
    #expect(try lab.program.text() == InstallLab.program)
  }

  @Test func `tries again after a failure that may pass, and not after one that stays`() async throws {
    let flaky = try await ReleasePage(program: InstallLab.program) { $0 < 3 ? TestResponse(503) : nil }
    let exit = try await lab.install(flaky)
    #expect(exit.status.isSuccess && flaky.requests.count == 3, "\(exit.output)")
    let missing = try await ReleasePage(program: InstallLab.program) { _ in TestResponse(404) }
    let refused = try await lab.install(missing, to: "\(lab.scratch.path)/other")
    #expect(refused.exitCode == 3 && missing.requests.count == 1)
    #expect(refused.output.contains("cannot download \(missing.server.origin)\(ReleasePage.path)"), "\(refused.output)")
    #expect(refused.output.contains("404"), "\(refused.output)")
  }

  @Test(arguments: [(SIGHUP, 129), (SIGINT, 130), (SIGQUIT, 131), (SIGPIPE, 141), (SIGTERM, 143)] as [(Int32, Int32)])
  func `removes what it made when it is stopped`(signal: Int32, status: Int32) async throws {
    let page = try await ReleasePage(program: InstallLab.program) { _ in
      TestResponse(200, [("Content-Length", "1000")], body: [1], ending: .stalled(afterBytes: 1))
    }
    let log = lab.scratch.path.appending("log")
    let process = try TestProcess(
      ["/usr/bin/env", "-i", "--default-signal", "PATH=\(Act.path)"] + lab.command(page, shell: ["dash"]), log: log)
    while page.requests.isEmpty { try await Task.sleep(for: .milliseconds(10)) }
    kill(process.processID, signal)
    #expect(process.wait() == status)
    #expect(try FileStatus.of(lab.scratch.path.appending("made")) == nil)
    // curl is gone, too.
    while page.server.openConnections > 0 { try await Task.sleep(for: .milliseconds(10)) }
  }

  @Test func `takes the newest release of the list, or the one that is named`() async throws {
    let page = try await ReleasePage(program: InstallLab.program)
    let old = page.list.replacing(ReleasePage.version, with: "1.0.0")
    let newest = try await lab.install(page, sums: "# words\n" + old + page.list, version: nil)
    #expect(newest.status.isSuccess, "\(newest.output)")
    let named = try await lab.install(
      page, sums: page.list + old, version: "v\(ReleasePage.version)", to: "\(lab.scratch.path)/b")
    #expect(named.status.isSuccess, "\(named.output)")
  }

  @Test func `reads a directory of files where there is no network`() async throws {
    let page = try await ReleasePage(program: InstallLab.program)
    let mirror = lab.scratch.path.appending("a mirror")
    let file = mirror.appending("v\(ReleasePage.version)").appending("\(ReleasePage.name).tar.gz")
    try Directory.create(file.removingLastComponent())
    try await Tools.succeed("curl", ["-sfo", file.string, page.server.origin + ReleasePage.path])
    let exit = try await lab.install(page, url: "file://\(mirror)")
    #expect(exit.status.isSuccess && page.requests.count == 1, "\(exit.output)")
  }

  /// Malformed and missing values.
  @Test(arguments: [
    (["--nonsense"], "unknown option `--nonsense`"),
    (["--to"], "--to needs a value"),
    (["--to", "--version", "1.2.3"], "--to needs a value"),
    (["--to", "~/bin"], "`~/bin` is not a directory: no shell has replaced the `~`"),
    (["--version", "../x"], "`../x` is not a version"),
    (["--version", "v"], "`v` is not a version"),
    (["--version", "4.5.6"], "the sum of agent-pipeline-4.5.6-\(ReleasePage.machine).tar.gz is not known"),
    (["--base-url", "http://example.com/r"], "plain HTTP is for loopback only: http://example.com/r"),
    (["--base-url", "http://127.0.0.1.example.com"], "plain HTTP is for loopback only"),
    (["--base-url", "http://[::1].example.com"], "plain HTTP is for loopback only"),
    (["--base-url", "http://localhost:x@example.com/r"], "a URL with plain HTTP and a login: http://example.com/r"),
    (["--base-url", "ftp://example.com"], "`ftp://example.com` is not a URL"),
    (["--base-url=-o/etc/passwd"], "`-o/etc/passwd` is not a URL"),
    (["--sums", "/nonexistent"], "cannot read the sums in `/nonexistent`"),
    (["--sums", "/dev/null"], "no release is known: `/dev/null` has none"),
  ])
  func `explains what is wrong with its options`(arguments: [String], message: String) async throws {
    let page = try await ReleasePage(program: InstallLab.program)
    let exit = try await lab.install(page, more: arguments)
    #expect(exit.exitCode == 2 && exit.output.contains("error: \(message)"), "\(exit.output)")
    #expect(page.requests == [])
  }

  @Test func `says what to do if the release is for other machines only`() async throws {
    let page = try await ReleasePage(program: InstallLab.program)
    let sums = page.list.replacing(ReleasePage.machine, with: "linux-other")
    let exit = try await lab.install(page, sums: sums, version: ReleasePage.version)
    #expect(exit.exitCode == 3, "\(exit.output)")
    #expect(
      exit.output.contains("error: release \(ReleasePage.version) has no file for \(ReleasePage.machine)\n  hint: "))
  }

  @Test func `does not show a password of the URL`() async throws {
    let page = try await ReleasePage(program: InstallLab.program)
    for (url, status) in [("http://ada:secret@example.com", 2), ("https://ada:secret@\(page.server.host)/r", 3)] {
      let exit = try await lab.install(page, url: url)
      #expect(exit.exitCode == status && !exit.output.contains("secret"), "\(exit.output)")
      #expect(exit.output.contains(url.replacing("ada:secret@", with: "")), "\(exit.output)")
    }
  }

  @Test func `is published in a copy that knows its release, and does nothing if it broke off`() async throws {
    let page = try await ReleasePage(program: InstallLab.program)
    let sums = lab.scratch.path.appending("SHA256SUMS")
    try sums.write(page.list)
    let filled = try await Tools.succeed(
      "bash",
      [
        Tools.package.appending("Scripts/fill-installer.sh").string, ReleasePage.version,
        "https://example.com/releases/download", sums.string,
      ])
    for line in ["version=\(ReleasePage.version)", "base_url=https://example.com/releases/download"] {
      #expect(filled.split(separator: "\n").contains(line[...]))
    }
    let script = lab.scratch.path.appending("filled")
    try script.write(filled)
    let words = ["--to", lab.program.removingLastComponent().string, "--base-url", page.server.origin]
    let piped = try await lab.shell("dash -s -- \"$@\" < '\(script)'", words)
    #expect(piped.status.isSuccess, "\(piped.output)")
    #expect(try lab.files() == ["agent-pipeline"])
    try Directory.remove(lab.program)
    let bytes = filled.utf8.count
    for part in [bytes / 2, bytes - 30, bytes - 12] {
      try script.write(String(filled.prefix(part)))
      _ = try await lab.shell("dash -s -- \"$@\" < '\(script)'", words)
      #expect(try lab.files() == [] && page.requests.count == 1)
    }
  }

  @Test func `names a directory as it is, and needs the address of the releases in a clone`() async throws {
    let page = try await ReleasePage(program: InstallLab.program)
    let directory = lab.program.removingLastComponent()
    for (to, shown) in [(".", directory), ("../it/./x", directory.appending("x"))] {
      try Directory.create(directory)
      let exit = try await lab.shell(
        "cd '\(directory)' && dash '\(InstallLab.script)' --sums \"$1\" --base-url '\(page.server.origin)' --to \"$2\"",
        [try lab.sums(page).string, to])
      #expect(exit.output.contains("installed \(shown)/agent-pipeline"), "\(exit.output)")
    }
    let clone = try await lab.shell("dash '\(InstallLab.script)'", [])
    #expect(clone.exitCode == 2 && clone.output.contains("error: --base-url is required"), "\(clone.output)")
  }

  @Test func `of the repository takes no sums from the directory that it is piped in`() async throws {
    let page = try await ReleasePage(program: InstallLab.program)
    try lab.scratch.path.appending("release/SHA256SUMS").write(page.list)
    let exit = try await lab.shell(
      "cd '\(lab.scratch.path)' && dash -s -- \"$@\" < '\(InstallLab.script)'", ["--base-url", page.server.origin])
    #expect(exit.exitCode == 2 && exit.output.contains("this copy of install.sh knows no sums"), "\(exit.output)")
  }

  @Test(.needs("shellcheck")) func `and the scripts of the action pass shellcheck`() async throws {
    let scripts =
      ["action-install.sh", "collect-release.sh", "fill-installer.sh", "publish-release.sh"].map { "Scripts/\($0)" } + [
        "install.sh"
      ]
    try await Tools.succeed("shellcheck", scripts, in: Tools.package)
  }
}
