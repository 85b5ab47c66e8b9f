import Testing
import Versioning

@Suite("What each commit counts for") struct CommitVoteTests {
  private func decide(_ messages: [String]) throws -> VersionDecision {
    try Story(tags: [("v1.0.0", "old")], messages: messages).decide()
  }

  private func revert(_ number: Int, _ subject: String) -> String {
    "Revert \"\(subject)\"\n\nThis reverts commit \(Story.id(number))."
  }

  @Test func `says why a commit does not count`() throws {
    let decision = try decide(["feat(ui): a", "docs: b", "update", "Merge x", "fix: c\n\nBreaking change: d"])
    #expect(decision.explanation.map(\.bump) == [.minor, .none, .none, .none, .patch])
    #expect(
      decision.explanation.map(\.ignoredBecause) == [
        nil, "`docs` does not trigger a release", "not a conventional commit",
        "a merge commit: the commits it merges count instead",
        nil,
      ])
    #expect(decision.explanation.map(\.type) == ["feat", "docs", nil, nil, "fix"])
    #expect(
      decision.explanation[4].note
        == "`Breaking change: d` is ignored: write `BREAKING CHANGE: …` after an empty line")
    #expect(decision.reason == "5 commits, 2 of them releasing, since `v1.0.0`")
  }

  @Test(
    arguments: [
      ("feat!: a", "v1.0.0", nil),
      ("feat: a\n\nBREAKING CHANGE: the port\nis another", "v1.0.0", "`BREAKING CHANGE: the port`"),
      ("fix: a\r\n\r\nBREAKING-CHANGE #12\r\n", "v1.0.0", "`BREAKING-CHANGE: 12`"),
      ("feat!: a", "v0.4.0", "breaking, which raises the minor below 1.0.0"),
      (
        "feat: a\n\nBREAKING CHANGE: b", "v0.4.0",
        "`BREAKING CHANGE: b`; breaking, which raises the minor below 1.0.0"
      ),
    ] as [(String, String, String?)])
  func `a breaking change says what makes it one, and why it is no major`(
    message: String, tag: String, note: String?
  ) throws {
    let decision = try Story(tags: [(tag, "old")], messages: [message]).decide()
    #expect(decision.explanation[0].note == note)
    #expect(decision.explanation[0].bump == (tag == "v1.0.0" ? .major : .minor))
  }

  @Test(arguments: [
    ("feat:a", true), ("feat : a", true), ("Fix(ui) :a", true), ("chore:x", true), ("feat:", false),
    ("note: see http://x", false), ("update http://example.com:80", false), ("words", false), ("fix(a)(b): c", false),
  ])
  func `what was nearly conventional is told how to be`(subject: String, isNearly: Bool) throws {
    let decision = try decide([subject])
    guard subject != "note: see http://x" else {
      #expect(decision.explanation[0].ignoredBecause == "`note` does not trigger a release")
      return
    }
    let plain = "not a conventional commit"
    #expect(
      decision.explanation[0].ignoredBecause
        == (isNearly ? "\(plain): write `type: description`, with a colon and a space after the type" : plain))
  }

  @Test func `the reason counts what came since the version that it names`() throws {
    #expect(try decide(["feat: a"]).reason == "1 releasing commit since `v1.0.0`")
    #expect(try decide(["feat: a", "fix: b"]).reason == "2 releasing commits since `v1.0.0`")
    #expect(try decide(["docs: a"]).reason == "1 commit since `v1.0.0`, none triggers a release")
    var story = Story(
      tags: [("v1.0.0", "old"), ("v1.1.0-rc.1", "older")], messages: ["feat: a", "docs: b"], prereleased: 1)
    story.policy.branches = [.init("main", .release), .init("next", .prerelease("rc"))]
    story.build.branch = "next"
    let decision = try story.decide()
    #expect(decision.next.description == "1.1.0-rc.1")
    #expect(decision.reason == "1 commit since `v1.1.0-rc.1`, none triggers a release")
    var first = Story(tags: [], messages: ["feat: a"])
    first.policy.initialVersionSource = "`metadata.version`"
    #expect(
      try first.decide().reason == "there is no version tag yet; the first version comes from `metadata.version`")
  }

  @Test func `a revert and what it undoes cancel each other`() throws {
    let decision = try decide(["feat!: a", "fix: b", revert(1, "feat!: a")])
    #expect(decision.next.description == "1.0.1")
    #expect(
      decision.explanation.map(\.ignoredBecause) == [
        "undone by `3f00000`", nil, "undoes `1f00000`, which is not released yet",
      ])
  }

  @Test func `a short id is enough`() throws {
    #expect(try decide(["feat: a", "revert: a\n\nRefs: 1f00000"]).bump == .none)
  }

  @Test func `reverting the revert brings the change back`() throws {
    let twice = try decide(["feat: a", revert(1, "feat: a"), revert(2, "Revert \"feat: a\"")])
    #expect(twice.next.description == "1.1.0")
    #expect(twice.explanation.map(\.bump) == [.minor, .none, .none])
    let thrice = try decide([
      "feat: a", revert(1, "feat: a"), revert(2, "Revert \"feat: a\""), revert(3, "Revert \"Revert \"feat: a\"\""),
    ])
    #expect(thrice.bump == .none)
  }

  /// GitHub's button names no commit.
  @Test func `a revert without an id undoes the only commit with that subject`() throws {
    let button = "Revert \"feat: x (#12)\" (#14)\n\nReverts team/app#12"
    #expect(try decide(["fix: a", "feat: x (#12)", button]).next.description == "1.0.1")
    #expect(
      try decide(["feat: x (#12)", "feat: x (#12)", button]).next.description == "1.1.0", "which one is not known")
  }

  @Test func `a sentence about a revert in another commit's body undoes nothing`() throws {
    let told = "docs: why\n\nAn earlier try said\nThis reverts commit \(Story.id(1))."
    #expect(try decide(["feat: a", told]).next.description == "1.1.0")
  }

  /// GitHub puts a line between the message of a squash merge and its co-authors.
  @Test func `a line of hyphens ends a footer`() throws {
    let squash = "feat: x (#12)\n\nRelease-As: 3.0.0\n\n---------\n\nCo-authored-by: X <x@example.com>\n"
    #expect(try decide([squash]).next.description == "3.0.0")
    let breaking = "feat: x\n\nBREAKING CHANGE: the API is gone\n\n---------\n\nCo-authored-by: X <x@example.com>"
    #expect(ConventionalCommit(parsing: breaking)?.footers.first?.value == "the API is gone")
  }

  @Test func `reverting what is released already is a change, and so is bringing it back`() throws {
    #expect(try decide([revert(77, "feat: a")]).next.description == "1.0.1")
    #expect(try decide(["Reapply \"feat: a\"\n\nThis reverts commit \(Story.id(77))."]).next.description == "1.1.0")
  }

  @Test func `one revert of two commits counts where one of them is released`() throws {
    let both = "revert: a and b\n\nRefs: \(Story.id(1)), \(Story.id(77))"
    let decision = try decide(["feat: a", both])
    #expect(decision.explanation.map(\.bump) == [.none, .patch])
  }

  @Test func `reverting a merge counts, for what it brought has ids of its own`() throws {
    let decision = try decide(["feat: a", "Merge x", revert(2, "Merge x")])
    #expect(decision.explanation.map(\.bump) == [.minor, .none, .patch])
  }

  @Test func `ids that undo each other in a ring do no harm`() throws {
    let decision = try decide([revert(2, "b"), revert(1, "a"), revert(3, "itself")])
    #expect(decision.explanation.count == 3)
  }

  @Test func `a long chain of reverts is followed to its end`() throws {
    let reverts = (1...2_001).map { "Revert \"x\"\n\nThis reverts commit \(Story.id($0))." }
    #expect(try decide(["feat: a"] + reverts).explanation[0].ignoredBecause == "undone by `2f00000`")
    #expect(try decide(["feat: a"] + reverts.dropLast()).explanation[0].ignoredBecause == nil)
  }
}
