import Testing
import Versioning

@Suite("Conventional commit") struct ConventionalCommitTests {
  @Test(arguments: [
    ("feat: allow", "feat", "", false, "allow"),
    ("feat(parser): add arrays", "feat", "parser", false, "add arrays"),
    ("FEAT(Parser)!: drop Node 6", "feat", "parser", true, "drop Node 6"),
    ("feat!: drop", "feat", "", true, "drop"),
    ("fix(a/b, c): two", "fix", "a/b, c", false, "two"),
    ("fix: a: b (c)!: d", "fix", "", false, "a: b (c)!: d"),
    ("feat(): no scope after all", "feat", "", false, "no scope after all"),
    ("build-ci: own types", "build-ci", "", false, "own types"),
    ("fix:   spaces  ", "fix", "", false, "spaces"),
    ("fix: windows\r\n\r\nbody\r\n", "fix", "", false, "windows"),
  ])
  func `reads the first line`(
    message: String, type: String, scope: String, isBreaking: Bool, description: String
  ) throws {
    let commit = try #require(ConventionalCommit(parsing: message))
    #expect(commit.type == type)
    #expect(commit.scope ?? "" == scope)
    #expect(commit.isBreaking == isBreaking)
    #expect(commit.description == description)
  }

  @Test(arguments: [
    "", "update readme", "feat:no space", "feat : space before", "feat:", "feat: ", ": nothing", "fixup! feat: x",
    "feat(a(b)): x", "feat(a: x", "feat a: x", "Merge branch 'x'", "feat!(scope): x", "(scope): x", "1.2.3: x",
    "#12: x", "\nfeat: below", "WIP feat: x",
  ])
  func `is not conventional`(message: String) {
    #expect(ConventionalCommit(parsing: message) == nil)
  }

  @Test func `takes body and footers apart`() throws {
    let commit = try #require(
      ConventionalCommit(
        parsing: """
          fix: prevent racing of requests

          Introduce a request id and a reference to latest request. Dismiss
          incoming responses other than from latest request.

          Remove timeouts. See: the manual is: not a footer here

          Reviewed-by: Z
          Refs: #123
          Closes #42
          """))
    #expect(commit.body.hasPrefix("Introduce a request id"))
    #expect(commit.body.hasSuffix("not a footer here"))
    #expect(commit.footers.map(\.token) == ["Reviewed-by", "Refs", "Closes"])
    #expect(commit.footers.map(\.value) == ["Z", "#123", "42"])
    #expect(!commit.isBreaking)
  }

  @Test func `a footer may have several lines and paragraphs`() throws {
    let commit = try #require(
      ConventionalCommit(
        parsing: """
          feat: x

          BREAKING CHANGE: the first line
            and the second

          a paragraph of its own
          Signed-off-by: A <a@example.com>
          """))
    #expect(commit.body.isEmpty)
    #expect(commit.footers.map(\.token) == ["BREAKING CHANGE", "Signed-off-by"])
    #expect(commit.footers[0].value == "the first line\n  and the second\n\na paragraph of its own")
  }

  @Test(arguments: [
    "feat: x\n\nBREAKING CHANGE: y", "feat: x\n\nBREAKING-CHANGE: y", "feat: x\n\nBREAKING CHANGE #5",
    "chore: x\n\nbody\n\nBREAKING CHANGE: y", "feat: x\r\n\r\nbody\r\n\r\nBREAKING CHANGE: y\r\n",
    "feat: x\n\nbody\n\n---\nBREAKING CHANGE: y", "feat: x\n\n---\n\nbody\n\nBREAKING CHANGE: y",
    "feat: x\n\nRefs: 1\nBREAKING CHANGE: y", "feat: x\n\nRefs: 1\n\nBREAKING CHANGE: y\n\nand more",
    "feat: x\n\nBREAKING CHANGE:\n* y", "feat: x\n\n```\ncode\n```\n\nBREAKING CHANGE: y",
    "feat: x\n\nuse ``` here\n\nBREAKING CHANGE: y", "feat!: x", "chore(a)!: x",
  ])
  func `is breaking`(message: String) {
    #expect(ConventionalCommit(parsing: message)?.isBreaking == true)
  }

  @Test(arguments: [
    "feat: x\n\nbreaking change: y", "feat: x\n\nBreaking Change: y", "feat: x\n\nbody\nBREAKING CHANGE: y",
    "feat: x\nBREAKING CHANGE: y", "feat: x\n\nBREAKING CHANGES: y", "feat: x\n\nno BREAKING CHANGE: here",
    "feat: x\n\n  BREAKING CHANGE: indented",
    "feat: x\n\n```\nBREAKING CHANGE: code\n```", "feat: x\n\n~~~~ yaml\n~~~\nBREAKING CHANGE: code\n~~~~",
    "feat: x\n\nRefs: 1\n```\nBREAKING CHANGE: code\n```", "feat: x\n\nBREAKING CHANGE y", "fix: BREAKING CHANGE: y",
  ])
  func `is not breaking`(message: String) {
    #expect(ConventionalCommit(parsing: message)?.isBreaking == false)
  }

  @Test func `a breaking footer needs a conventional first line`() {
    #expect(ConventionalCommit(parsing: "Update\n\nBREAKING CHANGE: y") == nil)
  }

  static let id = "0123456789abcdef0123456789abcdef01234567"

  @Test(arguments: [
    ("Revert \"feat(a)!: x\"\n\nThis reverts commit \(id).", "revert", false, [id]),
    ("Revert \"update\"\n\nThis reverts commit\n\(id).", "revert", false, []),
    ("Revert \"Revert \"feat(a)!: x\"\"\n\nThis reverts commit \(id).", "feat", true, [id]),
    ("Reapply \"feat: x\"\n\nThis reverts commit \(id).", "feat", false, [id]),
    ("Revert \"Reapply \"feat: x\"\"\n\nThis reverts commit \(id).", "revert", false, [id]),
    ("revert: feat: x\n\nRefs: 676104e, a215868", "revert", false, ["676104e", "a215868"]),
    ("revert: x\n\nThis reverts commit 676104E.", "revert", false, ["676104e"]),
    ("fix: x\n\nRefs: 676104e", "fix", false, []),
    ("Revert \"Merge x\"\n\nThis reverts commit \(id), reversing\nchanges made to 676104e.", "revert", false, [id]),
    ("Revert \"x\"\n\nThis reverts commit abc.", "revert", false, []),
  ])
  func `knows what it reverts`(message: String, type: String, isBreaking: Bool, reverts: [String]) throws {
    let commit = try #require(ConventionalCommit(parsing: message))
    #expect(commit.type == type)
    #expect(commit.isBreaking == isBreaking)
    #expect(commit.reverts == reverts)
  }

  @Test func `reapplying something unconventional stays unconventional`() {
    #expect(ConventionalCommit(parsing: "Reapply \"update\"\n\nThis reverts commit \(Self.id).") == nil)
  }
}
