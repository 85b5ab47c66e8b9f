import Diagnostics
import Testing
import Versioning

/// One branch for each stage of a release: `alpha`, then `next` with release candidates, then `main`.
@Suite("Pre-release channels") struct PrereleaseChannelTests {
  /// Tags of a commit called `side…` are on another branch. Of the messages, the newest come last.
  struct Case: Sendable, CustomTestStringConvertible {
    var branch: String
    var tags: [(name: String, commit: String)]
    var messages: [String]
    /// How many of the messages the highest pre-release has already.
    var old = 0
    var forced: ForcedVersion?
    var next: String
    var release = true
    var reason: String?

    var testDescription: String { "\(branch), \(tags.map { "\($0.name) on \($0.commit)" }), \(messages) → \(next)" }
  }

  private static func decide(_ story: Case) throws -> VersionDecision {
    var made = Story(tags: story.tags, messages: story.messages, prereleased: story.old)
    made.policy.branches = [
      .init("main", .release), .init("next", .prerelease("rc")), .init("alpha", .prerelease("alpha")),
      .init("release/*", .release),
    ]
    made.policy.forced = story.forced
    made.build.branch = story.branch
    return try made.decide()
  }

  private static let alpha = [(name: "v1.0.0", commit: "old"), (name: "v1.1.0-alpha.3", commit: "head")]
  private static let merged = [(name: "v1.0.0", commit: "old"), (name: "v1.1.0-alpha.3", commit: "older")]

  static let promotions: [Case] = [
    // A fast-forward: HEAD is the tagged commit itself.
    Case(branch: "alpha", tags: alpha, messages: ["feat: a"], old: 1, next: "1.1.0-alpha.3"),
    Case(
      branch: "next", tags: alpha, messages: ["feat: a"], old: 1, next: "1.1.0-rc.1",
      reason: "promotes `v1.1.0-alpha.3`"),
    Case(
      branch: "main", tags: alpha, messages: ["feat: a"], old: 1, next: "1.1.0", reason: "promotes `v1.1.0-alpha.3`"),
    // Both tags are on HEAD: each branch keeps its own.
    Case(
      branch: "next", tags: alpha + [("v1.1.0-rc.1", "head")], messages: ["feat: a"], old: 1, next: "1.1.0-rc.1",
      reason: "HEAD is tagged `v1.1.0-rc.1`"),
    Case(
      branch: "alpha", tags: alpha + [("v1.1.0-rc.1", "head")], messages: ["feat: a"], old: 1, next: "1.1.0-alpha.3"),
    Case(branch: "main", tags: alpha + [("v1.1.0-rc.1", "head")], messages: ["feat: a"], old: 1, next: "1.1.0"),
    Case(branch: "next", tags: alpha + [("v1.1.0", "head")], messages: ["feat: a"], old: 1, next: "1.1.0"),
    // A release candidate does not become an alpha.
    Case(
      branch: "alpha", tags: [("v1.0.0", "old"), ("v1.1.0-rc.1", "head")], messages: ["feat: a"], old: 1,
      next: "1.1.0-rc.1", reason: "HEAD is tagged `v1.1.0-rc.1`"),
    // A pre-release of what nothing in the commits explains was wanted as it is.
    Case(
      branch: "main", tags: [("v1.0.0", "old"), ("v2.0.0-rc.1", "head")], messages: ["docs: a"], old: 1, next: "2.0.0"),
    Case(branch: "next", tags: [("v1.0.0", "old"), ("v2.0.0-alpha.1", "head")], messages: [], next: "2.0.0-rc.1"),
    // A merge commit brings it.
    Case(
      branch: "next", tags: merged, messages: ["feat: a", "Merge alpha"], old: 1, next: "1.1.0-rc.1",
      reason: "promotes `v1.1.0-alpha.3`"),
    Case(branch: "main", tags: merged, messages: ["feat: a", "Merge alpha"], old: 1, next: "1.1.0"),
    Case(branch: "next", tags: merged, messages: ["feat: a", "Merge alpha", "fix: b"], old: 1, next: "1.1.0-rc.1"),
    Case(branch: "next", tags: merged, messages: ["feat: a", "Merge alpha", "fix!: b"], old: 1, next: "2.0.0-rc.1"),
    // What led to it is undone since.
    Case(
      branch: "main", tags: merged,
      messages: ["feat: a", "Revert \"feat: a\"\n\nThis reverts commit \(Story.id(1))."], old: 1, next: "1.1.0-alpha.3",
      release: false),
    // Numbers that exist elsewhere are not used twice.
    Case(
      branch: "next", tags: alpha + [("v1.1.0-rc.4", "side")], messages: ["feat: a"], old: 1, next: "1.1.0-rc.5"),
    // Before the first final release.
    Case(branch: "next", tags: [("v0.1.0-alpha.1", "head")], messages: ["docs: a"], next: "0.1.0-rc.1"),
    Case(branch: "main", tags: [("v0.1.0-alpha.1", "head")], messages: ["docs: a"], next: "0.1.0"),
  ]

