import Versioning

/// A history with a fixed seed, for a real repository and for the decision alike.
struct MadeUpHistory: Sendable {
  struct Commit: Sendable {
    var message: String
    /// A second parent comes from a branch of one commit, which stands before it in the list.
    var isMerge = false
    var tag: String?
  }

  let seed: UInt64
  /// The oldest first.
  private(set) var commits: [Commit] = []

  init(seed: UInt64) {
    self.seed = seed
    var numbers = FixedNumbers(seed: seed)
    let tags = Self.releases.randomElement(using: &numbers) ?? []
    if tags.isEmpty { commits.append(Commit(message: "feat: one more thing")) }
    for tag in tags { commits.append(Commit(message: "feat: one more thing", tag: tag)) }
    for _ in 0..<([0, 1, 1, 1, 2, 2, 2, 3].randomElement(using: &numbers) ?? 1) {
      let isMerge = Int.random(in: 0..<8, using: &numbers) == 0
      if isMerge { commits.append(Commit(message: MadeUpMessage.text(&numbers))) }
      commits.append(Commit(message: MadeUpMessage.text(&numbers), isMerge: isMerge))
    }
  }

  /// What was released before, the oldest first.
  private static let releases: [[String]] = [
    [], ["v1.2.3"], ["v1.2.3"], ["v1.2.3"], ["v0.4.1"], ["v0.4.1"], ["v1.2.3", "v1.3.0"], ["v1.2.3", "v1.3.0-rc.1"],
    ["v1.3.0-rc.9"], ["v0.1.0-alpha.1"], ["v0.1.0-alpha"], ["v2.0.0", "v1.9.0"], ["v1.3.0-rc.1", "v1.3.0"],
    ["v1.2.3", "v2.0.0-rc.1"], ["v1.2.3", "1.4.0"], ["v1.2.3", "nightly"], ["v1.2.3+b5"],
  ]

  var tags: [String] { commits.compactMap(\.tag) }

  /// For the message of a failed test.
  var description: String {
    let new = commits.filter { $0.tag == nil }.map { "\($0.isMerge ? "merge " : "")\($0.message.debugDescription)" }
    return "seed \(seed), tags \(tags), \(new.joined(separator: ", "))"
  }

  /// What our tool decides with a profile, on a release branch.
  func decide(_ profile: VersionProfile) throws -> VersionDecision {
    var policy = VersionPolicy(profile: profile)
    policy.rules = BumpRules(profile: profile)
    policy.majorOnZero = profile.majorOnZero
    policy.initialVersion = profile.initialVersion ?? policy.initialVersion
    let tags = ReleaseTags(
      commits.indices.compactMap { place in commits[place].tag.map { ($0, Story.id(place + 1)) } }, prefix: "v")
    let base = tags.base { _ in true }
    func place(of entry: ReleaseTags.Entry?) -> Int {
      commits.indices.first { Story.id($0 + 1) == entry?.commit } ?? -1
    }
    let (start, highest) = (place(of: base.start), place(of: base.highest))
    let range = commits.indices.filter { $0 > start }.reversed().map { place in
      VersionCommit(
        id: Story.id(place + 1), message: commits[place].message, isMerge: commits[place].isMerge,
        isPrereleased: base.needsNewCommits && place <= highest)
    }
    return try VersionDecision.decide(
      tags: tags, base: base, commits: range, build: VersionContext(commit: Story.id(commits.count), branch: "main"),
      policy: policy)
  }

  /// What `git fast-import` reads.
  var stream: String {
    var text = "reset refs/heads/main\n"
    for (place, commit) in commits.enumerated() {
      let isSide = place + 1 < commits.count && commits[place + 1].isMerge
      text += "commit refs/heads/\(isSide ? "side" : "main")\nmark :\(place + 1)\n"
      text += "committer A <a@example.com> \(1_700_000_000 + place * 60) +0000\n"
      text += "data \(commit.message.utf8.count)\n\(commit.message)\n"
      if commit.isMerge {
        text += place > 1 ? "from :\(place - 1)\nmerge :\(place)\n" : "from :\(place)\n"
      } else if place > 0 {
        text += "from :\(place)\n"
      }
      if let tag = commit.tag { text += "reset refs/tags/\(tag)\nfrom :\(place + 1)\n" }
    }
    return text + "done\n"
  }
}

