import Diagnostics
import Testing

@testable import Versioning

@Suite("Versions that people decide") struct ForcedVersionTests {
  private func story(_ messages: [String], _ forced: ForcedVersion? = nil, base: String = "v1.2.3") -> Story {
    Story(tags: [(base, "old")], messages: messages, policy: VersionPolicy(forced: forced))
  }

  @Test(arguments: [
    (VersionBump.major, ["fix: a"], "2.0.0", true), (.patch, ["feat!: a"], "1.2.4", true),
    (.minor, ["chore: a"], "1.3.0", true), (.minor, [], "1.3.0", true), (.none, ["feat: a"], "1.2.3", false),
  ])
  func `a forced step outweighs the commits`(
    bump: VersionBump, messages: [String], next: String, release: Bool
  ) throws {
    let decision = try story(messages, .bump(bump)).decide()
    #expect(decision.next.description == next)
    #expect(decision.release == release)
    #expect(decision.explanation.count == messages.count)
  }

  @Test func `a forced step does not release a commit twice`() throws {
    var story = story([], .bump(.minor))
    story.tags.append(("v1.3.0", "head"))
    #expect(try story.decide().next.description == "1.3.0")
    #expect(try story.decide().bump == .none)
  }

  @Test func `no step releases nothing, not even the first version`() throws {
    let story = Story(messages: ["feat: a"], policy: VersionPolicy(forced: .bump(.none)))
    #expect(try !story.decide().release)
  }

  @Test(arguments: [("2.0.0", VersionBump.major), ("1.2.4", .patch), ("1.9.0", .minor), ("2.0.0-rc.1", .prerelease)])
  func `a forced version is taken as it is`(text: String, bump: VersionBump) throws {
    let version = try #require(SemanticVersion(text))
    let decision = try story(["chore: a"], .version(version)).decide()
    #expect(decision.next == version)
    #expect(decision.bump == bump)
    #expect(decision.release)
    #expect(decision.reason == "set by `tag.version`")
  }

  @Test func `a forced version of a branch that does not release is none`() throws {
    var story = story(["feat: a"], .version(SemanticVersion(2, 0, 0)))
    story.build.branch = "feature"
    #expect(try !story.decide().release)
    #expect(try story.decide().next.description == "2.0.0")
  }

  @Test(arguments: ["1.2.3", "1.2.2", "0.9.0"]) func `a forced version must be above the last`(text: String) throws {
    let version = try #require(SemanticVersion(text))
    let error = #expect(throws: VersionTaken.self) { try story(["feat: a"], .version(version)).decide() }
    #expect(error?.diagnostic.code == "version-overtaken")
  }

  @Test func `a forced version that exists elsewhere is refused`() throws {
    var story = story(["feat: a"], .version(SemanticVersion(2, 0, 0)))
    story.tags.append(("v2.0.0", "side"))
    #expect(throws: VersionTaken.self) { try story.decide() }
  }

  @Test(arguments: [
    ("chore: x\n\nRelease-As: 2.0.0", "2.0.0"), ("fix: x\n\nrelease-as: v1.9.0", "1.9.0"),
    ("fix: x\n\nRelease-As: 1.0.0", "1.2.4"), ("fix: x\n\nRelease-As: soon", "1.2.4"),
    ("x\n\nRelease-As: 2.0.0", "1.2.3"), ("fix: x\n\nsay Release-As: 2.0.0", "1.2.4"),
  ])
  func `a footer sets the version`(message: String, next: String) throws {
    #expect(try story([message]).decide().next.description == next)
  }

  @Test func `the newest footer counts, and one that was undone does not`() throws {
    let both = ["fix: x\n\nRelease-As: 2.0.0", "fix: y\n\nRelease-As: 3.0.0"]
    #expect(try story(both).decide().next.description == "2.0.0", "the newest comes first")
    let undone = both + ["Revert \"fix: x\"\n\nThis reverts commit \(Story.id(1))."]
    #expect(try story(undone).decide().next.description == "3.0.0")
    #expect(try Story(messages: both).decide().next.description == "2.0.0")
  }

