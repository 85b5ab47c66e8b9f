import FileIO
import PipelineCore
import SystemPackage
import Testing

/// What `init` writes for a project is green at the first run, and nothing of the project is changed.
@Suite("Agents that init makes of projects", .serialized) struct InitTests {
  struct Project: Sendable, CustomTestStringConvertible {
    var name: String
    /// Of the host; where one is missing the case is skipped.
    var tools: [String]
    /// Of `.tools`, which Scripts/test.sh makes; nothing for `scratch`.
    var base: String?
    /// Checks that the test stage has to make.
    var checks: [String]
    var files: [String: String]

    var testDescription: String { name }
    var isPossible: Bool { tools.allSatisfy(Workbench.has) && (base.map { Workbench.base($0) != nil } ?? true) }
  }

  private static let python = """
    import os
    from http.server import BaseHTTPRequestHandler, HTTPServer
    from answers import answer

    KEY = os.environ["OPENAI_API_KEY"]
    PORT = int(os.getenv("PORT", "8031"))

    class Agent(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200 if self.path == "/health" else 404)
            self.end_headers()
            self.wfile.write(answer("x").encode())

    if __name__ == "__main__":
        HTTPServer(("0.0.0.0", PORT), Agent).serve_forever()
    """

  static let all = [
    Project(
      name: "Python with tests", tools: [], base: "python",
      checks: ["health check", "answers GET /health", "unit tests"],
      files: [
        "server.py": python, "answers.py": "def answer(text):\n    return text\n", ".python-version": "3.11\n",
        "tests/test_answers.py": """
        import unittest
        from answers import answer

        class Answers(unittest.TestCase):
            def test_echo(self):
                self.assertEqual(answer("a"), "a")
        """,
      ]),
    Project(
      name: "Python on standard input", tools: [], base: "python", checks: ["the agent keeps running"],
      files: ["main.py": "import sys\nfor line in sys.stdin:\n    print(line)\n", ".python-version": "3.11\n"]),
    Project(
      name: "Node.js", tools: ["npm"], base: "nodejs", checks: ["health check", "answers GET /healthz", "unit tests"],
      files: [
        "package.json":
          #"{"name": "desk", "version": "1.0.0", "scripts": {"start": "node server.js", "test": "node --test"}}"#,
        "server.js": """
        const http = require('node:http')
        const port = process.env.PORT || 8032
        http.createServer((request, response) => {
          response.statusCode = request.url === '/healthz' ? 200 : 404
          response.end('{}')
        }).listen(port)
        """, "test/desk.test.js": "require('node:test')('runs', () => {})\n",
      ]),
    Project(
      name: "Go", tools: ["go"], base: nil, checks: ["health check", "answers GET /healthz"],
      files: [
        "go.mod": "module example.com/team/desk\n\ngo 1.19\n",
        "cmd/desk/main.go": """
        package main

        import "net/http"

        func answer() string { return "ok" }

        func main() {
        	http.HandleFunc("/healthz", func(w http.ResponseWriter, r *http.Request) { w.Write([]byte(answer())) })
        	http.ListenAndServe(":8033", nil)
        }
        """,
        "cmd/desk/main_test.go": """
        package main

        import "testing"

        func TestAnswer(t *testing.T) {
        	if answer() != "ok" {
        		t.Fatal(answer())
        	}
        }
        """,
      ]),
    Project(
      name: "Rust", tools: ["cargo"], base: "glibc", checks: ["health check"],
      files: [
        "Cargo.toml": "[package]\nname = \"desk\"\nversion = \"0.1.0\"\nedition = \"2021\"\n",
        "Cargo.lock": "version = 3\n\n[[package]]\nname = \"desk\"\nversion = \"0.1.0\"\n",
        "src/main.rs": """
        use std::io::Write;
        use std::net::TcpListener;

        fn main() {
            let port = std::env::var("PORT").unwrap_or_else(|_| "8034".to_string());
            let listener = TcpListener::bind(format!("0.0.0.0:{}", port)).unwrap();
            for stream in listener.incoming() {
                let _ = stream.unwrap().write_all(b"HTTP/1.1 200 OK\\r\\nContent-Length: 0\\r\\n\\r\\n");
            }
        }

        #[cfg(test)]
        mod tests {
            #[test]
            fn adds() { assert_eq!(1 + 1, 2); }
        }
        """,
      ]),
    Project(
      name: "Java", tools: ["javac"], base: "java", checks: ["health check", "answers GET /health"],
      files: [
        "Desk.java": """
        import com.sun.net.httpserver.HttpServer;
        import java.net.InetSocketAddress;

        public class Desk {
          public static void main(String[] arguments) throws Exception {
            HttpServer server = HttpServer.create(new InetSocketAddress(8035), 0);
            server.createContext("/health", exchange -> {
              exchange.sendResponseHeaders(200, -1);
              exchange.close();
            });
            server.start();
          }
        }
        """
      ]),
  ]

  @Test(arguments: all.filter(\.isPossible))
  func `are green at the first run`(project: Project) async throws {
    let bench = try Workbench(project.files)
    let made = try await bench.run("init", ["--yes", "--ci", "none"])
    #expect(made.exitCode == 0, "\(made.output)")
    for (path, text) in project.files {
      #expect(try FileContents.read(bench.agent.pushing(FilePath(path)), limit: 1 << 20) == Array(text.utf8))
    }
    let base = project.base.flatMap(Workbench.base) ?? "scratch"
    let outcome = try await bench.run("run", ["--skip", "tag", "--skip", "push", "--build-base-image", base])
    #expect(outcome.exitCode == 0, "\(made.output)\n\(outcome.output)")
    let checks = outcome.report?.agents.first?.stages.first { $0.name == .test }?.checks ?? []
    for name in project.checks {
      let isPassed = checks.contains { ($0.name.hasPrefix(name) || $0.id == name) && $0.outcome == .passed }
      #expect(isPassed, "\(name): \(checks.map(\.name))")
    }
    // A second call finds everything there.
    let again = try await bench.run("init", ["--yes", "--ci", "none"])
    #expect(again.exitCode == 0 && again.output.contains("nothing is missing"), "\(again.output)")
  }
}
