import Diagnostics
import Testing

@testable import ProjectSetup

@Suite struct `how a project starts` {
  private static func draft(_ files: [String: String], program: String? = nil) throws -> AgentDraft {
    try AgentDraft(reading: SetupProject(name: "x-agent", files: files), SetupOptions(program: program), .none)
  }

  private static let fastapi = "from fastapi import FastAPI\napp = FastAPI()\n"
  private static let flask = "from flask import Flask\napp = Flask(__name__)\n"
  private static let server = "fastapi\nuvicorn\ngunicorn\nflask\n"

  @Test(
    arguments: [
      (["a.py": fastapi, "b.py": fastapi], "b.py", ["uvicorn", "b:app", "--host", "0.0.0.0", "--port", "8000"], 8000),
      (["a.py": fastapi, "b.py": flask], "./b.py", ["gunicorn", "--bind", "0.0.0.0:5000", "b:app"], 5000),
      (
        ["a.py": "", "examples/chat-basic/app.py": flask], "examples/chat-basic/app.py",
        ["gunicorn", "--bind", "0.0.0.0:5000", "--chdir", "examples/chat-basic", "app:app"], 5000
      ),
      (["a.py": fastapi, "b.py": "print(1)\n"], "b.py", ["python", "b.py"], nil),
    ] as [([String: String], String, [String], Int?)])
  func `is the same by an option as by an answer`(
    files: [String: String], program: String, entrypoint: [String], port: Int?
  ) throws {
    let draft = try Self.draft(files.merging(["requirements.txt": Self.server]) { $1 }, program: program)
    #expect(draft.start.entrypoint?.value == entrypoint && draft.start.port?.value == port)
  }

  @Test func `by an option needs the server, too`() throws {
    let failure = try #require(throws: Failure.self) {
      try Self.draft(["requirements.txt": "fastapi\n", "a.py": Self.fastapi], program: "a.py")
    }
    #expect(failure.diagnostic.code == "server-missing")
    #expect(throws: Failure.self) { try Self.draft(["a.py": ""], program: "missing.py") }
  }

  @Test(
    arguments: [
      ("ENV PORT=9001\nCMD gunicorn --bind 0.0.0.0:$PORT main:app", "--bind 0.0.0.0:9001 main:app", 9001),
      (
        "ENV PORT 9001\nCMD uvicorn main:app --host 0.0.0.0 --port ${PORT:-8000}",
        "main:app --host 0.0.0.0 --port 9001", 9001
      ),
      (
        "ENV LISTEN=9002 W=2\nCMD uvicorn main:app --host 0.0.0.0 --port $LISTEN --workers $W",
        "main:app --host 0.0.0.0 --port 9002 --workers 2", 9002
      ),
      (
        "CMD uvicorn main:app --host 0.0.0.0 --port ${PORT:-8005}", "main:app --host 0.0.0.0 --port 8005", 8005
      ),
      // Nothing outside of the container reaches these as they are.
      (
        "CMD [\"uvicorn\", \"main:app\", \"--host\", \"127.0.0.1\", \"--port\", \"8001\"]",
        "main:app --host 0.0.0.0 --port 8001", 8001
      ),
      ("CMD uvicorn main:app --port 8000", "main:app --port 8000 --host 0.0.0.0", 8000),
      ("EXPOSE 9000\nCMD uvicorn main:app --host 0.0.0.0", "main:app --host 0.0.0.0 --port 9000", 9000),
      ("CMD gunicorn main:app -b localhost:8002", "main:app -b 0.0.0.0:8002", 8002),
      ("CMD gunicorn main:app", "main:app --bind 0.0.0.0:8000", 8000),
      ("CMD alembic upgrade head && uvicorn main:app --host 0.0.0.0", "main:app --host 0.0.0.0", 8000),
      ("ENTRYPOINT [\"/usr/bin/boot.sh\"]", "-b :5000 main:app", 5000),
      ("ENTRYPOINT [\"./given.sh\"]\nCMD [\"gunicorn\", \"-b\", \":5001\", \"main:app\"]", "-b :5001 main:app", 5001),
    ] as [(String, String, Int)])
  func `follows the Dockerfile`(lines: String, arguments: String, port: Int) throws {
    let draft = try Self.draft([
      "requirements.txt": Self.server, "main.py": "def app(): pass\n", "Dockerfile": "FROM python:3.12\n\(lines)\n",
      "boot.sh": "#!/bin/sh\nwhile true; do\n  flask db upgrade && break\ndone\nexec gunicorn -b :5000 main:app\n",
      "given.sh": "#!/bin/bash\nset -e\nexec \"$@\"\n",
    ])
    #expect(draft.start.entrypoint?.value.dropFirst().joined(separator: " ") == arguments)
    #expect(draft.start.port?.value == port)
  }

  @Test(arguments: [
    ("CMD uvicorn main:app --host 127.0.0.1", "Dockerfile:2 listens on 127.0.0.1 only; the entrypoint has 0.0.0.0"),
    (
      "CMD uvicorn main:app",
      "Dockerfile:2 does not say all of where uvicorn listens; the entrypoint has `--host 0.0.0.0`, too"
    ),
  ])
  func `says what it changes of a command`(line: String, note: String) throws {
    let draft = try Self.draft([
      "requirements.txt": Self.server, "main.py": Self.fastapi, "Dockerfile": "FROM python:3.12\n\(line)\n",
    ])
    #expect(draft.notes.contains(note), "\(draft.notes)")
  }

  @Test func `in Kotlin is the class of a file`() throws {
    let draft = try Self.draft([
      "build.gradle.kts": "plugins { kotlin(\"jvm\") }\n",
      "src/main/kotlin/a/main.kt": "package com.example\n\nimport x.y\n\nfun main() {}\n",
    ])
    #expect(draft.start.mainClass?.value == "com.example.MainKt")
  }
}

