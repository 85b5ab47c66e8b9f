import FileIO
import SystemPackage
import Testing

/// What `init` writes, and what it leaves alone.
@Suite("The files that init writes") struct InitFileTests {
  private static let flask = [
    "requirements.txt": "flask\n", "app.py": "from flask import Flask\napp = Flask(__name__)\n", ".env": "A=1\n",
  ]

  private func names(_ bench: Workbench) throws -> [String] { try Directory.names(in: bench.agent) }

  @Test func `are shown and not written by a dry run`() async throws {
    let bench = try Workbench(Self.flask)
    let outcome = try await bench.run("init", ["--dry-run", "--ci", "jenkins"])
    #expect(outcome.exitCode == 0 && outcome.output.contains("entrypoint: [\"flask\""), "\(outcome.output)")
    #expect(try names(bench) == [".env", "app.py", "requirements.txt"])
  }

  @Test func `leave an agent_yaml of any name alone`() async throws {
    let bench = try Workbench(Self.flask.merging(["Agent.yml": "mine\n"]) { $1 })
    let outcome = try await bench.run("init", ["--yes"])
    #expect(outcome.exitCode == 0 && outcome.output.contains("left alone"), "\(outcome.output)")
    #expect(try names(bench) == [".dockerignore", ".env", "Agent.yml", "app.py", "requirements.txt"])
  }

  @Test func `go to the root of the repository for its CI system, which names the agent's directory`() async throws {
    let bench = try Workbench(Dictionary(uniqueKeysWithValues: Self.flask.map { ("agents/desk/\($0.key)", $0.value) }))
    _ = try await bench.shell("git init -q && git remote add origin https://user:secret@github.com/acme/desk.git")
    let outcome = try await bench.run("init", ["--yes"], of: "agents/desk")
    #expect(outcome.exitCode == 0 && !outcome.output.contains("secret"), "\(outcome.output)")
    let workflow = bench.agent.appending(".github/workflows/agent-pipeline.yml")
    let text = String(decoding: try FileContents.read(workflow, limit: 1 << 20), as: UTF8.self)
    #expect(text.contains("path: agents/desk") && !text.contains("path: .\n"))
  }

  @Test func `are lines to add where the CI system's file exists`() async throws {
    let bench = try Workbench(Self.flask.merging([".gitlab-ci.yml": "mine: {script: make}\n"]) { $1 })
    _ = try await bench.shell("git init -q")
    let outcome = try await bench.run("init", ["--yes"])
    #expect(outcome.exitCode == 0, "\(outcome.output)")
    #expect(outcome.output.contains(".gitlab-ci.yml exists and is left alone; add to it:"), "\(outcome.output)")
    let file = bench.agent.appending(".gitlab-ci.yml")
    #expect(try FileContents.read(file, limit: 99) == Array("mine: {script: make}\n".utf8))
  }

  @Test func `are lines to add where the CI file runs another agent only`() async throws {
    let flask = Dictionary(uniqueKeysWithValues: Self.flask.map { ("agents/desk/\($0.key)", $0.value) })
    let workflow = ".github/workflows/agent-pipeline.yml"
    let other = "- uses: o/agent-pipeline@v0\n  with: {path: agents/desk-2}\n"
    let bench = try Workbench(flask.merging([workflow: other]) { $1 })
    _ = try await bench.shell("git init -q")
    let outcome = try await bench.run("init", ["--yes", "--ci", "github"], of: "agents/desk")
    #expect(outcome.output.contains("\(workflow) exists and is left alone; add to it:"), "\(outcome.output)")
    try bench.write("- uses: o/agent-pipeline@v0\n  with: {path: ./agents/desk}\n", to: workflow)
    let again = try await bench.run("init", ["--yes", "--ci", "github"], of: "agents/desk")
    #expect(!again.output.contains("add to it"), "\(again.output)")
  }

  /// What a project has beside the new files may be secret.
  @Test func `are named in the command that commits them`() async throws {
    let bench = try Workbench(Self.flask)
    _ = try await bench.shell("git init -q")
    let outcome = try await bench.run("init", ["--yes", "--ci", "github"])
    let files = ".dockerignore agent.yaml .github/workflows/agent-pipeline.yml"
    let git = "git -C \(bench.agent)"
    let command = "\(git) add \(files) && \(git) commit -m 'feat: describe the agent'"
    #expect(outcome.output.contains(command), "\(outcome.output)")
    let other = try Workbench(Self.flask)
    let alone = try await other.run("init", ["--yes"])
    let says = alone.output
    #expect(says.contains("a .gitignore for what is secret") && !says.contains("--all"), "\(says)")
  }

  @Test(
    arguments: [
      (["--template", "chatbot"], [:], 0, ""), (["--template", "chatbot", "--language", "go"], [:], 0, ""),
      (["--template", "chatbot-rust"], [:], 0, ""),
      (["--template", "chatbot"], ["notes.txt": "x"], 0, ""),
      (["--template", "chatbot"], ["main.py": "mine"], 2, "`main.py` exists"),
      (["--template", "chatbot"], ["agent.yaml": "mine"], 2, "`agent.yaml` exists"),
      (["--yes", "--port", "8080"], ["agent.yaml": "mine"], 2, "so `--port` has no effect"),
      (["--template", "chatbot", "--name", "support_bot.v2"], [:], 0, ""),
      (["--template", "chatbot", "--name", "A B"], [:], 2, "write `a-b`"),
      (["--template", "chatbot", "--name", "../../x"], [:], 2, "cannot be part of an image reference"),
      (["--template", "chatbto"], [:], 2, "summarizer"),
      (["--template", "mcp-server", "--language", "java"], [:], 2, "not written in `java`"),
      (["--template", "chatbot", "--port", "80"], [:], 2, "`--template` brings its own"),
      ([], [:], 2, "--template"), ([], ["README.md": "# X\n"], 2, "--template"),
      (["--ci", "teletype"], [:], 2, "woodpecker"),
    ] as [([String], [String: String], Int32, String)])
  func `come from a template, or are none`(
    arguments: [String], files: [String: String], status: Int32, words: String
  ) async throws {
    let bench = try Workbench(files)
    let outcome = try await bench.run("init", ["--yes"] + arguments)
    #expect(outcome.exitCode == status && outcome.output.contains(words), "\(outcome.output)")
    if status == 0 {
      let validated = try await bench.run("validate")
      #expect(validated.exitCode == 0, "\(validated.output)")
    } else {
      #expect(try names(bench) == files.keys.sorted())
    }
  }

  @Test func `are not written where agent_yaml would have an error`() async throws {
    let bench = try Workbench(Self.flask.merging(["key.pem": "-----BEGIN RSA PRIVATE KEY-----\nx\n"]) { $1 })
    let outcome = try await bench.run("init", ["--yes"])
    #expect(outcome.exitCode == 1 && outcome.output.contains("[project-invalid]"), "\(outcome.output)")
    #expect(try names(bench) == [".env", "app.py", "key.pem", "requirements.txt"])
  }

  @Test func `are not written through a link that leads out of the directory`() async throws {
    let bench = try Workbench(Self.flask)
    _ = try await bench.shell("git init -q && mkdir ../out && ln -s ../out .github")
    let outcome = try await bench.run("init", ["--yes", "--ci", "github"])
    #expect(outcome.exitCode == 2, "\(outcome.output)")
    #expect(try Directory.names(in: bench.directory.appending("out")) == [])
    #expect(try !names(bench).contains("agent.yaml"))
  }
}
