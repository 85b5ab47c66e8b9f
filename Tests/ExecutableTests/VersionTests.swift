import FoundationEssentials
import SystemPackage
import Testing

@testable import agent_pipeline

@Suite struct `The version of the program` {
  @Test func `is said to be a development build where no release was stamped`() async throws {
    let workshop = try await Workshop(.unbased)
    let end = try await Child.run(
      [Workshop.executable, "--version"], environment: workshop.environment, in: workshop.agent,
      scratch: workshop.directory.appending("streams"))
    #expect(end.exitCode == 0)
    #expect(end.standardOutput == "agent-pipeline 0.0.0-dev (development build)\n")
  }

  @Test func `is in a stamp of four lines, with commit, date and the address of the repository`() {
    let stamp = VersionStamp(
      parsing: "1.2.3\n0123456789abcdef\n2026-11-29\nhttps://forge.example/team/agent-pipeline\n")
    #expect(stamp?.version == "1.2.3")
    #expect(stamp?.commit == "0123456789abcdef")
    #expect(stamp?.date == "2026-11-29")
    #expect(stamp?.repository == "https://forge.example/team/agent-pipeline")
    #expect(VersionStamp(parsing: "1.2.3\n0123456789abcdef\n2026-11-29\n\n")?.repository == nil)
  }

  @Test(arguments: ["", "1.2.3\n", "1.2.3\n01\n2026-11-29\n", "\n01\n2026-11-29\n\n", "1.2.3\n01\n2026-11-29\n\n\n"])
  func `is not in text of any other form`(text: String) {
    #expect(VersionStamp(parsing: text) == nil)
  }
}
