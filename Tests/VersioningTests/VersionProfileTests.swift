import Testing

@testable import Versioning

/// Single decisions of the profiles. OtherToolTests runs git-cliff and python-semantic-release; what semantic-release
/// does follows from its published source: commit-analyzer 13 and what it uses.
@Suite("Profiles of other tools") struct VersionProfileTests {
  private func decide(
    _ profile: VersionProfile, _ messages: [String], tags: [(name: String, commit: String)] = [("v1.2.3", "old")],
    merges: [Int] = []
  ) throws -> VersionDecision {
    var policy = VersionPolicy(
      rules: BumpRules(profile: profile), majorOnZero: profile.majorOnZero, profile: profile)
    policy.initialVersion = profile.initialVersion ?? policy.initialVersion
    let story = Story(tags: tags, messages: messages, policy: policy)
    var commits = story.commits
    for place in merges { commits[place].isMerge = true }
    return try story.decide(commits)
  }

  @Test(arguments: [
    ("v0.4.1", "feat!: a", ["1.0.0", "0.4.1", "1.0.0"]), ("v0.4.1", "feat: a", ["0.5.0", "0.5.0", "1.0.0"]),
    ("v0.4.1", "fix: a", ["0.4.2", "0.4.2", "1.0.0"]), ("v0.4.1", "docs: a", ["0.4.2", "0.4.1", "1.0.0"]),
    ("v0.4.1", "update", ["0.4.1", "0.4.1", "1.0.0"]), ("v1.2.3", "chore: a", ["1.2.4", "1.2.3", "1.2.3"]),
    ("v1.2.3", "update x", ["1.2.3", "1.2.3", "1.2.3"]), ("v1.2.3", "revert: a", ["1.2.4", "1.2.3", "1.2.3"]),
    ("v1.2.3", "perf: a", ["1.2.4", "1.2.4", "1.2.4"]), ("v1.2.3", "x: y", ["1.2.4", "1.2.3", "1.2.3"]),
    ("v1.2.3", "feat!: a", ["2.0.0", "1.2.3", "2.0.0"]), ("v1.2.3", "FEAT: a", ["1.3.0", "1.3.0", "1.2.3"]),
    ("v1.2.3", "Feat: a", ["1.3.0", "1.2.3", "1.2.3"]), ("v1.2.3", "fix:a", ["1.2.4", "1.2.3", "1.2.3"]),
    ("v1.2.3", "fix:\n\nsome thing", ["1.2.4", "1.2.3", "1.2.4"]),
    ("v1.2.3", "fix: x\n\nBREAKING-CHANGE: y", ["2.0.0", "1.2.4", "2.0.0"]),
    ("v1.2.3", "fix: x\nBREAKING CHANGE: y", ["1.2.3", "2.0.0", "1.2.4"]),
    ("v1.2.3", "fix: x\n\nbody\nbreaking change: y", ["1.2.4", "2.0.0", "1.2.4"]),
    ("v1.2.3", "fix: x\n\n* BREAKING CHANGE: y", ["1.2.4", "2.0.0", "1.2.4"]),
    ("v1.2.3", "fix: x\n\nRefs: 1\nBREAKING CHANGE: y", ["2.0.0", "2.0.0", "2.0.0"]),
    ("v1.2.3", "update\n\nBREAKING CHANGE: y", ["1.2.3", "2.0.0", "1.2.3"]),
    ("v1.2.3", "fix: BREAKING CHANGE: y", ["1.2.4", "1.2.4", "2.0.0"]),
    ("v1.2.3", "fix: x\n\nfeat: one more", ["1.2.4", "1.2.4", "1.3.0"]),
    ("v1.2.3", "update (#1)\n\n* fix: some thing", ["1.2.3", "1.2.3", "1.2.4"]),
    ("v1.2.3", "chore(release): prepare for v1.3.0", ["1.2.3", "1.2.3", "1.2.3"]),
    ("v1.2.3", "chore(deps)!: x", ["1.2.3", "1.2.3", "2.0.0"]),
    ("v1.2.3", "fixup! feat: x", ["1.2.3", "1.2.3", "1.2.3"]),
  ])
  func `read messages as these tools do`(base: String, message: String, next: [String]) throws {
    for (profile, expected) in zip([VersionProfile.gitCliff, .semanticRelease, .pythonSemanticRelease], next) {
      #expect(try decide(profile, [message], tags: [(base, "old")]).next.description == expected, "\(profile)")
    }
  }

