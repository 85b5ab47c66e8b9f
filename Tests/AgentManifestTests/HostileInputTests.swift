import AgentManifest
import Diagnostics
import Testing

@Suite("Hostile manifests") struct HostileInputTests {
  @Test(arguments: [
    String(repeating: "k", count: 1 << 19) + ": 1",
    "metadata: {name: \"\(String(repeating: "A b", count: 1 << 17))\"}",
    "spec: {runtime: \(String(repeating: "p", count: 1 << 19)), dependencies: [\"\(String(repeating: "=", count: 1 << 18))\"]}",
    "spec: {healthCheck: {command: [a], interval: \"\(String(repeating: "1h", count: 1 << 18))\"}}",
    (0..<20_000).map { "key\($0): 1\n" }.joined(),
    "spec:\n  ports:\n" + String(repeating: "    - {container: 80}\n", count: 20_000),
  ])
  func `long names and many mistakes make a report of a bounded size`(text: String) {
    let started = ContinuousClock.now
    let diagnostics = read(text).diagnostics
    #expect(!diagnostics.isEmpty && diagnostics.count <= 501)
    for diagnostic in diagnostics {
      #expect(diagnostic.message.utf8.count <= 1_004)
      #expect(diagnostic.hints.allSatisfy { $0.utf8.count <= 1_004 })
    }
    #expect(ContinuousClock.now - started < .seconds(20))
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
