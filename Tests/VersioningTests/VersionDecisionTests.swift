import Diagnostics
import Testing

@testable import Versioning

/// A history in short: what the decision needs, with made-up ids.
struct Story {
  /// Name and commit; those of a commit called `side…` are not in the history of HEAD.
  var tags: [(name: String, commit: String)] = []
  var messages: [String] = []
  /// How many of the messages, from the oldest, are part of a pre-release.
  var prereleased = 0
  /// What merges brought, by the merge's id.
  var merges: [String: [String]] = [:]
  var build = VersionContext(commit: "head", branch: "main")
  var policy = VersionPolicy()

  var releaseTags: ReleaseTags { ReleaseTags(tags, prefix: policy.prefix) }

  /// Ids look like real ones: the first commit is `1f00…`.
  static func id(_ number: Int) -> String { "\(number)f" + String(repeating: "0", count: 39 - "\(number)".count) }

  var commits: [VersionCommit] {
    messages.enumerated().map { place, message in
      VersionCommit(
        id: Self.id(place + 1), message: message, isMerge: message.hasPrefix("Merge"),
        isPrereleased: place < prereleased)
    }
  }

  func decide(_ commits: [VersionCommit]? = nil) throws -> VersionDecision {
    let tags = releaseTags
    let base = tags.base { !$0.commit.hasPrefix("side") }
    return try VersionDecision.decide(
      tags: tags, base: base, commits: commits ?? self.commits, merges: merges, build: build, policy: policy)
  }
}

@Suite("Version decision") struct VersionDecisionTests {
  @Test(arguments: [
    ("v1.2.3", ["fix: a"], "1.2.4", VersionBump.patch, true),
    ("v1.2.3", ["fix: a", "feat: b", "docs: c"], "1.3.0", .minor, true),
    ("v1.2.3", ["fix!: a", "feat: b"], "2.0.0", .major, true),
    ("v1.2.3", ["chore: a\n\nBREAKING CHANGE: b"], "2.0.0", .major, true),
    ("v1.2.3", ["perf: a"], "1.2.4", .patch, true),
    ("v1.2.3", ["docs: a", "chore: b", "whatever"], "1.2.3", .none, false),
    ("v1.2.3", ["Merge branch 'feat: x'"], "1.2.3", .none, false),
    ("v1.2.3", [], "1.2.3", .none, false),
    ("v0.4.1", ["feat!: a"], "0.5.0", .minor, true),
    ("v0.4.1", ["feat: a"], "0.5.0", .minor, true),
    ("v0.4.1", ["fix: a"], "0.4.2", .patch, true),
    ("v1.3.0-rc.2", ["fix: a"], "1.3.0", .minor, true),
  ])
  func `raises the version by the strongest commit`(
    base: String, messages: [String], next: String, bump: VersionBump, release: Bool
  ) throws {
    let decision = try Story(tags: [(base, "old")], messages: messages).decide()
    #expect(decision.next.description == next)
    #expect(decision.bump == bump)
    #expect(decision.release == release)
    #expect(decision.base == base)
    #expect(decision.previous?.description == String(base.dropFirst()))
    #expect(decision.explanation.count == messages.count)
  }

  @Test func `a breaking change below 1.0.0 raises the major where the policy says so`() throws {
    let story = Story(tags: [("v0.4.1", "old")], messages: ["fix!: a"], policy: VersionPolicy(majorOnZero: true))
    #expect(try story.decide().next.description == "1.0.0")
  }

