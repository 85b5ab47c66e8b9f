import Diagnostics
import Testing
import YAMLTree

@Suite("Hostile input") struct HostileInputTests {
  @Test func `the billion laughs end in a diagnostic`() {
    var text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    for level in 1...20 {
      let aliases = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
      text += "a\(level): &a\(level) [\(aliases)]\n"
    }
    let started = ContinuousClock.now
    let (root, diagnostics) = parse(text)
    #expect(root == nil)
    #expect(diagnostics.map(\.code) == ["too-many-values"])
    #expect(ContinuousClock.now - started < .seconds(10))
  }

  @Test(arguments: [
    ("[", 200_000, "nested-too-deep"), ("{a: ", 200_000, "nested-too-deep"), ("- ", 200_000, "nested-too-deep"),
    ("? ", 200_000, "nested-too-deep"), ("-\n", 200_000, "too-many-values"), ("#", (1 << 20) + 1, "file-too-large"),
  ])
  func `bounds are kept`(piece: String, count: Int, code: String) {
    let diagnostics = parse(String(repeating: piece, count: count)).diagnostics
    #expect(diagnostics.map(\.code) == [code])
  }

  @Test func `aliases cannot build what nesting may not`() {
    var text = "a0: &a0 [x]\n"
    for level in 1...120 { text += "a\(level): &a\(level) [*a\(level - 1)]\n" }
    #expect(parse(text).diagnostics.map(\.code) == ["nested-too-deep"])
  }

  @Test func `no mutilated document crashes the reader`() {
    let seed = Array(
      "a: &x {k: [1, \"two\", 'three'], <<: {z: 1}}\nb: *x\nc: |\n  text\n? d\n: !!str 5\ne: >-\n\tx\n%".utf8)
    let bytes: [UInt8] = [0, 9, 10, 13, 32, 33, 34, 38, 39, 42, 45, 58, 63, 91, 93, 123, 125, 128, 195, 255]
    var random = SystemRandomNumberGenerator()
    for _ in 0..<20_000 {
      var mutant = seed
      for _ in 0..<Int.random(in: 1...6, using: &random) {
        let place = Int.random(in: 0..<mutant.count, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: mutant[place] = bytes.randomElement(using: &random) ?? 0
        case 1: mutant.insert(bytes.randomElement(using: &random) ?? 0, at: place)
        default: mutant.removeSubrange(place..<min(mutant.count, place + 3))
        }
        if mutant.isEmpty { mutant = [0x61] }
      }
      let (root, diagnostics) = YAMLDocument.parse(bytes: mutant, file: "agent.yaml")
      #expect(root != nil || !diagnostics.isEmpty, "\(mutant)")
      for diagnostic in diagnostics { #expect(diagnostic.location != nil) }
      _ = root?.jsonText
    }
  }
}
