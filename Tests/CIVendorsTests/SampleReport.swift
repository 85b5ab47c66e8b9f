import Diagnostics
import PipelineCore
import TextFormats

/// A run with something of everything.
enum SampleReport {
  static let digest = "sha256:" + String(repeating: "ab", count: 32)

  static func passed(_ names: String...) -> RunReport {
    var report = RunReport(
      tool: RunReport.Tool(name: "agent-pipeline", version: "0.1.0"), startedAt: Timestamp(seconds: 0), dryRun: false,
      ci: nil)
    report.agents = names.map { name in
      var agent = AgentReport(name: name, path: "agents/\(name)", manifest: "agents/\(name)/agent.yaml")
      agent.stages = [
        StageReport(name: .validate, outcome: .passed, durationSeconds: 0.04),
        StageReport(name: .build, outcome: .passed, durationSeconds: 3.25),
        StageReport(name: .test, outcome: .skipped, reason: "no engine | `none`"),
        StageReport(name: .push, outcome: .skipped, reason: StageReport.notSelected),
      ]
      agent.version = VersionReport(
        next: "1.3.0", previous: "1.2.4", bump: "minor", base: "v1.2.4", release: true, explanation: [])
      var image = ImageReport(
        engine: "oci", digest: digest, mediaType: "application/vnd.oci.image.manifest.v1+json",
        platforms: ["linux/amd64"], sizeBytes: 1, layout: ".agent-pipeline/image", layers: [])
      image.tags = ["1.3.0", "latest"]
      agent.image = image
      agent.pushed = [
        PushReport(reference: "down.example.com/\(name):1.3.0", digest: digest, status: .failed),
        PushReport(reference: "registry.example.com/\(name):1.3.0", digest: digest, status: .pushed),
      ]
      return agent
    }
    return report
  }

  /// The output `agents` of a run of one agent.
  static func outputs(_ name: String, tags: [String] = ["1.3.0", "latest"]) -> String {
    let values = [
      #""bump":"minor""#, #""digest":"\#(digest)""#, #""image":"registry.example.com/\#(name)@\#(digest)""#,
      #""name":"\#(name)""#, #""outcome":"passed""#, #""path":"agents/\#(name)""#,
      #""references":["registry.example.com/\#(name):1.3.0"]"#, #""released":true"#,
      #""tags":[\#(tags.map { "\"\($0)\"" }.joined(separator: ","))]"#, #""version":"1.3.0""#,
    ]
    return "[{\(values.joined(separator: ","))}]"
  }

  static func failed(_ diagnostics: [Diagnostic], checks: [CheckReport] = []) -> RunReport {
    var report = passed("chatbot")
    report.outcome = .failed
    report.exitCode = 1
    report.agents[0].outcome = .failed
    report.agents[0].diagnostics = diagnostics
    report.agents[0].stages[2] = StageReport(
      name: .test, outcome: .failed, reason: "see its findings", checks: checks)
    return report
  }
}
