import Diagnostics
import PipelineCore
import SystemPackage
import Testing
import TextFormats

@testable import CIVendors

@Suite("GitHub Actions") struct GitHubActionsTests {
  private let workspace: FilePath = "/github/workspace"

  private func vendor(_ variables: [String: String] = [:]) throws -> any CIVendor {
    let environment = ["GITHUB_ACTIONS": "true", "GITHUB_WORKSPACE": workspace.string].merging(variables) { $1 }
    return try #require(AllCIVendors.detect(environment: environment) { _ in nil })
  }

  // MARK: Commands

  @Test(
    "data and properties are escaped as the runner wants them",
    arguments: [
      ("plain", "plain", "plain"), ("100%\r\n", "100%25%0D%0A", "100%25%0D%0A"), ("a: b, c", "a: b, c", "a%3A b%2C c"),
      ("%0A", "%250A", "%250A"),
    ])
  func escapes(text: String, data: String, property: String) {
    #expect(GitHubCommand.escapedData(text) == data)
    #expect(GitHubCommand.escapedProperty(text) == property)
  }

  @Test func `every line of a secret is masked`() throws {
    #expect(try vendor().mask("one%\n\ntwo\r\n  \n") == ["::add-mask::one%25", "::add-mask::two"])
  }

  @Test func `nothing but our own commands gets through`() throws {
    let dressing = LogDressing(vendor: try vendor(), token: "t0k3n")
    let time = Timestamp(seconds: 0)
    let log =
      dressing.opening + dressing.stageStart("build: a\nb", id: "build", at: time) + "::error::forged\n"
      + dressing.stageEnd(id: "build", at: time) + dressing.commands(["::error::ours"]) + dressing.commands([])
      + dressing.closing
    #expect(
      log == """
        ::stop-commands::t0k3n
        ::t0k3n::
        ::group::build: a%0Ab
        ::stop-commands::t0k3n
        ::error::forged
        ::t0k3n::
        ::endgroup::
        ::stop-commands::t0k3n
        ::t0k3n::
        ::error::ours
        ::stop-commands::t0k3n
        ::t0k3n::

        """)
  }

  // MARK: Annotations

  @Test(
    "a finding stands at its place, its path counted from the root of the repository",
    arguments: [
      ("agent.yaml", "file=agents/chatbot/agent.yaml,"), ("./agent.yaml", "file=agents/chatbot/agent.yaml,"),
      ("../../agent.yaml", "file=agent.yaml,"), ("/elsewhere/agent.yaml", ""),
      ("/github/workspace/a,b/agent.yaml", "file=a%2Cb/agent.yaml,"),
      ("../../../agent.yaml", ""),
    ])
  func places(file: String, property: String) throws {
    let place = SourceLocation(file: file, line: 3, column: 16)
    let report = SampleReport.failed([
      .error("duplicate-port", "the port `8080`\nis there twice", at: place, hints: ["remove one"])
    ])
    let line = property.isEmpty ? "" : "\(property)line=3,col=16,"
    #expect(
      try vendor().annotations(for: report, in: workspace.appending("agents/chatbot")) == [
        "::error \(line)title=duplicate-port::the port `8080`%0Ais there twice%0Ahint: remove one"
      ])
  }

  @Test func `warnings, notes and failed checks are annotations too`() throws {
    let report = SampleReport.failed(
      [.warning("odd", "it is odd"), .note("by-the-way", "a note")],
      checks: [
        CheckReport(id: "a", name: "answers: hello", outcome: .failed, durationSeconds: 0, message: "got 500"),
        CheckReport(id: "b", name: "ready", outcome: .passed, durationSeconds: 0),
      ])
    #expect(
      try vendor().annotations(for: report, in: workspace) == [
        "::warning title=odd::it is odd", "::notice title=by-the-way::a note",
        "::error title=chatbot test%3A answers%3A hello::got 500",
      ])
  }

  @Test func `a stage that failed without a finding tells its reason`() throws {
    var report = SampleReport.failed([])
    report.agents[0].stages[2].reason = "terminated (SIGTERM)"
    #expect(
      try vendor().annotations(for: report, in: workspace) == ["::error title=chatbot test::terminated (SIGTERM)"])
  }

  @Test func `there are at most ten of a type, and no message is longer than GitHub shows`() throws {
    let errors = (1...15).map { Diagnostic.error("e\($0)", "broken") }
    let warning = Diagnostic.warning("long", String(repeating: "ä", count: 5000))
    let lines = try vendor().annotations(for: SampleReport.failed(errors + [warning]), in: workspace)
    #expect(lines.count == 11)
    #expect(lines[9].contains("title=e10:"))
    #expect(lines[10].count == "::warning title=long::".count + 4096)
  }

  // MARK: Files

  @Test func `outputs are appended with a delimiter that no value holds`() throws {
    var report = SampleReport.passed("chatbot")
    report.agents[0].image?.tags = ["1.3.0", "agent_pipeline_t0k3n"]
    let files = try vendor(["GITHUB_OUTPUT": "/tmp/output"]).outputs(
      of: report, ReportPaths(directory: "r", json: "r/report.json", junit: nil), token: "t0k3n")
    let image = "registry.example.com/chatbot@\(SampleReport.digest)"
    let expected = """
      outcome<<agent_pipeline_t0k3n
      passed
      agent_pipeline_t0k3n
      released<<agent_pipeline_t0k3n
      true
      agent_pipeline_t0k3n
      version<<agent_pipeline_t0k3n
      1.3.0
      agent_pipeline_t0k3n
      bump<<agent_pipeline_t0k3n
      minor
      agent_pipeline_t0k3n
      image<<agent_pipeline_t0k3n
      \(image)
      agent_pipeline_t0k3n
      digest<<agent_pipeline_t0k3n
      \(SampleReport.digest)
      agent_pipeline_t0k3n
      tags<<agent_pipeline_t0k3n_
      1.3.0
      agent_pipeline_t0k3n
      agent_pipeline_t0k3n_
      references<<agent_pipeline_t0k3n
      registry.example.com/chatbot:1.3.0
      agent_pipeline_t0k3n
      notes<<agent_pipeline_t0k3n

      agent_pipeline_t0k3n
      report<<agent_pipeline_t0k3n
      r/report.json
      agent_pipeline_t0k3n
      junit<<agent_pipeline_t0k3n

      agent_pipeline_t0k3n
      agents<<agent_pipeline_t0k3n_
      \(SampleReport.outputs("chatbot", tags: ["1.3.0", "agent_pipeline_t0k3n"]))
      agent_pipeline_t0k3n_

      """
    #expect(files == [CIFileOutput(path: "/tmp/output", contents: expected, mode: .append)])
  }

  @Test func `outside a step there is no file to write`() throws {
    let paths = ReportPaths(directory: "r", json: nil, junit: nil)
    #expect(try vendor().outputs(of: SampleReport.passed("chatbot"), paths, token: "t").isEmpty)
  }

  @Test func `the step summary tells what came out`() {
    let check = CheckReport(
      id: "a", name: "answers", outcome: .failed, durationSeconds: 0, message: "<script>|`[x](y)`\n@team")
    let place = SourceLocation(file: "agent.yaml", line: 3, column: 16)
    let report = SampleReport.failed([.error("bad-port", "the port is bad", at: place)], checks: [check])
    #expect(
      GitHubStepSummary.markdown(report) == """
        ### chatbot: failed

        | stage | outcome | time | |
        | --- | --- | ---: | --- |
        | validate | ✅ passed | 0.0 s |  |
        | build | ✅ passed | 3.3 s |  |
        | test | ❌ failed | 0.0 s | see its findings |

        - version: `1.3.0`
        - image: `\(SampleReport.digest)`
        - failed: `down.example.com/chatbot:1.3.0`
        - pushed: `registry.example.com/chatbot:1.3.0`
        - **test: answers**: &#60;script&#62;&#124;&#96;&#91;x&#93;(y)&#96; &#64;team
        - `agent.yaml:3:16` the port is bad (`bad-port`)


        """)
  }

  @Test func `the step summary stays below GitHub's limit`() {
    let report = SampleReport.failed([.error("long", String(repeating: "é", count: 1 << 20))])
    let markdown = GitHubStepSummary.markdown(report)
    #expect(markdown.utf8.count <= 1 << 20)
    #expect(markdown.utf8.count > (1 << 20) - 10)
    #expect(markdown.hasSuffix("é\n…\n"))
  }
}
