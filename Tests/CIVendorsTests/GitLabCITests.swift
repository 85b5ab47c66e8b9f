import PipelineCore
import Settings
import SystemPackage
import Testing
import TextFormats

@testable import CIVendors

@Suite("GitLab CI") struct GitLabCITests {
  private func vendor() throws -> any CIVendor {
    try #require(AllCIVendors.detect(environment: ["GITLAB_CI": "true"]) { _ in nil })
  }

  @Test func `a stage is a section of the log`() throws {
    let dressing = LogDressing(vendor: try vendor(), token: "t0k3n")
    let time = Timestamp(milliseconds: 1_795_354_200_500)
    #expect(dressing.opening.isEmpty && dressing.closing.isEmpty)
    #expect(
      dressing.stageStart("build\nchatbot", id: "build:chat bot", at: time)
        == "\u{1B}[0Ksection_start:1795354200:build_chat_bot\r\u{1B}[0Kbuild chatbot\n")
    #expect(
      dressing.stageEnd(id: "build:chat bot", at: time)
        == "\u{1B}[0Ksection_end:1795354200:build_chat_bot\r\u{1B}[0K\n")
  }

  @Test func `later jobs get variables`() throws {
    let files = try vendor().outputs(
      of: SampleReport.passed("chatbot"), ReportPaths(directory: "r", json: "r/report.json", junit: "r/junit.xml"),
      token: "t")
    let expected = """
      AGENT_PIPELINE_OUTCOME=passed
      AGENT_PIPELINE_RELEASED=true
      AGENT_PIPELINE_VERSION=1.3.0
      AGENT_PIPELINE_BUMP=minor
      AGENT_PIPELINE_IMAGE=registry.example.com/chatbot@\(SampleReport.digest)
      AGENT_PIPELINE_DIGEST=\(SampleReport.digest)
      AGENT_PIPELINE_TAGS=1.3.0,latest
      AGENT_PIPELINE_REFERENCES=registry.example.com/chatbot:1.3.0
      AGENT_PIPELINE_REPORT=r/report.json
      AGENT_PIPELINE_JUNIT=r/junit.xml
      AGENT_PIPELINE_AGENTS=\(SampleReport.outputs("chatbot"))

      """
    #expect(files == [CIFileOutput(path: "r/agent-pipeline.env", contents: expected, mode: .replace)])
  }

  @Test func `of several agents each variable is a list`() {
    let contents = GitLabDotenv.contents(
      SampleReport.passed("a", "b"), ReportPaths(directory: "r", json: nil, junit: nil))
    #expect(contents.contains("\nAGENT_PIPELINE_VERSION=1.3.0,1.3.0\n"))
    #expect(
      contents.contains("\nAGENT_PIPELINE_REFERENCES=registry.example.com/a:1.3.0,registry.example.com/b:1.3.0\n"))
  }

  @Test func `what GitLab would refuse is left out, and the rest is kept`() {
    var report = SampleReport.passed("chatbot")
    report.agents[0].image?.tags = (1...1000).map { "1.3.\($0)" }
    let contents = GitLabDotenv.contents(
      report, ReportPaths(directory: "r", json: "my reports/report.json", junit: "r/junit.xml"))
    #expect(contents.utf8.count <= 5 << 10)
    #expect(!contents.contains("TAGS"))
    #expect(!contents.contains("REPORT"))
    #expect(contents.hasSuffix("\nAGENT_PIPELINE_JUNIT=r/junit.xml\n"))
  }

  @Test func `an output is not taken for a setting by the next job`() {
    let outputs = RunOutputs(SampleReport.passed("a"), ReportPaths(directory: "r", json: nil, junit: nil)).all
    let variables = Set(AllSettings.all.flatMap(\.definition.variables))
    for output in outputs {
      let name = "AGENT_PIPELINE_\(output.name.uppercased())"
      #expect(!variables.contains(name))
      // A later job finds it in its environment, where it is not a slip.
      #expect(Settings.resolve(flags: [:], environment: [name: "value"]).diagnostics.isEmpty)
    }
  }
}