  @Test func `rules add to the standard ones, and none silences a type`() throws {
    let rules = BumpRules(["Docs": .patch, "feat": .none])
    let policy = VersionPolicy(rules: rules)
    #expect(
      try Story(tags: [("v1.0.0", "old")], messages: ["docs: a", "feat: b"], policy: policy).decide().next.description
        == "1.0.1")
    #expect(
      try Story(tags: [("v1.0.0", "old")], messages: ["feat!: b"], policy: policy).decide().next.description == "2.0.0")
  }

  @Test(arguments: [("0.1.0", VersionBump.minor), ("1.0.0", .major), ("0.0.1", .patch), ("1.0.0-beta.1", .prerelease)])
  func `the first release is the initial version, whatever the commits say`(
    initial: String, bump: VersionBump
  ) throws {
    let policy = VersionPolicy(initialVersion: try #require(SemanticVersion(initial)))
    let decision = try Story(messages: ["chore: a"], policy: policy).decide()
    #expect(decision.next.description == initial)
    #expect(decision.bump == bump)
    #expect(decision.previous == nil)
    #expect(decision.base == nil)
    #expect(decision.release)
  }

  @Test func `the base is the highest version in the history, not the newest tag`() throws {
    let story = Story(
      tags: [
        ("v1.9.0", "old"), ("v1.10.0", "older"), ("v2.0.0", "side"), ("1.11.0", "old"), ("v1.x", "old"), ("v3", "old"),
        ("chat/v9.0.0", "old"), ("nightly", "old"), ("v1.10.0-rc.9", "older"),
      ], messages: ["fix: a"])
    let decision = try story.decide()
    #expect(decision.base == "v1.10.0")
    #expect(decision.next.description == "1.10.1")
    #expect(
      decision.ignoredTags == [
        IgnoredTag(name: "v2.0.0", reason: "not in the history of HEAD"),
        IgnoredTag(name: "1.11.0", reason: "does not begin with `v`"),
        IgnoredTag(name: "v1.x", reason: "`1.x` is not a semantic version"),
        IgnoredTag(name: "v3", reason: "`3` is not a semantic version"),
      ])
  }

  @Test func `each agent of a repository has its own tags`() throws {
    var story = Story(tags: [("chat/v1.0.0", "old"), ("mail/v5.0.0", "old"), ("v7.0.0", "old")], messages: ["feat: a"])
    story.policy.prefix = "chat/v"
    #expect(try story.decide().next.description == "1.1.0")
    story.policy.prefix = ""
    story.tags = [("1.0.0", "old"), ("v7.0.0", "old")]
    #expect(try story.decide().next.description == "1.1.0")
  }

  @Test func `only the tags that matter are looked up in the history`() {
    let tags = ReleaseTags(
      [("v3.0.0", "c"), ("v2.0.0-rc.1", "b"), ("v1.6.0-rc.1", "b"), ("v1.5.0", "a"), ("v1.0.0", "z")], prefix: "v")
    var asked: [String] = []
    let base = tags.base { entry in
      asked.append(entry.name)
      return entry.name != "v3.0.0"
    }
    #expect(asked == ["v3.0.0", "v2.0.0-rc.1", "v1.5.0"])
    #expect(base.highest?.name == "v2.0.0-rc.1")
    #expect(base.final?.name == "v1.5.0")
    #expect(base.start?.name == "v1.5.0")
    #expect(base.needsNewCommits)
    #expect(base.unmerged.map(\.name) == ["v3.0.0"])
  }

  @Test func `a version that exists elsewhere is refused`() throws {
    let story = Story(tags: [("v1.3.0", "side1234567"), ("v1.2.0", "old")], messages: ["feat: a"])
    let error = #expect(throws: VersionTaken.self) { try story.decide() }
    #expect(error?.diagnostic.message == "`1.3.0` is next, but `v1.3.0` already exists on commit `side123`")
    var backport = story
    backport.messages = ["fix: a"]
    #expect(try backport.decide().next.description == "1.2.1")
  }
}

@Suite("Where a release is made") struct ReleasePlaceTests {
  static let branches: [VersionPolicy.BranchRule] = [
    .init("release/*", .release), .init("next", .prerelease("rc")), .init("main", .release),
    .init("release/old", .prerelease("old")), .init("team/**", .prerelease("team")), .init("v?", .release),
  ]

