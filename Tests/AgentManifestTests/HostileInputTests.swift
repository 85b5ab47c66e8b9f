import AgentManifest
import Testing

@Suite("Hostile manifests") struct HostileInputTests {
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
