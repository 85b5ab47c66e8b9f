import AgentManifest
import Diagnostics
import FileIO
import SystemPackage
import Testing

@Suite("Hostile manifests") struct HostileInputTests {
  /// Made by name: a test log must not hold the texts themselves.
  static let makers: [String: @Sendable () -> String] = [
    "a long key": { String(repeating: "k", count: 1 << 16) + ": 1" },
    "a long name": { "metadata: {name: \"\(String(repeating: "A b", count: 1 << 15))\"}" },
    "a long runtime": { "spec: {runtime: \(String(repeating: "p", count: 1 << 16))}" },
    "a long requirement": { "spec: {runtime: python, dependencies: [\"\(String(repeating: "=", count: 1 << 15))\"]}" },
    "a long duration": {
      "spec: {healthCheck: {command: [a], interval: \"\(String(repeating: "1h", count: 1 << 15))\"}}"
    },
    "many unknown fields": { (0..<5_000).map { "key\($0): 1\n" }.joined() },
    "many equal ports": { "spec:\n  ports:\n" + String(repeating: "    - {container: 80}\n", count: 5_000) },
  ]

  @Test(.timeLimit(.minutes(5)), arguments: makers.keys.sorted())
  func `long names and many mistakes make a report of a bounded size`(name: String) throws {
    let make = try #require(Self.makers[name])
    let diagnostics = read(make()).diagnostics
    let longest = diagnostics.flatMap { [$0.message] + $0.hints }.map(\.utf8.count).max() ?? 0
    #expect((1...501).contains(diagnostics.count))
    #expect(longest <= 1_004)
  }

  @Test func `the billion laughs end within 50 milliseconds`() {
    var text = "a: &a [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]\n"
    for (name, previous) in zip("bcdefghi", "abcdefgh") {
      let aliases = Array(repeating: "*\(previous)", count: 10).joined(separator: ", ")
      text += "\(name): &\(name) [\(aliases)]\n"
    }
    var codes: [String] = []
    // The fastest of a few: other tests run beside this one.
    let times = (0..<5).map { _ in ContinuousClock().measure { codes = read(text).diagnostics.map(\.code) } }
    #expect(codes == ["too-many-values"])
    #expect(times.min() ?? .seconds(1) < .milliseconds(50))
  }

  /// Each took the square of its length once.
  static let slow: [String: @Sendable () -> String] = [
    "tokens that never begin": { "config: {a: \"\(String(repeating: "sk-", count: 100_000))\"}" },
    "many secrets": {
      "spec:\n  environment:\n"
        + (0..<2_000).map { "    - {name: A\($0)_TOKEN, value: x8Kq2Zp9Lm4Rt7Vw\($0)}\n" }.joined()
    },
    "many suppressions": { String(repeating: "# agent-pipeline: ignore[unknown-field] x\n", count: 15_000) + "a: 1\n" },
  ]

  @Test(.timeLimit(.minutes(2)), arguments: slow.keys.sorted())
  func `hostile texts are read in the time of ordinary ones`(name: String) throws {
    let make = try #require(Self.slow[name])
    let start = ContinuousClock.now
    #expect(!read(make()).diagnostics.isEmpty)
    #expect(ContinuousClock.now - start < .seconds(20))
  }

  @Test func `errors are shown before warnings where not all can be`() {
    let text =
      "apiVersion: agent.dev/v1\nkind: Agent\nmetadata: {name: a}\nspec:\n  runtime: python\n  model: {provider: openai, name: a}\n"
      + (0..<600).map { "  f\($0): 1\n" }.joined() + "  ports: [{container: 0}]\n"
    let diagnostics = read(text).diagnostics
    #expect(diagnostics.count == 501)
    #expect(diagnostics[0].severity == .error && diagnostics[0].location?.line == 607)
    #expect(diagnostics[500].code == "too-many-findings")
  }

  /// What Fuzz/ starts from.
  @Test func `every text of the fuzzer's corpus is a manifest or has findings`() throws {
    let directory = FilePath(#filePath).removingLastComponent().appending("../../Fuzz/Corpus/FuzzManifest")
    let names = try Directory.names(in: directory)
    #expect(names.count >= 10)
    for name in names {
      let bytes = try FileContents.read(directory.appending(name), limit: 1 << 20)
      let (manifest, diagnostics) = ManifestReader.read(bytes: bytes, file: name)
      #expect(manifest != nil || !diagnostics.isEmpty, "\(name)")
    }
  }

  @Test func `no mutilated manifest crashes the rules`() throws {
    let seed = try Golden.source("complete")
    let pieces = [
      "[", "]", "{", "}", ": ", "- ", "\"", "~", "\n", "-1", "99999999999999999999", "1e999", "é", "null", "/",
    ]
    var random = SystemRandomNumberGenerator()
    for _ in 0..<2_000 {
      var mutant = seed
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let place = Int.random(in: 0..<mutant.count, using: &random)
        let end = min(mutant.count, place + Int.random(in: 0...12, using: &random))
        mutant.replaceSubrange(place..<end, with: (pieces.randomElement(using: &random) ?? "").utf8)
      }
      let (manifest, diagnostics) = ManifestReader.read(bytes: mutant, file: "agent.yaml")
      #expect(manifest != nil || !diagnostics.isEmpty)
    }
  }
}