/// Commit messages of all the kinds that people write.
private enum MadeUpMessage {
  static func text(_ numbers: inout FixedNumbers) -> String {
    var text = subject(&numbers)
    if Bool.random(using: &numbers) {
      // Some forget the empty line.
      if Int.random(in: 0..<8, using: &numbers) > 0 { text += "\n" }
      for _ in 0..<Int.random(in: 1...5, using: &numbers) {
        text += "\n" + (lines.randomElement(using: &numbers) ?? "")
      }
    }
    return Int.random(in: 0..<16, using: &numbers) == 0 ? text.replacing("\n", with: "\r\n") : text
  }

  private static func subject(_ numbers: inout FixedNumbers) -> String {
    if Int.random(in: 0..<3, using: &numbers) == 0 { return subjects.randomElement(using: &numbers) ?? "" }
    let type = types.randomElement(using: &numbers) ?? ""
    let scope = scopes.randomElement(using: &numbers) ?? ""
    let mark = marks.randomElement(using: &numbers) ?? ""
    return "\(type)\(scope)\(mark)\(descriptions.randomElement(using: &numbers) ?? "")"
  }

  private static let types = [
    "feat", "feat", "fix", "fix", "perf", "docs", "chore", "refactor", "test", "revert", "build", "ci", "style", "Feat",
    "FIX", "FEAT", "Perf", "Docs", "deps", "release-it", "x2",
  ]
  private static let scopes = ["", "", "", "", "(ui)", "(a b)", "(a/b, c)", "()", "(a)(b)", "(UI)"]
  private static let marks = [": ", ": ", ": ", ": ", ": ", "!: ", ":", " : ", ":  ", ":\t", "!:"]
  private static let descriptions = ["add a thing", "thing", "BREAKING CHANGE: it is gone", "a: b (c): d"]
  private static let subjects = [
    "update the readme", "Merge branch 'feat: x'", "Merge pull request #12 from o/feat", "fixup! feat: add a thing",
    "squash! fix: a thing", "Revert \"feat: add a thing\"", "Reapply \"feat: add a thing\"", "1.2.0",
    "WIP feat: a thing",
    "chore(release): prepare for v1.2.0", "chore(release): 1.2.0", "chore(deps): raise a thing", "http://example.com/x",
    "chore(deps-dev)!: raise a thing", "chore(pr): a thing", "chore(pull): a thing", "Chore(deps): a thing",
    "chore(deps)a: b", "feat!(ui): a thing", "* feat: a thing", "feat", "feat:", "BREAKING CHANGE: it is gone",
    "#12: a thing", "Merge: a thing", "feat(ui: a thing",
  ]
  private static let lines = [
    "", "", "", "", "words", "BREAKING CHANGE: it is gone", "BREAKING CHANGE: it is gone",
    "breaking change: it is gone",
    "* BREAKING CHANGE: it is gone", "BREAKING-CHANGE: it is gone", "BREAKING CHANGE:", "BREAKING CHANGE it is gone",
    "BREAKING CHANGE #12", "BREAKING CHANGE:it is gone", "  BREAKING CHANGE: it is gone", "Refs: #1", "Refs:",
    "Closes #1", "feat: add more things", "* feat: add more things", "- fix: less of that", "fix: #12", "```", "---",
    "Signed-off-by: A <a@example.com>", "    feat: some new thing", "commit 0123456789abcdef",
    "Squashed commit of the following:", "This reverts commit 0123456789abcdef0123456789abcdef01234567.",
    "See http://example.com: a thing", "feat!: a new thing", "FEAT: a new thing", "<BREAKING CHANGE: it is gone",
    "Release-As: 4.0.0",
  ]
}
