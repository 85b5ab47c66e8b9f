import Diagnostics
import FileIO
import Glibc
import PipelineCore
import SystemPackage
import Testing

/// Pushing the tag to a real git server that asks for a login and runs hooks.
@Suite("The executable and a git server over HTTP") struct TagPushTests {
  static let login = ["GIT_USERNAME": "ada", "GIT_PASSWORD": "correct-horse"]

  @Test func `a tag is pushed with the login, and what the server says is told`() async throws {
    let workshop = try await Workshop(.unbased)
    try await workshop.git("tag", "v1.2.3")
    try await workshop.commit("feat: chat")
    let server = try await GitServer(of: workshop)
    let bare = server.bare
    try await workshop.git("config", "http.receivepack", "true", in: bare)
    let command = ["/usr/bin/python3", "-c", HTTPGitServer.program, server.directory.string]
    try await server.run({ command + [$0.string, "ada:correct-horse"] }) { port in
      try await workshop.git("remote", "add", "origin", "http://127.0.0.1:\(port)/bare")

      let anonymous = try await workshop.run("tag", "--tag-git-push", exitCode: 3)
      #expect(anonymous.said.contains("it requires a login, but no credential is set"))
      #expect(anonymous.said.contains("GIT_USERNAME"))
      let wrong = try await workshop.run(
        "tag", "--tag-git-push", environment: ["GIT_PASSWORD": "battery-staple"], exitCode: 3)
      #expect(wrong.said.contains("refuses the credential that is set"))
      #expect(!wrong.everything.contains("battery-staple"))

      try hook("exit 1", in: bare)
      let refused = try await push(workshop, exitCode: 3)
      #expect(refused.codes.contains("git-push"))
      #expect(refused.said.contains("refuses the tag: pre-receive hook declined"))

      // Another run pushes the same tag at the same time.
      try hook(race("v1.2.3"), in: bare)
      #expect(try await push(workshop, exitCode: 1).codes.contains("git-tag-taken"))
      try await workshop.git("update-ref", "-d", "refs/tags/v1.3.0", in: bare)
      try hook(race("main"), in: bare)
      let same = try await push(workshop, exitCode: 0)
      #expect(same.checks["git tag"]?.message == "created `v1.3.0`, `origin` already has it")
      try await workshop.git("update-ref", "-d", "refs/tags/v1.3.0", in: bare)

      try Directory.remove(bare.appending("hooks/pre-receive"))
      let pushed = try await push(workshop, exitCode: 0)
      #expect(pushed.checks["git tag"]?.message == "`v1.3.0` is unchanged, pushed to `origin`")
      try await workshop.git("rev-parse", "--verify", "refs/tags/v1.3.0^{tag}", in: bare)

      // GitLab's clones have the token of the job in the URL, which may not push.
      try await workshop.git("update-ref", "-d", "refs/tags/v1.3.0", in: bare)
      try await workshop.git(
        "remote", "set-url", "--push", "origin", "http://gitlab-ci-token:job@127.0.0.1:\(port)/bare")
      let own = try await push(workshop, exitCode: 0)
      #expect(own.checks["git tag"]?.message == "`v1.3.0` is unchanged, pushed to `origin`")
    }
  }

  private func push(_ workshop: Workshop, exitCode: Int32) async throws -> Call {
    try await workshop.run("tag", "--tag-git-push", environment: Self.login, exitCode: exitCode)
  }

  private func hook(_ script: String, in bare: FilePath) throws {
    let path = bare.appending("hooks/pre-receive")
    try Directory.create(path.removingLastComponent())
    try FileContents.write(Array("#!/bin/sh\n\(script)\n".utf8), to: path)
    chmod(path.string, 0o755)
  }

  /// Makes the tag itself, behind git's back because hooks may not touch references, and refuses the pushed one.
  private func race(_ commit: String) -> String {
    "mkdir -p refs/tags; git rev-parse '\(commit)^{commit}' > refs/tags/v1.3.0; exit 1"
  }
}

