import Testing
import Versioning

@Suite("What was nearly conventional or breaking is told how to be") struct NearMissTests {
  private func vote(_ message: String) throws -> CommitVote {
    try #require(try Story(tags: [("v1.0.0", "old")], messages: [message]).decide().explanation.first)
  }

  @Test(arguments: [
    ("feat!(scope): x", "write `feat(scope)!: …`"), ("feat (ui): x", "write `feat(ui): …`"),
    ("feat(ui) !: x", "write `feat(ui)!: …`"), ("Fix!(api) : x", "write `Fix(api)!: …`"),
    (" feat(ui): x", "remove the space or invisible character before `feat(ui)`"),
    ("\u{FEFF}feat: x", "remove the space or invisible character before `feat`"),
    ("* feat: x", "write `feat: …`"), ("- fix(ui)!: x", "write `fix(ui)!: …`"), ("[docs]: x", "write `docs: …`"),
    ("feat:a", "write `type: description`, with a colon and a space after the type"),
    ("feat(ui)!:a", "write `type: description`, with a colon and a space after the type"),
    ("Fix(ui) :a", "write `type: description`, with a colon and a space after the type"),
    ("BREAKING CHANGE: x", "write `feat!: …` or `fix!: …` for a breaking change"),
    ("**Breaking change**: x", "write `feat!: …` or `fix!: …` for a breaking change"),
    ("fixup! feat: x", "combine it with its commit by `git rebase --autosquash`"),
    ("squash! feat: x", "combine it with its commit by `git rebase --autosquash`"),
  ])
  func `a first line`(subject: String, remedy: String) throws {
    let vote = try vote(subject)
    #expect(vote.bump == .none)
    #expect(vote.ignoredBecause == "not a conventional commit: \(remedy)")
  }

  @Test(arguments: [
    "feat:", "update http://example.com:80", "words", "fix(a)(b): c", "fix the build: again", "Breaking news", "docs",
    "#12: x",
  ])
  func `other first lines are left alone`(subject: String) throws {
    #expect(try vote(subject).ignoredBecause == "not a conventional commit")
  }

  @Test(arguments: [
    "* BREAKING CHANGE: y", "- BREAKING CHANGE: y", "**BREAKING CHANGE**: y", "**BREAKING CHANGE:** y",
    "BREAKING CHANGE(scope): y", "BREAKING CHANGE (scope): y", "BREAKING CHANGE!: y", "BREAKING-CHANGES: y",
    "BREAKING CHANGES: y", "BREAKING_CHANGE: y", "Breaking change: y", "breaking-change: y", "breaking: y",
    "BREAKING: y", "  BREAKING CHANGE: y", "> BREAKING CHANGE: y", "## Breaking changes: y", "BREAKING CHANGE : y",
    "BREAKING CHANGE - y", "BREAKING CHANGE — y", "BREAKING CHANGE the port", "⚠️ BREAKING CHANGE: y",
    "💥 Breaking change: y", "`BREAKING CHANGE`: y", "__Breaking Change__: y", "| BREAKING CHANGE: y",
  ])
  func `a line of the body`(line: String) throws {
    let note = "`\(line.drop(while: \.isWhitespace))` is ignored: write `BREAKING CHANGE: …` after an empty line"
    let vote = try vote("feat: x\n\n\(line)")
    #expect(vote.bump == .minor)
    #expect(vote.note == note)
    #expect(try self.vote("x\n\n\(line)").note == "\(note) and under a first line such as `feat: …`")
  }

  @Test(arguments: ["feat: x\nBREAKING CHANGE: y", "feat: x\n\nbody\nBREAKING CHANGE: y"])
  func `a line without an empty line before it`(message: String) throws {
    #expect(
      try vote(message).note == "`BREAKING CHANGE: y` is ignored: write `BREAKING CHANGE: …` after an empty line")
  }

  @Test(arguments: [
    ("feat(ui!): x", "the `!` in the scope is ignored: write `feat(ui)!: …`"),
    ("feat(!): x", "the `!` in the scope is ignored: write `feat!: …`"),
    ("fix: BREAKING CHANGE: y", "`BREAKING CHANGE: y` is ignored in the first line: write `fix!: …`"),
  ])
  func `a breaking change in the first line`(subject: String, note: String) throws {
    #expect(try vote(subject).note == note)
  }

  @Test(arguments: [
    "feat: x\n\nno BREAKING CHANGE: here", "feat: x\n\nBreaking changes are hard", "feat: x\n\nbreaking news: z",
    "feat: x\n\n```\nBREAKING CHANGE: code\n```", "feat: x\n\nBREAKING CHANGE: y\n\nBreaking change: z",
    "feat!: x\n\n* BREAKING CHANGE: y", "feat: breaking the ice", "feat: x\n\nbreakfast: late", "feat: x\n\nBREAKING",
  ])
  func `other lines are left alone`(message: String) throws {
    let note = try vote(message).note
    #expect(note == nil || note == "`BREAKING CHANGE: y`")
  }
}
