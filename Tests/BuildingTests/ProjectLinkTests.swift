import FileIO
import PipelineCore
import SystemPackage
import Testing

/// Links of the agent's directory, and what commands make beside them: in the image nothing leads to the machine or nowhere.
@Suite("Links of a project") struct ProjectLinkTests {
  private static let settings = """
    pipeline:
      build:
        baseImage: scratch
        entrypoint: [/app/main.py]

    """

  /// - Parameter script: run in the repository before the build of agents/a.
  private func build(_ script: String, _ more: String = "") async throws -> (Workbench, Workbench.Outcome) {
    let bench = try Workbench([
      "agents/a/agent.yaml": manifest("python:3.11", Self.settings + more), "agents/a/main.py": "",
      "shared/util.py": "shared\n", "shared/lib/l.py": "",
    ])
    let made = try await bench.shell("git init -q . && cd agents/a && \(script)")
    #expect(made.status == 0, "\(made.output)")
    return (bench, try await bench.run("build", of: "agents/a"))
  }

  /// What the application's layers say of their links, and the text of `util.py`.
  private func listing(_ bench: Workbench, _ outcome: Workbench.Outcome) async throws -> String {
    let root = try await bench.unpack(outcome, to: "unpacked", of: "agents/a")
    let listed = try await bench.shell(
      "cd \(root)/app && find . -type l -printf '%p -> %l\\n' | sort; cat util.py 2>/dev/null; true")
    return listed.output
  }

  @Test func `to files elsewhere in the repository are these files`() async throws {
    let (bench, outcome) = try await build("ln -s ../../shared/util.py util.py && ln -s main.py own.py")
    #expect(outcome.exitCode == 0, "\(outcome.output)")
    #expect(try await listing(bench, outcome) == "./own.py -> main.py\nshared\n")
  }

  @Test func `to a directory elsewhere are refused, where the image would get them`() async throws {
    let (bench, outcome) = try await build("ln -s ../../shared/lib lib")
    #expect(outcome.errors == ["link-outside"], "\(outcome.output)")
    try bench.write("lib\n", to: "agents/a/.dockerignore")
    let ignored = try await bench.run("build", of: "agents/a")
    #expect(ignored.exitCode == 0, "\(ignored.output)")
  }

  @Test func `never lead to git's own files`() async throws {
    let (bench, outcome) = try await build("ln -s ../../.git/config util.py")
    #expect(outcome.exitCode == 0, "\(outcome.output)")
    #expect(try await listing(bench, outcome) == "./util.py -> ../../.git/config\n")
  }

  @Test func `that a command makes lead into the image`() async throws {
    let (bench, outcome) = try await build(
      "printf 'dist\\n' >.dockerignore", "    run: [\"mkdir dist; ln -s $PWD/main.py dist/abs; echo 1 >dist/x\"]\n")
    #expect(outcome.exitCode == 0, "\(outcome.output)")
    #expect(try await listing(bench, outcome) == "./dist/abs -> /app/main.py\n")
    let paths = try bench.paths(in: .application, of: outcome, of: "agents/a")
    #expect(paths.contains("app/dist/x"))
  }
}