  static let overtaken: [Case] = [
    // 1.0.0 is out on another branch.
    Case(
      branch: "next", tags: [("v1.0.0-rc.1", "old"), ("v1.0.0", "side")], messages: ["fix: a"], next: "1.0.1-rc.1",
      reason: "1 releasing commit since `v1.0.0-rc.1`; `v1.0.0` is out already"),
    Case(
      branch: "next", tags: [("v1.0.0-rc.1", "old"), ("v1.0.0", "side")], messages: ["feat: a"], next: "1.1.0-rc.1"),
    Case(
      branch: "next", tags: [("v1.0.0-rc.1", "old"), ("v1.0.0", "side")], messages: ["fix!: a"], next: "2.0.0-rc.1"),
    Case(
      branch: "next", tags: [("v1.0.0", "old"), ("v1.1.0-rc.2", "older"), ("v1.1.0", "side")],
      messages: ["feat: a", "fix: b"], old: 1, next: "1.1.1-rc.1"),
    Case(
      branch: "next", tags: [("v1.0.0", "old"), ("v1.1.0-rc.2", "older"), ("v1.1.0", "side")],
      messages: ["feat: a", "feat: b"], old: 1, next: "1.2.0-rc.1"),
    // Then it goes on from there: a feature after 1.1.1-rc.1 is more than 1.1.1.
    Case(
      branch: "next", tags: [("v1.0.0", "old"), ("v1.1.1-rc.1", "older"), ("v1.1.0", "side")],
      messages: ["feat: a", "fix: b"], old: 1, next: "1.1.1-rc.2"),
    Case(
      branch: "next", tags: [("v1.0.0", "old"), ("v1.1.1-rc.1", "older"), ("v1.1.0", "side")],
      messages: ["feat: a", "feat: b"], old: 1, next: "1.2.0-rc.1"),
    // No pre-release yet, and the next versions are out.
    Case(
      branch: "next", tags: [("v1.0.0", "old"), ("v1.1.0", "side"), ("v1.2.0", "side"), ("v1.2.5", "side")],
      messages: ["feat: a"], next: "1.3.0-rc.1", reason: "1 releasing commit since `v1.0.0`; `v1.2.5` is out already"),
    Case(
      branch: "next", tags: [("v1.0.0", "old"), ("v1.1.0", "side"), ("v1.0.7", "side")], messages: ["fix: a"],
      next: "1.0.8-rc.1"),
    // Another major version is another line.
    Case(branch: "next", tags: [("v1.0.0", "old"), ("v2.0.0", "side")], messages: ["feat: a"], next: "1.1.0-rc.1"),
    Case(branch: "next", tags: [("v1.0.0", "old"), ("v2.0.0", "side")], messages: ["feat!: a"], next: "3.0.0-rc.1"),
    // The fast-forward of a pre-release whose final release is out.
    Case(branch: "next", tags: alpha + [("v1.1.0", "side")], messages: ["feat: a"], old: 1, next: "1.2.0-rc.1"),
    // An alpha is below the release candidate of the same core, in its history or elsewhere.
    Case(
      branch: "alpha", tags: merged + [("v1.1.0-rc.1", "side")], messages: ["feat: a", "feat: b"], old: 1,
      next: "1.2.0-alpha.1", reason: "2 releasing commits since `v1.0.0`; `v1.1.0-rc.1` is out already"),
    Case(
      branch: "alpha", tags: [("v1.0.0", "old"), ("v1.1.0-rc.1", "older")], messages: ["feat: a", "fix: b"], old: 1,
      next: "1.1.1-alpha.1"),
    // The first version is out elsewhere.
    Case(branch: "next", tags: [("v0.1.0", "side")], messages: ["feat: a"], next: "0.2.0-rc.1"),
    // `Release-As` asks for what is out.
    Case(
      branch: "next", tags: [("v1.0.0", "old"), ("v2.0.0", "side")],
      messages: ["fix: x\n\nRelease-As: 2.0.0", "fix: y"],
      next: "3.0.0-rc.1"),
  ]