  @Test(arguments: [
    ("feat(a)(b): x", VersionBump.minor), ("feat(): x", .minor), ("feat:  x", .minor), ("feat : x", .none),
    ("FIX: x", .patch), ("PERF: x", .none), ("Fix: x", .none), ("revert: x", .none), ("Revert \"x\"", .none),
    ("Revert \"x\"\n\nThis reverts commit abcdef1.", .patch), ("revert: x\n\nThis reverts commit abcdef1", .patch),
    ("REVERT x\nthis reverts commit abcdef1", .patch), ("Revert \"x\"\n\nThis reverts commit abc.", .none),
    ("Reapply \"feat: x\"\n\nThis reverts commit abcdef1.", .none), ("x\n\n | breaking change x", .major),
    ("x\n\nBREAKING CHANGES: x", .none), ("x\n\nno BREAKING CHANGE: x", .none),
    ("x\n\n```\nBREAKING CHANGE: x\n```", .major),
    ("fix: x\n\n---\n\nBREAKING CHANGE: x", .patch), ("fix: x\n\n-a-\nBREAKING CHANGE: x", .patch),
    ("fix: x\n\n--\nBREAKING CHANGE: x", .major), ("BREAKING CHANGE: x", .none),
    ("Merge a\n\nBREAKING CHANGE: x", .major),
  ])
  func `semantic-release looks at every line`(message: String, bump: VersionBump) throws {
    let decision = try decide(.semanticRelease, [message])
    #expect(decision.explanation.first?.bump == bump)
  }

  @Test func `semantic-release lets a revert cancel a commit that it names in full`() throws {
    let id = Story.id(1)
    for (revert, bump) in [
      ("Revert \"feat: a\"\n\nThis reverts commit \(id).", VersionBump.none),
      ("revert: feat: a\n\nThis reverts commit \(id).", .none),
      ("Revert \"feat: a\"\n\nThis reverts commit \(id.prefix(8)).", .minor),
      ("Revert \"feat: b\"\n\nThis reverts commit \(id).", .minor),
      ("Revert \"feat: a\"\n\nbecause\n\nThis reverts commit \(id).", .minor),
    ] {
      #expect(try decide(.semanticRelease, ["feat: a", revert]).bump == bump, "\(revert)")
    }
    let revert = "Revert \"feat: a\"\n\nThis reverts commit \(id)."
    #expect(try decide(.gitCliff, ["feat: a", revert]).bump == .minor)
    #expect(try decide(.pythonSemanticRelease, ["feat: a", revert]).bump == .minor)
  }

  @Test(arguments: [(VersionProfile.gitCliff, "1.3.0"), (.semanticRelease, "1.3.0"), (.pythonSemanticRelease, "1.2.3")])
  func `merge commits count by their own messages`(profile: VersionProfile, next: String) throws {
    let decision = try decide(profile, ["feat: a"], merges: [0])
    #expect(decision.next.description == next)
  }

