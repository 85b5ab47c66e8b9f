import SystemPackage
import TestSupport
import Testing

@Suite("The executable looks at its surroundings") struct DoctorTests {
  private static let password = "s3cret-of-the-doctor"
  private static let credential = ["DOCKER_USERNAME": "ci", "DOCKER_PASSWORD": password]

  @Test(.onPythonBase) func `names what works, and where each credential comes from`() async throws {
    let registry = try TestRegistry {
      $0.authentication = .basic
      $0.password = Self.password
    }
    defer { registry.stop() }
    let end = try await Workshop().call(
      "doctor", "--push-to", "\(registry.host)/team/tiny", environment: Self.credential)
    #expect(end.exitCode == 0, "\(end.standardOutput)\(end.standardError)")
    #expect(end.standardOutput.contains("`auto` uses it"))
    #expect(
      end.standardOutput.contains(
        "✓ \(registry.host)/team/tiny: responds and allows this credential to push (an upload was opened and cancelled); the credential from "
      ),
      "\(end.standardOutput)")
    #expect(end.standardOutput.contains("DOCKER_USERNAME") && !end.standardOutput.contains(Self.password))
    #expect(end.standardOutput.contains("on branch `main`"))
    #expect(end.standardOutput.contains("the history is complete"))
  }

  @Test func `a registry that refuses is a reason for status 3, with a hint`() async throws {
    let registry = try TestRegistry { $0.authentication = .basic }
    defer { registry.stop() }
    let end = try await Workshop(.unbased).call(
      "doctor", "--push-to", "\(registry.host)/team/{name}", environment: Self.credential)
    #expect(end.exitCode == 3)
    #expect(end.standardOutput.contains("✗ \(registry.host)/team/tiny"))
    #expect(end.standardOutput.contains("hint: "))
    #expect(!(end.standardOutput + end.standardError).contains(Self.password))
  }

  @Test func `a shallow clone is told with its remedy, and no repository is no crash`() async throws {
    let workshop = try await Workshop(.unbased)
    try await workshop.commit("fix: more")
    try await workshop.git(
      "clone", "-q", "--depth", "1", "file://\(workshop.agent)", workshop.directory.appending("shallow").string)
    let shallow = try await workshop.call("doctor", workshop.directory.appending("shallow").string)
    #expect(shallow.standardOutput.contains("this clone is shallow"))
    #expect(shallow.standardOutput.contains("git fetch --unshallow --tags"))
    let nowhere = try await Workshop(.unbased, isCommitted: false).call("doctor", "/tmp")
    #expect(nowhere.exitCode == 3 && nowhere.standardOutput.contains("✗ repository"))
  }

  @Test func `every agent that is named is examined`() async throws {
    let workshop = try await Workshop(.unbased)
    var second = TinyAgent.unbased
    second.name = "second"
    second.pipeline = ["push: {to: [not a repository]}"]
    try workshop.write(second, in: "agents/two")
    let end = try await workshop.call("doctor", ".", "agents/two", "agents/three")
    #expect(end.exitCode == 3)
    for line in [
      "✓ tiny: agent.yaml\n", "✓ second: agents/two/agent.yaml\n", "✗ agent.yaml: `agents/three` does not exist",
      "✗ not a repository: ",
    ] {
      #expect(end.standardOutput.contains(line), "\(end.standardOutput)")
    }
    // What they have in common is said once.
    #expect(end.standardOutput.split(separator: "✓ repository: ").count == 2, "\(end.standardOutput)")
  }

  @Test func `a malformed setting is wrong usage`() async throws {
    let end = try await Workshop(.unbased).call("doctor", "--timeout", "soon")
    #expect(end.exitCode == 2 && end.standardError.contains("--timeout"))
  }
}
