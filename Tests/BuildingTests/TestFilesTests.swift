import PipelineCore
import SystemPackage
import Testing

/// `test.include`: what the tests see and the image that ships does not have.
@Suite("Files for the tests alone", .enabled(if: Workbench.base("python") != nil)) struct TestFilesTests {
  private static let program = """
    import http.server, signal, sys
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    http.server.HTTPServer(("0.0.0.0", 8080), Handler).serve_forever()

    """

  private func bench(_ include: String, _ files: [String: String] = [:]) throws -> Workbench {
    try Workbench(
      [
        "main.py": Self.program, "tests/check.py": "import main_data\n", "tests/data/main_data.py": "",
        ".dockerignore": "tests\n",
        "agent.yaml": manifest(
          "python:3.11",
          """
          ports: [{container: 8080}]
          pipeline:
            test:
              \(include)
              commands:
                - {name: sees its files, run: [sh, -c, "cd tests/data && python ../check.py"]}
          """),
      ].merging(files) { $1 })
  }

  private func run(_ bench: Workbench) async throws -> Workbench.Outcome {
    let base = try #require(Workbench.base("python"))
    return try await bench.run(
      "run", ["--until", "test", "--build-base-image", base], environment: ["PYTHONPATH": "."])
  }

  @Test func `are there for the commands, and not in the image`() async throws {
    let leavings = ["tests/__pycache__/check.cpython-311.pyc": "stale", "tests/data/notes.md": "kept out"]
    let bench = try bench(
      "environment: {PYTHONPATH: .}\n      include: [tests/*.py, tests/data/main_data.py, tests/__pycache__]", leavings)
    let outcome = try await run(bench)
    // The leavings of the language stay out, so the pattern for them matches nothing.
    #expect(outcome.exitCode == 1 && outcome.errors == ["include-without-files"], "\(outcome.output)")
    let other = try self.bench("environment: {PYTHONPATH: .}\n      include: [tests/]", leavings)
    let passed = try await run(other)
    #expect(passed.exitCode == 0, "\(passed.output)")
    #expect(passed.output.contains("✓ test files: 3 files"))
    #expect(try other.paths(in: .application, of: passed).allSatisfy { !$0.contains("tests") })
    let without = try await other.run(
      "build", ["--test-include", "main.py", "--build-base-image", "\(#require(Workbench.base("python")))"])
    #expect(without.image?.digest == passed.image?.digest, "\(without.output)")
  }

  @Test func `are missing without the setting`() async throws {
    let outcome = try await run(try bench("environment: {PYTHONPATH: .}"))
    #expect(outcome.exitCode == 1)
    #expect(outcome.output.contains("sees its files"))
  }

  @Test(arguments: ["include: [../secrets]", "include: [/etc]", "include: [\"!tests\"]"])
  func `are files of the agent`(include: String) async throws {
    let outcome = try await bench(include).run("validate")
    #expect(outcome.exitCode == 1 && outcome.errors == ["build-setting"], "\(outcome.output)")
  }

  @Test func `that match no pattern are an error that names the setting`() async throws {
    let outcome = try await run(try bench("include: [test/]"))
    #expect(outcome.exitCode == 1 && outcome.errors == ["include-without-files"], "\(outcome.output)")
    #expect(outcome.output.contains("`test.include` names `test/`, but no file matches"))
  }
}