  @Test(arguments: [
    (VersionProfile.gitCliff, "0.1.0", true), (.semanticRelease, "1.0.0", false),
    (.pythonSemanticRelease, "1.0.0", true),
  ])
  func `begin with the version these tools begin with`(
    profile: VersionProfile, first: String, releasesAnything: Bool
  ) throws {
    #expect(try decide(profile, ["feat: a"], tags: []).next.description == first)
    let idle = try decide(profile, ["docs: a"], tags: [])
    #expect(idle.release == releasesAnything)
    if !releasesAnything { #expect(idle.reason == "there is no version tag yet, and no commit triggers a release") }
  }

  @Test(arguments: [
    ("v1.3.0-rc.1", "1.3.0-rc.2"), ("v1.3.0-rc1", "1.3.0-rc1.1"), ("v1.3.0-alpha", "1.3.0-alpha.1"),
    ("v1.3.0-rc.9.x", "1.3.0-rc.9.x.1"),
  ])
  func `git-cliff goes on after a pre-release`(tag: String, next: String) throws {
    let tags = [("v1.2.3", "old"), (tag, "older")].map { (name: $0.0, commit: $0.1) }
    let decision = try decide(.gitCliff, ["feat!: a"], tags: tags)
    #expect(decision.next.description == next)
    #expect(decision.bump == .prerelease)
    #expect(try decide(.gitCliff, ["update"], tags: tags).bump == .none)
  }

  @Test func `git-cliff does not go on where the final release is out`() throws {
    let tags = [("v1.0.0-rc.1", "old"), ("v1.0.0", "side")].map { (name: $0.0, commit: $0.1) }
    let error = #expect(throws: VersionTaken.self) { try decide(.gitCliff, ["feat: a"], tags: tags) }
    #expect(error?.isOvertaken == true)
  }

  @Test func `the others release what a pre-release announced, without a new commit`() throws {
    for profile in [VersionProfile.semanticRelease, .pythonSemanticRelease] {
      var story = Story(tags: [("v1.2.3", "old"), ("v1.3.0-rc.1", "older")], messages: ["feat: a", "docs: b"])
      story.policy.profile = profile
      story.prereleased = 1
      let decision = try story.decide()
      #expect(decision.next.description == "1.3.0")
      #expect(decision.reason == "promotes `v1.3.0-rc.1`")
    }
  }

  @Test func `python-semantic-release ends 0.x, whatever the commits`() throws {
    let decision = try decide(.pythonSemanticRelease, ["docs: a"], tags: [("v0.4.1", "old")])
    #expect(decision.next.description == "1.0.0")
    #expect(decision.reason == "the profile `python-semantic-release` ends 0.x, whatever the commits")
  }

  @Test(arguments: [
    (
      VersionProfile.semanticRelease, "feat!: a",
      "semantic-release does not read `!`: add `BREAKING CHANGE: …` to the body"
    ),
    (.semanticRelease, "revert: a", "semantic-release counts a revert only with a line `This reverts commit ID`"),
    (.semanticRelease, "Fix: a", "semantic-release reads types in lower case only"),
    (
      .semanticRelease, "feat:a",
      "not a conventional commit: write `type: description`, with a colon and a space after the type"
    ),
    (.pythonSemanticRelease, "Fix: a", "python-semantic-release reads types in lower case only"),
    (.pythonSemanticRelease, "deps: a", "`deps` is not a type that python-semantic-release knows"),
    (.gitCliff, "feat a", "not a conventional commit"),
    (.gitCliff, "feat: a\nbody", "git-cliff rejects a message without an empty line after the first"),
    (.gitCliff, "chore(deps): a", "git-cliff skips `chore(deps)` by default"),
  ])
  func `say why a commit does not count`(profile: VersionProfile, message: String, reason: String) throws {
    #expect(try decide(profile, [message]).explanation.first?.ignoredBecause == reason)
  }

  @Test func `list in the notes what they read`() throws {
    let policy = VersionPolicy(profile: .pythonSemanticRelease)
    let commits = [VersionCommit(id: Story.id(1), message: "update (#1)\n\n* feat: some thing\n\n* fix: one more")]
    let decision = try Story(tags: [("v1.2.3", "old")], policy: policy).decide(commits)
    let notes = ReleaseNotes(
      decision, commits: commits, tag: "v1.3.0", baseTag: "v1.2.3", date: "2026-07-31", forge: nil)
    #expect(notes.body.contains("- some thing") && notes.body.contains("- one more"))
  }

  @Test func `are changed by own rules`() throws {
    let rules = BumpRules(["chore": .none], profile: .gitCliff)
    let policy = VersionPolicy(rules: rules, profile: .gitCliff)
    #expect(
      try Story(tags: [("v1.2.3", "old")], messages: ["chore: a"], policy: policy).decide().next.description == "1.2.3")
  }
}