  @Test(arguments: [
    ("main", "", true), ("master", "", true), ("develop", "", false), ("trunk", "trunk", true),
    ("main", "trunk", false),
    ("", "main", false),
  ])
  func `without rules only the default branch releases`(branch: String, defaultBranch: String, release: Bool) throws {
    var story = Story(tags: [("v1.0.0", "old")], messages: ["fix: a"])
    story.build.branch = branch.isEmpty ? nil : branch
    story.build.defaultBranch = defaultBranch.isEmpty ? nil : defaultBranch
    let decision = try story.decide()
    #expect(decision.release == release)
    #expect(decision.next.description == "1.0.1")
    #expect(decision.bump == .patch)
  }

  @Test(arguments: [
    ("main", "1.1.0", true), ("release/1.x", "1.1.0", true), ("release/1/x", "1.1.0", false),
    ("next", "1.1.0-rc.1", true), ("release/old", "1.1.0-old.1", true), ("team/a/b", "1.1.0-team.1", true),
    ("v2", "1.1.0", true), ("v22", "1.1.0", false), ("master", "1.1.0", false), ("nexte", "1.1.0", false),
  ])
  func `rules say what a branch is for`(branch: String, next: String, release: Bool) throws {
    var story = Story(tags: [("v1.0.0", "old")], messages: ["feat: a"])
    story.policy.branches = Self.branches
    story.build.branch = branch
    let decision = try story.decide()
    #expect(decision.next.description == next)
    #expect(decision.release == release)
  }

  @Test func `a change request never releases`() throws {
    var story = Story(tags: [("v1.0.0", "old")], messages: ["feat: a"])
    story.build.changeRequest = "12"
    let decision = try story.decide()
    #expect(!decision.release)
    #expect(decision.next.description == "1.1.0")
    #expect(decision.reason.hasSuffix("; change request `12` does not release"))
    story.tags = [("v1.0.0", "head")]
    #expect(try !story.decide().release)
  }

  @Test(arguments: [("main", true), ("", true), ("feature", false)])
  func `a commit that carries a version is that version`(branch: String, release: Bool) throws {
    var story = Story(tags: [("v1.0.0", "old"), ("v1.1.0-rc.1", "head"), ("v1.1.0", "head")])
    story.build.branch = branch.isEmpty ? nil : branch
    let decision = try story.decide()
    #expect(decision.next.description == "1.1.0")
    #expect(decision.previous == decision.next)
    #expect(decision.bump == .none)
    #expect(decision.base == "v1.1.0")
    #expect(decision.release == release)
  }

  @Test func `the build of a tag makes that version, even where another tag is higher`() throws {
    var story = Story(tags: [("v1.0.0", "head"), ("v1.0.1", "head")])
    story.build.branch = nil
    story.build.tag = "v1.0.0"
    #expect(try story.decide().next.description == "1.0.0")
    #expect(try story.decide().release)
    story.tags = []
    #expect(try story.decide().next.description == "1.0.0", "the clone may have been made without tags")
  }

  @Test(arguments: ["nightly", "mail/v1.0.0", "v1"])
  func `the build of any other tag releases nothing`(tag: String) throws {
    var story = Story(tags: [("v1.0.0", "old")], messages: ["feat: a"])
    story.build.tag = tag
    #expect(try !story.decide().release)
    story.tags = [("v1.0.0", "head")]
    #expect(try !story.decide().release)
  }
}

@Suite("Pre-releases") struct PrereleaseTests {
  private func story(_ branch: String, tags: [(name: String, commit: String)], _ messages: [String], of old: Int = 0)
    -> Story
  {
    var story = Story(tags: tags, messages: messages, prereleased: old)
    story.policy.branches = [.init("main", .release), .init("next", .prerelease("rc"))]
    story.build.branch = branch
    return story
  }

