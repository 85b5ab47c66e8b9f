import FileIO
import Glibc
import SystemPackage
import Testing

/// A bare repository and the program that serves it, in a directory apart from the workshop: what runs there is no
/// leftover of the executable.
final class GitServer: Sendable {
  let directory: FilePath
  var bare: FilePath { directory.appending("bare") }

  /// - Parameter workshop: the repository to serve a copy of.
  init(of workshop: Workshop) async throws {
    directory = try Directory.temporary(prefix: "git-server", in: "/tmp")
    chmod(directory.string, 0o755)
    try await workshop.git("clone", "-q", "--bare", "file://\(workshop.agent)", directory.appending("bare").string)
  }

  deinit { try? Directory.remove(directory) }

  /// Runs a program that writes the port it listens on to a file.
  ///
  /// - Parameters:
  ///   - arguments: makes the command line of the name of that file.
  ///   - body: gets the port; the program ends with it.
  func run(_ arguments: (_ portFile: FilePath) -> [String], _ body: (String) async throws -> Void) async throws {
    let portFile = directory.appending("port")
    let end = try await Child.run(
      arguments(portFile), environment: ["PATH": "/usr/bin:/bin", "HOME": directory.string], in: directory,
      scratch: directory
    ) { server in
      defer { kill(server.processID, SIGKILL) }
      try await eventually("the git server listens") { try FileStatus.of(portFile) != nil }
      let port = try FileContents.read(portFile, limit: 100)
      try await body(String(decoding: port, as: UTF8.self))
    }
    #expect(end.exitCode == -SIGKILL, "\(end.standardError)")
  }
}

/// git's own server program behind a web server that asks for a login.
enum HTTPGitServer {
  static let program = #"""
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
            # GitLab knows the token of the job, and does not let it push.
            job = "Basic " + base64.b64encode(b"gitlab-ci-token:job").decode()
            if self.headers.get("Authorization") == job and "receive-pack" in self.path:
                self.send_response(403)
                self.send_header("Content-Length", "0")
                return self.end_headers()
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
