import Testing
import Versioning

/// Laws that hold for every history, tried on made-up ones; the seed is in the failure message.
@Suite("Laws of the decision") struct DecisionPropertyTests {
  private static let kinds = [
    "feat: a", "feat(x): b", "fix: c", "fix!: d", "chore: e", "docs: f\n\nBREAKING CHANGE: g", "update", "Merge h",
    "perf: i", "revert: j",
  ]

  /// A story with a base, some commits, and sometimes reverts of them and a pre-release.
  private func story(_ seed: UInt64) -> Story {
    var generator = FixedNumbers(seed: seed)
    let major = Int.random(in: 0...2, using: &generator)
    var story = Story(tags: [("v\(major).4.2", "old"), ("v\(major).4.1", "older"), ("v9.9.9", "side")])
    for number in 0..<Int.random(in: 0...8, using: &generator) {
      if number > 0, Int.random(in: 0..<4, using: &generator) == 0 {
        story.messages.append(
          "Revert \"x\"\n\nThis reverts commit \(Story.id(Int.random(in: 1...number, using: &generator))).")
      } else {
        story.messages.append(Self.kinds.randomElement(using: &generator) ?? "feat: a")
      }
    }
    if Bool.random(using: &generator) {
      story.policy.branches = [
        .init("main", .release), .init("next", .prerelease("rc")), .init("early", .prerelease("alpha")),
      ]
      story.build.branch = ["main", "next", "early", "other"].randomElement(using: &generator)
      if Bool.random(using: &generator) { story.tags.append(("v\(major + 1).0.0-rc.2", "older")) }
    }
    return story
  }

  @Test(arguments: 0..<300 as Range<UInt64>)
  func `the order of commits does not matter`(seed: UInt64) throws {
    let story = story(seed)
    var generator = FixedNumbers(seed: seed &+ 1_000_000)
    let expected = try story.decide()
    let shuffled = try story.decide(story.commits.shuffled(using: &generator))
    #expect(shuffled.next == expected.next)
    #expect(shuffled.bump == expected.bump)
    #expect(shuffled.release == expected.release)
    let byID = { (decision: VersionDecision) in decision.explanation.sorted { $0.commit < $1.commit } }
    #expect(byID(shuffled) == byID(expected))
  }

  @Test(arguments: 0..<300 as Range<UInt64>)
  func `a commit that does not release changes nothing`(seed: UInt64) throws {
    let story = story(seed)
    let expected = try story.decide()
    for idle in ["chore: x", "Merge branch y", "whatever", "docs(a): b"] {
      let commit = VersionCommit(id: "f00d", message: idle, isMerge: idle.hasPrefix("Merge"))
      let decision = try story.decide(story.commits + [commit])
      #expect(decision.next == expected.next)
      #expect(decision.bump == expected.bump)
      #expect(decision.release == expected.release)
      #expect(decision.base == expected.base)
    }
  }

  @Test(arguments: 0..<300 as Range<UInt64>)
  func `a further feature never lowers the version, and a release is always above its base`(seed: UInt64) throws {
    let story = story(seed)
    let before = try story.decide()
    let after = try story.decide(story.commits + [VersionCommit(id: "f00d", message: "feat: more")])
    #expect(before.next <= after.next)
    #expect(after.bump >= min(before.bump, .minor))
    for decision in [before, after] where decision.release {
      #expect(decision.previous.map { $0 < decision.next } ?? true)
    }
  }

  @Test(arguments: 0..<300 as Range<UInt64>)
  func `the order of tags does not matter`(seed: UInt64) throws {
    var story = story(seed)
    let expected = try story.decide()
    var generator = FixedNumbers(seed: seed)
    story.tags.shuffle(using: &generator)
    #expect(try story.decide() == expected)
  }
}

/// The same numbers for the same seed (SplitMix64).
struct FixedNumbers: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
