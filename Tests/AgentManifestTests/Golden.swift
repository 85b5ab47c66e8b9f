import AgentManifest
import Diagnostics
import TestSupport
import Testing

/// The manifests and the texts in `Golden/`.
enum Golden {
  static let files = GoldenFiles()

  static func source(_ name: String) throws -> [UInt8] { Array(try files.contents("\(name).yaml").utf8) }

  static func check(_ name: String, _ output: String) throws {
    #expect(try files.problem(with: output, "\(name).txt") == nil)
  }

  /// Every finding as the terminal shows it.
  static func render(_ diagnostics: [Diagnostic], _ source: [UInt8], isColored: Bool = false) -> String {
    let lines = String(decoding: source, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
      .map(String.init)
    let renderer = DiagnosticRenderer(style: TerminalStyle(isColored: isColored)) { _, line in
      lines.indices.contains(line - 1) ? lines[line - 1] : nil
    }
    return diagnostics.map(renderer.render).joined()
  }
}

@Suite("Golden") struct GoldenTests {
  @Test(arguments: ["thirty-mistakes", "pipeline-mistakes", "syntax-error", "duplicate-keys"])
  func `findings as the user reads them`(name: String) throws {
    let source = try Golden.source(name)
    let findings = ManifestReader.read(bytes: source, file: "agent.yaml").diagnostics
    try Golden.check(name, Golden.render(findings, source))
  }

  @Test func `findings in colour`() throws {
    let source = try Golden.source("thirty-mistakes")
    let findings = ManifestReader.read(bytes: source, file: "agent.yaml").diagnostics
    try Golden.check("thirty-mistakes-colour", Golden.render(findings, source, isColored: true))
  }

  @Test(arguments: [true, false])
  func `the explanation of a rule`(isColored: Bool) throws {
    let rule = try #require(RuleReference.all.first { $0.id == "secret-in-image" })
    try Golden.check(
      isColored ? "explain-colour" : "explain",
      RuleReference.text(of: rule, style: TerminalStyle(isColored: isColored)))
  }

  @Test func `thirty mistakes are thirty findings in one run`() throws {
    let findings = ManifestReader.read(bytes: try Golden.source("thirty-mistakes"), file: "agent.yaml").diagnostics
    #expect(findings.count == 30)
  }
}