  @Test func `a forced step goes without the footer`() throws {
    let decision = try story(["fix: x\n\nRelease-As: 2.0.0"], .bump(.minor)).decide()
    #expect(decision.next.description == "1.3.0")
    #expect(decision.reason == "`tag.bump: minor` raises `v1.2.3` to 1.3.0")
  }

  @Test func `a footer below what a pre-release announced says so`() throws {
    var story = story(["fix: x\n\nRelease-As: 1.3.0"])
    story.tags.append(("v2.0.0-rc.1", "older"))
    #expect(try story.decide().next.description == "2.0.0")
    #expect(try story.decide().reason == "`Release-As: 1.3.0`, but `v2.0.0-rc.1` has announced 2.0.0")
  }

  @Test func `a footer leads pre-releases too`() throws {
    var story = story(["fix: x\n\nRelease-As: 2.0.0"])
    story.policy.branches = [.init("main", .prerelease("rc"))]
    #expect(try story.decide().next.description == "2.0.0-rc.1")
    story.tags.append(("v2.0.0-rc.1", "older"))
    story.prereleased = 1
    story.messages.append("fix: y")
    #expect(try story.decide().next.description == "2.0.0-rc.2")
  }
}

@Suite("Bodies of squashed merges") struct SquashBodyTests {
  private func decide(_ message: String, reads: Bool = true) throws -> VersionDecision {
    try Story(
      tags: [("v1.2.3", "old")], messages: [message], policy: VersionPolicy(readsSquashBodies: reads)
    ).decide()
  }

  static let github = "Add chat (#12)\n\n* feat(ui): a\n\nmore of it\n\n* fix: b\n\n* wip\n"

  @Test(arguments: [
    (github, "1.3.0"), ("fix: a (#1)\n\n- feat: b", "1.3.0"), ("feat: a\n\n* fix!: b", "2.0.0"),
    ("chore: a\n\n* fix: b\n\nBREAKING CHANGE: c", "2.0.0"), ("x\n\n* y\n* z", "1.2.3"),
    ("x\n\n```\n* feat: y\n```", "1.2.3"), ("x\n\n  * feat: indented", "1.2.3"), ("x\n\n*feat: y", "1.2.3"),
    ("docs: a\r\n\r\n* feat: b\r\n", "1.3.0"),
  ])
  func `count as the commits they list`(message: String, next: String) throws {
    #expect(try decide(message).next.description == next)
  }

  @Test func `count only when asked`() throws {
    #expect(try decide(Self.github, reads: false).next.description == "1.2.3")
  }

  @Test func `say which line decided`() throws {
    let vote = try #require(try decide("chore: a (#1)\n\n* fix: b\n* feat: c").explanation.first)
    #expect(vote.bump == .minor)
    #expect(vote.note == "by `feat: c` in its body")
    #expect(try decide("feat: a\n\n* fix: b").explanation.first?.note == nil)
  }
}

@Suite("Reverted merges") struct RevertedMergeTests {
  private func revert(_ id: String) -> String { "Revert \"Merge x\"\n\nThis reverts commit \(id), reversing\nchanges." }

  @Test func `take back everything the merge brought`() throws {
    let merge = "abcdef0" + String(repeating: "0", count: 33)
    var story = Story(tags: [("v1.2.3", "old")], messages: ["feat!: a", "fix: b", "fix: c", revert(merge)])
    story.merges = [merge: [Story.id(1), Story.id(2), "elsewhere"]]
    let decision = try story.decide()
    #expect(decision.next.description == "1.2.4")
    #expect(decision.explanation.map(\.bump) == [.none, .none, .patch, .none])
    #expect(decision.explanation[3].ignoredBecause == "undoes `abcdef0`, which is not released yet")
    story.messages.append("Revert \"Revert \"Merge x\"\"\n\nThis reverts commit \(Story.id(4)).")
    #expect(try story.decide().next.description == "2.0.0")
  }

  @Test func `count as a change where the merge is released`() throws {
    let story = Story(tags: [("v1.2.3", "old")], messages: [revert("abcdef0123")])
    #expect(try story.decide().next.description == "1.2.4")
  }
}