  @Test func `are counted up, also past those on other branches, and then become the final release`() throws {
    var tags = [(name: "v1.0.0", commit: "old")]
    let first = try story("next", tags: tags, ["feat: a"]).decide()
    #expect(first.next.description == "1.1.0-rc.1")
    #expect(first.bump == .prerelease)
    tags += [("v1.1.0-rc.1", "older"), ("v1.1.0-rc.9", "side"), ("v1.1.0-beta.20", "side"), ("v1.2.0-rc.30", "side")]
    let second = try story("next", tags: tags, ["feat: a", "fix: b"], of: 1).decide()
    #expect(second.next.description == "1.1.0-rc.10")
    #expect(second.previous?.description == "1.1.0-rc.1")
    let final = try story("main", tags: tags, ["feat: a", "fix: b", "Merge next"], of: 2).decide()
    #expect(final.next.description == "1.1.0")
    #expect(final.bump == .minor)
    #expect(final.release)
  }

  @Test func `nothing new since the last one makes no other`() throws {
    let tags = [(name: "v1.0.0", commit: "old"), (name: "v1.1.0-rc.1", commit: "older")]
    let decision = try story("next", tags: tags, ["feat: a", "docs: b"], of: 1).decide()
    #expect(decision.next.description == "1.1.0-rc.1")
    #expect(decision.bump == .none)
    #expect(!decision.release)
  }

  @Test func `a stronger commit starts a new series`() throws {
    let tags = [(name: "v1.0.0", commit: "old"), (name: "v1.1.0-rc.3", commit: "older")]
    #expect(try story("next", tags: tags, ["feat: a", "fix!: b"], of: 1).decide().next.description == "2.0.0-rc.1")
  }

  @Test func `never fall below what a pre-release announced`() throws {
    let tags = [(name: "v1.0.0", commit: "old"), (name: "v2.0.0-rc.1", commit: "older")]
    #expect(try story("next", tags: tags, ["fix: a"]).decide().next.description == "2.0.0-rc.2")
    #expect(try story("main", tags: tags, ["fix: a"]).decide().next.description == "2.0.0")
  }

  @Test func `an alpha after a beta leads to a later version`() throws {
    var story = story("early", tags: [("v1.0.0", "old"), ("v1.1.0-beta.2", "older")], ["feat: a"])
    story.policy.branches = [.init("early", .prerelease("alpha"))]
    #expect(try story.decide().next.description == "1.2.0-alpha.1")
    story.tags.append(("v1.2.0-alpha.4", "side"))
    #expect(try story.decide().next.description == "1.2.0-alpha.5")
  }

  @Test func `need a name that a version may carry`() throws {
    var story = story("early", tags: [("v1.0.0", "old")], ["feat: a"])
    story.policy.branches = [.init("early", .prerelease("release candidate"))]
    let decision = try story.decide()
    #expect(!decision.release)
    #expect(decision.reason == "`release candidate` is not a valid pre-release name, or has no number left")
  }

  @Test func `end where their number ends, and do no harm`() throws {
    let last = "v1.1.0-rc.18446744073709551615"
    let decision = try story("next", tags: [("v1.0.0", "old"), (last, "elsewhere")], ["feat: a"]).decide()
    #expect(!decision.release && decision.reason.contains("no number left"))
  }

  @Test func `lead up to the initial version`() throws {
    let first = try story("next", tags: [], ["feat: a"]).decide()
    #expect(first.next.description == "0.1.0-rc.1")
    #expect(first.bump == .prerelease)
    let final = try story("main", tags: [("v0.1.0-rc.1", "old")], ["Merge next"]).decide()
    #expect(final.next.description == "0.1.0")
    #expect(final.bump == .minor)
  }

  @Test func `their commit on a release branch becomes the final release, elsewhere it keeps its version`() throws {
    let tags = [(name: "v1.0.0", commit: "old"), (name: "v1.1.0-rc.1", commit: "head")]
    #expect(try story("main", tags: tags, ["feat: a"], of: 1).decide().next.description == "1.1.0")
    #expect(try story("next", tags: tags, ["feat: a"], of: 1).decide().next.description == "1.1.0-rc.1")
    var byHand = story("main", tags: tags, ["feat: a"], of: 1)
    byHand.policy.branches = []
    #expect(try byHand.decide().next.description == "1.1.0-rc.1")
  }
}
