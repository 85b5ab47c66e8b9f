import Diagnostics
import PipelineCore
import ProjectTemplates
import SystemPackage
import Testing

/// What `init --template` writes is green at the first run, without a network or a key, and red once it is broken.
@Suite("Agents from a template", .serialized) struct TemplateRunTests {
  @Test(arguments: TemplateCase.possible)
  func `pass as they are written, before the first commit, and are the same image without the cache`(
    example: TemplateCase
  ) async throws {
    let bench = try Workbench(example.template, named: "support-bot")
    let base = try #require(example.baseImage)
    let outcome = try await bench.run("run", ["--strict", "--build-base-image", base])
    #expect(outcome.exitCode == 0, "\(outcome.output)")
    let agent = try #require(outcome.report?.agents.first)
    #expect(agent.name == "support-bot")
    #expect(agent.diagnostics.filter { $0.severity != .note }.map(\.message) == [])
    let checks = agent.stages.first { $0.name == .test }?.checks ?? []
    #expect(checks.count >= 3 && checks.allSatisfy { $0.outcome == .passed }, "\(outcome.output)")
    let skipped = agent.stages.filter { $0.outcome == .skipped }
    #expect(skipped.map(\.name) == [.tag, .push])
    #expect(skipped.map { $0.reason?.prefix { $0 != ":" } } == ["no version", "no destination"])
    // Neither the tests nor their recordings ship.
    let shipped = try bench.paths(in: .application, of: outcome)
    #expect(!shipped.contains { $0.lowercased().contains("test") || $0.contains("recordings") }, "\(shipped)")
    // Compilers take their time, and have tests of their own for this.
    guard example.template.language == "python" || example.template.language == "nodejs" else { return }
    let again = try await bench.run("build", ["--check-reproducible", "--build-base-image", base])
    #expect(again.exitCode == 0, "\(again.output)")
    #expect(again.image?.digest == outcome.image?.digest)
  }

  /// The tests compare what the agent asks its model with the recordings.
  @Test(arguments: TemplateCase.possible)
  func `fail their tests once they ask their model something else`(example: TemplateCase) async throws {
    let bench = try Workbench(example.template, named: "support-bot")
    let (file, words) = example.prompt
    let text = try #require(example.template.files.first { $0.path == file }?.contents)
    try #require(text.contains(words))
    try bench.write(text.replacing(words, with: "XYZZY"), to: file)
    let outcome = try await bench.run("run", ["--build-base-image", try #require(example.baseImage)])
    #expect(outcome.exitCode == 1, "\(outcome.output)")
    let stages = outcome.report?.agents.first?.stages ?? []
    #expect(stages.first { $0.name == .test }?.outcome != .passed)
    // The difference is what the reader gets, on the terminal or in the reports.
    let said = [outcome.output] + stages.flatMap(\.checks).compactMap(\.output)
    #expect(said.contains { $0.contains("XYZZY") }, "\(said)")
  }

  @Test(arguments: TemplateCase.possible.filter { $0.testDescription == "python/chatbot" })
  func `pass for an ordinary user`(example: TemplateCase) async throws {
    let bench = try Workbench(example.template, named: "support-bot")
    let ended = try await bench.runAsOrdinaryUser(on: try #require(example.baseImage))
    #expect(ended.status == 0, "\(ended.output)")
  }
}
