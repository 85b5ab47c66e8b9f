import FileIO
import SystemPackage
import Testing

/// Reports that were there before the run: committed by a stranger, or left by a run of another commit.
@Suite("Attacks by reports that were there before") struct LeftoverReportTests {
  private static let gitLab = ["GITLAB_CI": "true", "CI_PROJECT_PATH": "own/repo"]

  @Test func `a run that is killed leaves none of them`() async throws {
    let attacked = try AttackedAgent(
      Dictionary(
        ["report.json", "junit.xml", "junit-unit-tests.xml", "agent-pipeline.env"].map {
          (".agent-pipeline/\($0)", AttackedAgent.canary)
        }, uniquingKeysWith: { first, _ in first }))
    // It does not end before it is killed.
    try attacked.pipe("never-read")
    try attacked.link("requirements.txt", to: "never-read")
    let end = try await attacked.run(
      ["build"], environment: Self.gitLab,
      wrapper: [
        "/bin/sh", "-c",
        """
        "$@" >log 2>&1 & tool=$!
        until grep -q validate log; do sleep 0.01; done
        kill -9 $tool; wait $tool; exit 0
        """, "sh",
      ])
    #expect(end.exitCode == 0, "\(end.output)")
    let left = try Directory.names(in: attacked.workDirectory)
    for name in left where name.hasSuffix(".xml") || name.hasSuffix(".env") || name == "report.json" {
      let contents = try FileContents.read(attacked.workDirectory.appending(name), limit: 1 << 20)
      #expect(!String(decoding: contents, as: UTF8.self).contains(AttackedAgent.canary), "\(name)")
    }
  }

  @Test func `other programs' files in a directory that the user chose stay`() async throws {
    let attacked = try AttackedAgent(["reports/junit-other.xml": AttackedAgent.canary])
    _ = try await attacked.run(["build", "--report-dir", "reports"], environment: Self.gitLab)
    let path = attacked.agent.appending("reports/junit-other.xml")
    let left = try FileContents.read(path, limit: 100)
    #expect(left == Array(AttackedAgent.canary.utf8))
  }
}