@Suite struct `what a project's other files do` {
  private static func draft(_ files: [String: String]) throws -> AgentDraft {
    try AgentDraft(reading: SetupProject(name: "x-agent", files: files), SetupOptions(), .none)
  }

  @Test(
    arguments: [
      ("RUN pip install -r requirements.txt && pip install --upgrade pip", []),
      ("RUN --mount=type=cache,target=/x python -m pip install -e . \"wheel\"", []),
      (
        "RUN CGO_ENABLED=0 pip install -r requirements/prod.txt",
        ["Dockerfile:2 RUN CGO_ENABLED=0 pip install -r requirements/prod.txt"]
      ),
      ("RUN get https://a:b@example.com/x MY_TOKEN=abc", ["Dockerfile:2 RUN get … MY_TOKEN=…"]),
      ("ENV MODE=fast\nCMD python main.py $MODE", []),
      ("RUN pip install gunicorn pymysql", ["Dockerfile:2 RUN pip install gunicorn pymysql"]),
      (
        "RUN apt-get update \\\n  && apt-get install -y ffmpeg \\\n  && rm -rf /var/lib/apt/lists/*",
        ["Dockerfile:2 RUN apt-get install -y ffmpeg"]
      ), ("ENV PYTHONUNBUFFERED=1 FLASK_APP=a.py", ["Dockerfile:2 ENV FLASK_APP"]),
      ("WORKDIR /app\nCOPY . .\nCOPY app /app/app", []),
      (
        "WORKDIR /app\nCOPY nginx.conf /etc/nginx/nginx.conf",
        ["Dockerfile:3 COPY nginx.conf /etc/nginx/nginx.conf"]
      ), ("RUN apt-get install x\nFROM python:3.12\nRUN useradd agent", []),
      ("CMD flask db upgrade; python main.py", ["Dockerfile:2 flask db upgrade"]),
      (
        (1...8).map { "RUN tool \($0)" }.joined(separator: "\n"),
        (1...5).map { "Dockerfile:\($0 + 1) RUN tool \($0)" } + ["… and 3 more"]
      ),
    ] as [(String, [String])])
  func `is named where agent_yaml does not do it`(lines: String, omitted: [String]) throws {
    let draft = try Self.draft([
      "requirements.txt": "flask\n", "main.py": "print(1)\n", "Dockerfile": "FROM python:3.12\n\(lines)\n",
    ])
    #expect(draft.omitted == omitted)
    #expect(omitted.allSatisfy { draft.text.contains("\n# \($0)\n") && draft.notes.contains("not taken over: \($0)") })
  }