  static let steps: [Case] = [
    // A step starts from the last final release, and a pre-release may have announced more.
    Case(
      branch: "next", tags: merged, messages: [], forced: .bump(.minor), next: "1.1.0-rc.1",
      reason: "`tag.bump: minor` raises `v1.0.0` to 1.1.0"),
    Case(
      branch: "next", tags: merged, messages: [], forced: .bump(.patch), next: "1.1.0-rc.1",
      reason: "`tag.bump: patch` raises `v1.0.0` to 1.0.1, but `v1.1.0-alpha.3` has announced 1.1.0"),
    Case(
      branch: "alpha", tags: merged, messages: [], forced: .bump(.minor), next: "1.1.0-alpha.4",
      reason: "`tag.bump: minor` raises `v1.0.0` to 1.1.0"),
    Case(
      branch: "alpha", tags: merged, messages: [], forced: .bump(.major), next: "2.0.0-alpha.1",
      reason: "`tag.bump: major` raises `v1.0.0` to 2.0.0"),
    Case(
      branch: "main", tags: merged, messages: ["feat!: a"], forced: .bump(.patch), next: "1.1.0",
      reason: "`tag.bump: patch` raises `v1.0.0` to 1.0.1, but `v1.1.0-alpha.3` has announced 1.1.0"),
    Case(
      branch: "main", tags: merged, messages: [], forced: .bump(.major), next: "2.0.0",
      reason: "`tag.bump: major` raises `v1.0.0` to 2.0.0"),
    Case(
      branch: "main", tags: [("v1.0.0-rc.1", "old")], messages: [], forced: .bump(.major), next: "1.0.0",
      reason: "`tag.bump: major` changes nothing: `v1.0.0-rc.1` has announced 1.0.0"),
    // A promotion is one step too.
    Case(branch: "next", tags: alpha, messages: [], forced: .bump(.major), next: "2.0.0-rc.1"),
    Case(branch: "alpha", tags: alpha, messages: [], forced: .bump(.major), next: "1.1.0-alpha.3"),
    // `none` makes nothing new anywhere.
    Case(
      branch: "next", tags: alpha, messages: ["feat: a"], forced: .bump(.none), next: "1.1.0-alpha.3", release: false,
      reason: "`tag.bump` is none"),
    Case(
      branch: "main", tags: alpha, messages: ["feat: a"], forced: .bump(.none), next: "1.1.0-alpha.3", release: false),
    Case(
      branch: "main", tags: merged, messages: ["feat: a"], forced: .bump(.none), next: "1.1.0-alpha.3", release: false),
    Case(branch: "next", tags: [], messages: ["feat: a"], forced: .bump(.none), next: "0.1.0", release: false),
  ]

  @Test(arguments: promotions) func `a pre-release is promoted, once`(story: Case) throws { try check(story) }

  @Test(arguments: overtaken) func `what is out is neither made again nor undercut`(story: Case) throws {
    try check(story)
  }

  @Test(arguments: steps) func `a forced step says and does one thing`(story: Case) throws { try check(story) }

  private func check(_ story: Case) throws {
    let decision = try Self.decide(story)
    #expect(decision.next.description == story.next)
    #expect(decision.release == story.release)
    if let reason = story.reason { #expect(decision.reason == reason) }
    if decision.release, decision.bump != .none { #expect(!story.tags.contains { $0.name == "v\(decision.next)" }) }
  }

  static let maintenance: [(tags: [(name: String, commit: String)], message: String, next: String)] = [
    ([("v1.4.2", "old"), ("v2.0.0", "side")], "fix: a", "1.4.3"),
    ([("v1.4.2", "old"), ("v1.5.0", "side"), ("v2.0.0", "side")], "fix: a", "1.4.3"),
    ([("v1.4.2", "old"), ("v2.0.0", "side")], "feat: a", "1.5.0"),
    ([("v1.4.2", "old"), ("v1.5.0-rc.1", "side")], "feat: a", "1.5.0"),
    ([("v1.4.2", "old"), ("v1.4.3-rc.1", "side")], "fix: a", "1.4.3"),
  ]

  @Test(arguments: maintenance) func `an old line goes on as long as its versions are free`(
    tags: [(name: String, commit: String)], message: String, next: String
  ) throws {
    let story = Case(branch: "release/1.x", tags: tags, messages: [message], next: next)
    #expect(try Self.decide(story).next.description == next)
  }

  static let refused:
    [(tags: [(name: String, commit: String)], forced: ForcedVersion?, message: String, text: String)] = [
      (
        [("v1.4.2", "old"), ("v1.5.0", "side1234567")], nil, "feat: a",
        "`1.5.0` is next, but `v1.5.0` already exists on commit `side123`"
      ),
      (
        [("v1.4.2", "old"), ("v1.4.5", "side1234567")], nil, "fix: a",
        "`1.4.3` is next, but it is not above `v1.4.5` on commit `side123`, which is not in the history of HEAD"
      ),
      (
        [("v1.4.2", "old"), ("v1.6.0", "side1234567")], nil, "feat: a",
        "`1.5.0` is next, but it is not above `v1.6.0` on commit `side123`, which is not in the history of HEAD"
      ),
      (
        [("v1.4.2", "old"), ("v2.0.0", "side1234567")],
        .version(SemanticVersion("2.0.0-rc.1") ?? SemanticVersion(2, 0, 0)), "fix: a",
        "`2.0.0-rc.1` was requested, but it is not above `v2.0.0` on commit `side123`"
      ),
    ]

  @Test(arguments: refused) func `a release that is taken or overtaken is refused`(
    tags: [(name: String, commit: String)], forced: ForcedVersion?, message: String, text: String
  ) throws {
    let story = Case(branch: "release/1.x", tags: tags, messages: [message], forced: forced, next: "")
    let error = #expect(throws: VersionTaken.self) { try Self.decide(story) }
    #expect(error?.diagnostic.message == text)
    #expect(error?.diagnostic.hints.isEmpty == false)
  }
}
