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
    let bare = workshop.folder.appending("bare")
    try await workshop.git("clone", "-q", "--bare", "file://\(workshop.agent)", bare.string)
    try await workshop.git("config", "http.receivepack", "true", in: bare)
    try await serve(workshop) { port in
      try await workshop.git("remote", "add", "origin", "http://127.0.0.1:\(port)/bare")

      let anonymous = try await workshop.run("tag", "--tag-git-push", exitCode: 3)
      #expect(anonymous.said.contains("it asks for a login, and there is none"))
      #expect(anonymous.said.contains("GIT_USERNAME"))
      let wrong = try await workshop.run(
        "tag", "--tag-git-push", environment: ["GIT_PASSWORD": "battery-staple"], exitCode: 3)
      #expect(wrong.said.contains("refuses the one there is"))
      #expect(!wrong.everything.contains("battery-staple"))

      try hook("exit 1", in: bare)
      let refused = try await push(workshop, exitCode: 3)
      #expect(refused.codes.contains("git-push"))
      #expect(refused.said.contains("refuses the tag: pre-receive hook declined"))

      // Another run pushes the same tag at the same time.
      try hook(race("v1.2.3"), in: bare)
      #expect(try await push(workshop, exitCode: 3).codes.contains("git-tag-taken"))
      try await workshop.git("update-ref", "-d", "refs/tags/v1.3.0", in: bare)
      try hook(race("main"), in: bare)
      let same = try await push(workshop, exitCode: 0)
      #expect(same.checks["git tag"]?.message == "created `v1.3.0`, `origin` has it already")
      try await workshop.git("update-ref", "-d", "refs/tags/v1.3.0", in: bare)

      try Folder.remove(bare.appending("hooks/pre-receive"))
      let pushed = try await push(workshop, exitCode: 0)
      #expect(pushed.checks["git tag"]?.message == "`v1.3.0` is unchanged, pushed to `origin`")
      try await workshop.git("rev-parse", "--verify", "refs/tags/v1.3.0^{tag}", in: bare)
    }
  }

  private func push(_ workshop: Workshop, exitCode: Int32) async throws -> Call {
    try await workshop.run("tag", "--tag-git-push", environment: Self.login, exitCode: exitCode)
  }

  private func hook(_ script: String, in bare: FilePath) throws {
    let path = bare.appending("hooks/pre-receive")
    try Folder.create(path.removingLastComponent())
    try FileContents.write(Array("#!/bin/sh\n\(script)\n".utf8), to: path)
    chmod(path.string, 0o755)
  }

  /// Makes the tag itself, behind git's back because hooks may not touch references, and refuses the pushed one.
  private func race(_ commit: String) -> String {
    "mkdir -p refs/tags; git rev-parse '\(commit)^{commit}' > refs/tags/v1.3.0; exit 1"
  }

  /// Runs git's own server program behind Python's web server.
  private func serve(_ workshop: Workshop, _ body: (String) async throws -> Void) async throws {
    let portFile = workshop.folder.appending("port")
    let end = try await Child.run(
      ["/usr/bin/python3", "-c", Self.server, workshop.folder.string, portFile.string, "ada:correct-horse"],
      environment: workshop.environment, in: workshop.folder, scratch: workshop.folder.appending("streams")
    ) { server in
      defer { kill(server.processID, SIGTERM) }
      try await eventually("the git server listens") { try FileStatus.of(portFile) != nil }
      try await body(try workshop.read(portFile))
    }
    #expect(end.exitCode == -SIGTERM, "\(end.standardError)")
  }

  static let server = #"""
    import base64, http.server, os, subprocess, sys
    root, port_file, login = sys.argv[1:4]
    wanted = "Basic " + base64.b64encode(login.encode()).decode()

    class Handler(http.server.BaseHTTPRequestHandler):
        def log_message(self, *arguments):
            pass

        def body(self):
            if self.headers.get("Transfer-Encoding") != "chunked":
                return self.rfile.read(int(self.headers.get("Content-Length") or 0))
            body = b""
            while size := int(self.rfile.readline(), 16):
                body += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
            return body

        def do_GET(self):
            body = self.body()
            if self.headers.get("Authorization") != wanted:
                self.send_response(401)
                self.send_header("WWW-Authenticate", 'Basic realm="git"')
                self.send_header("Content-Length", "0")
                return self.end_headers()
            path, _, query = self.path.partition("?")
            environment = dict(
                os.environ, GIT_PROJECT_ROOT=root, GIT_HTTP_EXPORT_ALL="1", PATH_INFO=path, QUERY_STRING=query,
                REQUEST_METHOD=self.command, CONTENT_TYPE=self.headers.get("Content-Type") or "",
                CONTENT_LENGTH=str(len(body)), REMOTE_USER="ada", REMOTE_ADDR="127.0.0.1")
            answer = subprocess.run(["git", "http-backend"], input=body, env=environment, stdout=subprocess.PIPE)
            head, _, rest = answer.stdout.partition(b"\r\n\r\n")
            fields = dict(line.split(": ", 1) for line in head.decode().split("\r\n"))
            self.send_response(int(fields.pop("Status", "200").split()[0]))
            for name, value in fields.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(rest)))
            self.end_headers()
            self.wfile.write(rest)

        do_POST = do_GET

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    with open(port_file + ".new", "w") as file:
        file.write(str(server.server_port))
    os.rename(port_file + ".new", port_file)
    server.serve_forever()
    """#
}