  @Test func `in a Procfile is named`() throws {
    let draft = try Self.draft([
      "requirements.txt": "gunicorn\n", "app.py": "",
      "Procfile": "web: flask db upgrade; gunicorn app:wsgi\nworker: rq worker\n",
    ])
    #expect(draft.omitted == ["Procfile:1 flask db upgrade", "Procfile:2 worker: rq worker"])
    #expect(draft.start.entrypoint?.value == ["gunicorn", "app:wsgi", "--bind", "0.0.0.0:8000"])
  }

  @Test(
    arguments: [
      ("COPY --from=builder /bin/x .\nCOPY ./ui ./ui", ["ui"], []),
      ("COPY ui/ /srv/ui/", ["ui"], []), ("COPY ui/index.html ui/", ["ui/index.html"], []),
      ("COPY ui static", [], ["Dockerfile:5 COPY ui static"]), ("COPY . .", [], []),
    ] as [(String, [String], [String])])
  func `beside a compiled program goes into the image`(lines: String, included: [String], omitted: [String]) throws {
    let draft = try Self.draft([
      "go.mod": "module x\n\ngo 1.22\n", "main.go": "package main\nfunc main() {}\n", "ui/index.html": "x",
      "Dockerfile": "FROM golang:1.22 AS builder\nCOPY . .\nFROM alpine\nWORKDIR /srv\n\(lines)\n",
    ])
    #expect(draft.start.includes.map(\.value) == included && draft.omitted == omitted)
    #expect(draft.text.contains("include: [") == !included.isEmpty)
  }

  @Test func `at build time is no variable of the run`() throws {
    let draft = try Self.draft([
      "package.json": #"{"scripts": {"start": "node a.js", "test": "vitest run --coverage"}}"#,
      "a.js": "f(process.env.NEXT_PUBLIC_KEY, process.env.OTHER)\n",
    ])
    #expect(draft.environment.map(\.name) == ["OTHER"])
    #expect(draft.notes.contains { $0.hasPrefix("NEXT_PUBLIC_KEY (a.js:1): ") && $0.contains("`build.environment`") })
    #expect(draft.notes.contains { $0.hasPrefix("not found: tests") })
  }

  @Test func `in tests_py runs as a test`() throws {
    let draft = try Self.draft(["main.py": "print(1)\n", "tests.py": "import unittest\n"])
    #expect(draft.text.contains(#"run: ["python", "-m", "unittest", "tests"]"#))
    let other = try Self.draft(["main.py": "print(1)\n", "tests.py": "def test_a(): pass\n"])
    #expect(other.notes.contains { $0.hasPrefix("not found: tests") && $0.contains("`tests.py`") })
  }

  @Test func `is read from files of any usual size`() throws {
    let lines = String(repeating: "    # a comment of a lock with hashes, which takes much space\n", count: 30_000)
    let draft = try Self.draft([
      "requirements.txt": lines + "flask\ngunicorn\n", "app.py": "from flask import Flask\napp = Flask(__name__)\n",
    ])
    #expect(draft.start.entrypoint?.value.first == "gunicorn")
  }

  @Test func `is read, or the file is named`() throws {
    let project = SetupProject(
      name: "x", files: ["main.py": "print(1)\n", "b.py": String(repeating: "x = 1\n", count: 50_000)])
    let notes = try AgentDraft(reading: project, SetupOptions(), .none).notes
    #expect(notes.contains("not read: b.py, which is too large or cannot be opened"))
    #expect(!notes.contains { $0.contains("the project is large") })
  }
}