/// Pushing the tag with a key of ssh-agent to a real SSH server.
///
/// Skipped where Debian's `openssh-server` is not installed; as root, `sshd` wants the directory its service makes.
@Suite(
  "The executable and a git server over SSH",
  .enabled(if: access("/usr/sbin/sshd", X_OK) == 0 && (getuid() != 0 || access("/run/sshd", X_OK) == 0)))
struct TagPushOverSSHTests {
  @Test func `a tag is pushed with a key of the agent to a host that is known`() async throws {
    let workshop = try await Workshop(.unbased)
    let server = try await GitServer(of: workshop)
    let socket = server.directory.appending("agent.sock").string
    for name in ["host", "own"] {
      try await call(server, ["/usr/bin/ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", name])
    }
    try write(server, "authorized", try text(server, "own.pub"))
    try write(
      server, "config",
      "HostKey \(server.directory)/host\nAuthorizedKeysFile \(server.directory)/authorized\nStrictModes no\nUsePAM no\n"
        + "PasswordAuthentication no\nPermitRootLogin prohibit-password\nPidFile none\n")
    let command = ["/usr/bin/ssh-agent", "-a", socket, "/usr/bin/python3", "-c", Self.program]
    try await server.run({ command + [$0.string, server.directory.appending("config").string] }) { port in
      try await call(server, ["/usr/bin/ssh-add", "-q", "own"], ["SSH_AUTH_SOCK": socket])
      let user = String(cString: getpwuid(getuid()).pointee.pw_name)
      try await workshop.git("remote", "add", "origin", "ssh://\(user)@127.0.0.1:\(port)\(server.bare)")

      let stranger = try await workshop.run(
        "tag", "--tag-git-push", environment: ["SSH_AUTH_SOCK": socket], exitCode: 3)
      #expect(stranger.codes.contains("git-push"))
      #expect(stranger.said.contains("known_hosts"))

      let known = workshop.home.appending(".ssh/known_hosts")
      try Directory.create(known.removingLastComponent())
      let key = try text(server, "host.pub").split(separator: " ").prefix(2).joined(separator: " ")
      try FileContents.write(Array("[127.0.0.1]:\(port) \(key)\n".utf8), to: known)
      let keyless = try await workshop.run("tag", "--tag-git-push", exitCode: 3)
      #expect(keyless.codes.contains("git-push"))
      #expect(keyless.said.contains("ssh-agent"))

      let pushed = try await workshop.run(
        "tag", "--tag-git-push", environment: ["SSH_AUTH_SOCK": socket], exitCode: 0)
      #expect(pushed.checks["git tag"]?.message == "created `v0.1.0`, pushed to `origin`")
      try await workshop.git("rev-parse", "--verify", "refs/tags/v0.1.0^{tag}", in: server.bare)
      let again = try await workshop.run(
        "tag", "--tag-git-push", environment: ["SSH_AUTH_SOCK": socket], exitCode: 0)
      #expect(again.checks["git tag"]?.message == "`v0.1.0` is unchanged, `origin` already has it")
    }
  }

  private func call(_ server: GitServer, _ command: [String], _ environment: [String: String] = [:]) async throws {
    let end = try await Child.run(
      command, environment: environment.merging(["PATH": "/usr/bin:/bin"]) { $1 }, in: server.directory,
      scratch: server.directory)
    try #require(end.exitCode == 0, "\(end.standardError)")
  }

  private func write(_ server: GitServer, _ name: String, _ text: String) throws {
    try FileContents.write(Array(text.utf8), to: server.directory.appending(name))
  }

  private func text(_ server: GitServer, _ name: String) throws -> String {
    String(decoding: try FileContents.read(server.directory.appending(name), limit: 1 << 16), as: UTF8.self)
  }

  /// A server process for each connection, so that the port is one that the system chose.
  static let program = #"""
    import os, socket, subprocess, sys
    port_file, config = sys.argv[1:3]
    listener = socket.create_server(("127.0.0.1", 0))
    with open(port_file + ".new", "w") as file:
        file.write(str(listener.getsockname()[1]))
    os.rename(port_file + ".new", port_file)
    while True:
        connection, _ = listener.accept()
        subprocess.Popen(["/usr/sbin/sshd", "-i", "-e", "-f", config], stdin=connection, stdout=connection)
        connection.close()
    """#
}
