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

  @Test(arguments: ["base.txt", "../../base.txt"])
  func `may be the file that names the dependencies`(target: String) async throws {
    let (bench, outcome) = try await build(
      """
      python3 - <<'END' && echo ./greet-1.0-py3-none-any.whl | tee base.txt ../../base.txt && ln -s \(target) requirements.txt
      import zipfile
      with zipfile.ZipFile("greet-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("greet.py", "")
        wheel.writestr("greet-1.0.dist-info/METADATA", "Metadata-Version: 2.1\\nName: greet\\nVersion: 1.0\\n")
        wheel.writestr("greet-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr("greet-1.0.dist-info/RECORD", "")
      END
      """)
    #expect(outcome.exitCode == 0, "\(outcome.output)")
    let paths = try bench.paths(in: .dependencies, of: outcome, of: "agents/a")
    #expect(paths.contains { $0.hasSuffix("site-packages/greet.py") }, "\(paths)")
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
