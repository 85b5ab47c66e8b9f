import FileIO
import GitHistory
import SystemPackage
import Testing

@Suite("History") struct HistoryTests {
  @Test func `annotated and lightweight tags name their commit, other tags are left out`() throws {
    let scratch = try ScratchRepository()
    let first = try scratch.commit("feat: one")
    try scratch.git("tag", "v1.0.0")
    let second = try scratch.commit("feat: two")
    try scratch.git("tag", "-a", "-m", "release", "chat/v1.1.0")
    try scratch.git("tag", "-a", "-m", "a tag of a tag", "nested", "chat/v1.1.0")
    try scratch.git("tag", "tree", "HEAD^{tree}")
    try scratch.git("pack-refs", "--all")
    try scratch.git("tag", "loose")
    #expect(
      try GitRepository(discovering: scratch.path).tags() == [
        GitTag(name: "chat/v1.1.0", commit: second), GitTag(name: "loose", commit: second),
        GitTag(name: "nested", commit: second), GitTag(name: "v1.0.0", commit: first),
      ])
  }

  @Test func `a tag that cannot be read is left out and named, and an error if it is needed`() throws {
    let scratch = try ScratchRepository()
    let id = try scratch.commit("feat: one")
    for name in ["v1.0.0", "chat/v1.0.0", "empty", "deep/garbage", "gone", "annotated", "v1.1.0.lock.d/x"] {
      try scratch.git("tag", name)
    }
    try scratch.git("tag", "-f", "-a", "-m", "of nothing", "annotated")
    let object = try scratch.git("rev-parse", "annotated")
    try Directory.remove(scratch.path.appending(".git/objects/\(object.prefix(2))/\(object.dropFirst(2))"))
    try scratch.git("update-ref", "-d", "refs/tags/v1.1.0.lock.d/x")
    for (name, text) in [
      ("empty", ""), ("deep/garbage", "garbage\n"), ("gone", String(repeating: "1", count: 40) + "\n"),
      ("v1.2.0.lock", ""),
    ] {
      try scratch.write(text, file: ".git/refs/tags/\(name)")
    }
    let repository = try GitRepository(discovering: scratch.path)
    #expect(
      try repository.tags { $0.hasPrefix("v") } == [
        GitTag(name: "chat/v1.0.0", commit: id), GitTag(name: "v1.0.0", commit: id),
      ])
    let broken = try repository.unreadableTags()
    #expect(broken.map(\.name) == ["annotated", "deep/garbage", "empty", "gone"])
    #expect(broken.allSatisfy { !$0.reason.isEmpty })
    #expect(broken[3].reason == "commit `\(String(repeating: "1", count: 40))` is not in the repository")
    for needed in ["gone", "empty", "annotated"] {
      let failure = failure { _ = try repository.tags { $0 == needed } }
      #expect(failure?.message.hasPrefix("the tag `\(needed)` cannot be read: ") == true)
      #expect(failure?.hints.first?.contains("git update-ref -d refs/tags/\(needed)") == true)
    }
    #expect(failure { _ = try repository.tags() }?.code == .other)
  }

  @Test func `visits newest first what came since the base`() throws {
    let scratch = try ScratchRepository()
    try scratch.commit("feat: old")
    let base = try scratch.commit("feat: base")
    let third = try scratch.commit("fix: third\n\nWhy it broke.\n\nRefs: #3")
    let fourth = try scratch.commit("fix: fourth ✓")
    let commits = try walk(scratch, after: base)
    #expect(commits.map(\.id) == [fourth, third])
    #expect(commits.map(\.subject) == ["fix: fourth ✓", "fix: third"])
    #expect(commits[1].body == "Why it broke.\n\nRefs: #3\n")
    #expect(commits[1].parents == [base])
    #expect(commits[1].authorName == "Ada")
    #expect(commits[1].committerTime == Int64(ScratchRepository.epoch + 180))
    #expect(!commits[1].isMerge)
  }

  @Test func `stops where the visitor says so`() throws {
    let scratch = try ScratchRepository()
    for number in 1...5 { try scratch.commit("feat: \(number)") }
    let repository = try GitRepository(discovering: scratch.path)
    var subjects: [String] = []
    try repository.commits(from: try repository.head().commit) { commit in
      subjects.append(commit.subject)
      return subjects.count == 2 ? .stop : .next
    }
    #expect(subjects == ["feat: 5", "feat: 4"])
  }

  @Test func `a merge brings its branch, and a tag on an unmerged branch is no ancestor`() throws {
    let scratch = try ScratchRepository()
    let base = try scratch.commit("feat: base")
    try scratch.git("checkout", "-q", "-b", "merged")
    let merged = try scratch.commit("feat: merged", file: "merged")
    try scratch.git("checkout", "-q", "-b", "unmerged", base)
    let unmerged = try scratch.commit("feat: unmerged", file: "unmerged")
    try scratch.git("checkout", "-q", "main")
    let own = try scratch.commit("fix: own")
    let merge = try scratch.merge("merged")
    let repository = try GitRepository(discovering: scratch.path)
    #expect(try walk(scratch, after: base).map(\.id) == [merge, own, merged])
    #expect(try walk(scratch, after: base).map(\.isMerge) == [true, false, false])
    #expect(try repository.isAncestor(merged, of: merge))
    #expect(try repository.isAncestor(merge, of: merge))
    #expect(try !repository.isAncestor(unmerged, of: merge))
    #expect(try !repository.isAncestor(merge, of: merged))
  }

  @Test func `agrees with git on a criss-cross of branches, whatever is excluded`() throws {
    let scratch = try ScratchRepository()
    try scratch.commit("feat: root", file: "a/x")
    try scratch.git("branch", "other")
    var generator = FixedNumbers()
    for number in 1...40 {
      let branch = ["main", "other"].randomElement(using: &generator) ?? "main"
      try scratch.git("checkout", "-q", branch)
      if Int.random(in: 0..<4, using: &generator) == 0 {
        let tip = try scratch.git("rev-parse", "HEAD")
        if try scratch.git("merge-base", "main", "other") != tip {
          try scratch.merge(branch == "main" ? "other" : "main")
          continue
        }
      }
      try scratch.commit("feat: \(number)", file: ["a/x", "b/x", "c"].randomElement(using: &generator) ?? "c")
    }
    try scratch.git("checkout", "-q", "main")
    let repository = try GitRepository(discovering: scratch.path)
    let head = try repository.head().commit
    let all = try scratch.git("rev-list", "--all").split(separator: "\n").map(String.init)
    for base in all.enumerated().filter({ $0.offset % 5 == 1 }).map(\.element) {
      let expected = try scratch.git("rev-list", head, "^\(base)").split(separator: "\n").map(String.init)
      #expect(Set(try walk(scratch, after: base).map(\.id)) == Set(expected))
      let inDirectory = try scratch.git(
        "log", "--format=%H", "--full-history", "--no-merges", head, "^\(base)", "--", "a", "c")
      #expect(
        Set(try walk(scratch, after: base, touching: ["a", "c"]).filter { !$0.isMerge }.map(\.id))
          == Set(inDirectory.split(separator: "\n").map(String.init)))
      let isAncestor = (try? scratch.git("merge-base", "--is-ancestor", base, head)) != nil
      #expect(try repository.isAncestor(base, of: head) == isAncestor)
    }
  }

  @Test func `a commit with a clock that goes wrong does not slip in`() throws {
    let scratch = try ScratchRepository()
    let old = try scratch.commit("feat: old")
    scratch.turnClock(hours: 1000)
    let future = try scratch.commit("feat: from the future")
    scratch.turnClock(hours: -1000)
    for number in 1...10 { try scratch.commit("fix: \(number)") }
    let base = try scratch.git("rev-parse", "HEAD")
    try scratch.git("checkout", "-q", "-b", "side", future)
    let side = try scratch.commit("feat: side", file: "side")
    try scratch.git("checkout", "-q", "main")
    let merge = try scratch.merge("side")
    #expect(Set(try walk(scratch, after: base).map(\.id)) == [side, merge])
    #expect(try GitRepository(discovering: scratch.path).isAncestor(old, of: merge))
  }

  @Test func `what the base holds stays excluded by way of a commit that is dated before everything`() throws {
    let scratch = try ScratchRepository()
    try scratch.commit("feat: root")
    let fork = try scratch.commit("feat: fork")
    scratch.turnClock(hours: -1000)
    try scratch.commit("feat: from the past")
    scratch.turnClock(hours: 1000)
    let base = try scratch.commit("feat: base")
    try scratch.git("checkout", "-q", "-b", "side", fork)
    let side = try scratch.commit("feat: side", file: "side")
    try scratch.git("checkout", "-q", "main")
    let merge = try scratch.merge("side")
    #expect(try walk(scratch, after: base).map(\.id) == [merge, side])
  }

  /// As after an import, or a rebase that keeps the dates.
  @Test(arguments: [1, 6, 40], [true, false])
  func `many commits that are dated before everything hide nothing of the base`(
    count: Int, isForkedFromMerged: Bool
  ) throws {
    let scratch = try ScratchRepository()
    for number in 1...3 { try scratch.commit("feat: root \(number)") }
    let root = try scratch.git("rev-parse", "HEAD")
    try scratch.git("checkout", "-q", "-b", "imported")
    let fork = try scratch.commit("feat: fork", file: "fork")
    scratch.turnClock(hours: -9000)
    for number in 1...count { try scratch.commit("feat: imported \(number)", file: "imported") }
    scratch.turnClock(hours: 9000)
    try scratch.git("checkout", "-q", "main")
    if isForkedFromMerged {
      try scratch.commit("feat: own")
      try scratch.merge("imported")
    } else {
      try scratch.git("merge", "-q", "--ff-only", "imported")
    }
    let base = try scratch.commit("feat: base")
    try scratch.git("checkout", "-q", "-b", "side", fork)
    let side = try scratch.commit("feat: side", file: "side")
    try scratch.git("checkout", "-q", "main")
    let merge = try scratch.merge("side")
    #expect(try Set(walk(scratch, after: base).map(\.id)) == [merge, side])
    let repository = try GitRepository(discovering: scratch.path)
    for ancestor in [root, fork, base, side] { #expect(try repository.isAncestor(ancestor, of: merge)) }
    #expect(try repository.isAncestor(root, of: base) && repository.isAncestor(fork, of: base))
    #expect(try !repository.isAncestor(side, of: base))
    #expect(try repository.commitsBrought(by: merge) == [side])
  }

  @Test func `reads no further than the base needs`() throws {
    let scratch = try ScratchRepository()
    try scratch.grow(by: 400)
    let root = try scratch.git("rev-list", "--max-parents=0", "HEAD")
    let base = try scratch.git("rev-parse", "HEAD~10")
    scratch.turnClock(hours: 100)
    try scratch.git("checkout", "-q", "-b", "side", "HEAD~15")
    try scratch.commit("feat: side", file: "side")
    try scratch.git("checkout", "-q", "main")
    try scratch.merge("side")
    // A walk down to the first commit fails.
    try Directory.remove(scratch.path.appending(".git/objects/\(root.prefix(2))/\(root.dropFirst(2))"))
    #expect(try walk(scratch, after: base).count == 12)
    #expect(try GitRepository(discovering: scratch.path).isAncestor(base, of: scratch.git("rev-parse", "HEAD")))
    let failure = failure { _ = try walk(scratch) }
    #expect(failure?.code == .other)
    #expect(failure?.message == "commit `\(root)` is not in the repository")
  }

  @Test func `counts only what touched a path`() throws {
    let scratch = try ScratchRepository()
    let first = try scratch.commit("feat: chat", file: "agents/chat/main.py")
    try scratch.commit("feat: mail", file: "agents/mail/main.py")
    try scratch.commit("feat: a name that begins alike", file: "agents/chat2/main.py")
    let second = try scratch.commit("fix: chat", file: "agents/chat/main.py")
    try scratch.git("commit", "-q", "--allow-empty", "-m", "fix: nothing")
    try scratch.git("rm", "-q", "-r", "agents/chat")
    try scratch.git("commit", "-q", "-m", "feat: without chat")
    let removal = try scratch.git("rev-parse", "HEAD")
    #expect(try Set(walk(scratch, touching: ["agents/chat"]).map(\.id)) == [first, second, removal])
    #expect(try walk(scratch, touching: ["./agents/../agents/chat/"]).count == 3)
    #expect(try walk(scratch, touching: ["agents/chat/main.py"]).count == 3)
    #expect(try walk(scratch, touching: ["."]).count == 5)
    #expect(try walk(scratch, touching: []).count == 6)
    #expect(try walk(scratch, touching: ["nowhere", "agents/chat/main.py/deeper"]).isEmpty)
  }

  @Test func `a merge touches a path only where it differs there from each of its parents`() throws {
    let scratch = try ScratchRepository()
    try scratch.commit("feat: base", file: "agent/x")
    try scratch.git("checkout", "-q", "-b", "side")
    let side = try scratch.commit("feat: side", file: "agent/y")
    try scratch.git("checkout", "-q", "main")
    let base = try scratch.commit("feat: own", file: "agent/z")
    let plain = try scratch.merge("side")
    #expect(try walk(scratch, after: base, touching: ["agent/x", "agent/y"]).map(\.id) == [side])
    #expect(try walk(scratch, after: base, touching: ["agent"]).map(\.id) == [plain, side])
    try scratch.write("by hand", file: "agent/y")
    try scratch.git("commit", "-q", "-a", "--amend", "-m", "Merge with a change of its own")
    #expect(try walk(scratch, after: base, touching: ["agent/y"]).count == 2)
  }

  @Test func `reads a message in Latin-1`() throws {
    let scratch = try ScratchRepository()
    try scratch.git("config", "i18n.commitEncoding", "ISO-8859-1")
    try scratch.git("commit", "-q", "--allow-empty", "-m", "fix: gr\u{FC}n")
    // git stores the bytes it was given; only the header says Latin-1, so each UTF-8 byte is a letter.
    #expect(try walk(scratch).map(\.subject) == ["fix: gr\u{C3}\u{BC}n"])
  }

  @Test(arguments: [
    ("\n\nfeat: x\n\nbody\n", "feat: x", "body\n"), ("  \n\t\r\n\nfeat: x\n", "feat: x", ""),
    ("\n", "", ""), ("\n\n  ", "  ", ""), ("feat: x\n\n\nbody\n", "feat: x", "body\n"),
  ])
  func `the subject is the first line that is not blank, as for git`(
    message: String, subject: String, body: String
  ) throws {
    let scratch = try ScratchRepository()
    try scratch.write(message, file: ".git/message")
    try scratch.git(
      "commit", "-q", "--allow-empty", "--allow-empty-message", "--cleanup=verbatim", "-F", ".git/message")
    let commit = try #require(try walk(scratch).first)
    #expect(commit.subject == subject)
    #expect(commit.body == body)
    #expect(try scratch.git("log", "-1", "--format=%s") == subject.filter { $0 != " " || subject.contains("feat") })
  }

  /// Searching a text of hundreds of megabytes would keep the tool from ending.
  @Test func `reads no more of a commit than a person writes`() throws {
    let scratch = try ScratchRepository()
    let endless = String(repeating: "a", count: 1_000_000)
    let person = "Ada <ada@example.com> 1700000000 +0000"
    let tree = try scratch.git("write-tree")
    try scratch.write(
      "tree \(tree)\nauthor \(person)\ncommitter \(person)\nx \(endless)\nlate x\n\nfeat: long\n\n\(endless)\n\nlate: x\n",
      file: "commit")
    let id = try scratch.git("hash-object", "-t", "commit", "-w", "commit")
    try scratch.git("update-ref", "HEAD", id)
    let commit = try #require(try walk(scratch).first)
    #expect(commit.id == id && commit.subject == "feat: long" && commit.authorName == "Ada")
    #expect(commit.committerTime == 1_700_000_000)
    #expect(commit.message.utf8.count == 256 << 10)
  }

  @Test(arguments: ["", "abc", "HEAD", String(repeating: "g", count: 40), String(repeating: "0", count: 40)])
  func `a text that is no commit is a failure, not a crash`(id: String) throws {
    let scratch = try ScratchRepository()
    let head = try scratch.commit("feat: one")
    let repository = try GitRepository(discovering: scratch.path)
    #expect(failure { try repository.commits(from: id) { _ in .next } }?.code == .other)
    #expect(failure { _ = try repository.isAncestor(id, of: head) }?.code == .other)
  }
}

/// The commits that a walk from HEAD visits.
func walk(
  _ scratch: ScratchRepository, in clone: FilePath? = nil, after base: String? = nil, touching paths: [FilePath] = []
) throws -> [GitCommit] {
  let repository = try GitRepository(discovering: clone ?? scratch.path)
  var commits: [GitCommit] = []
  let head = try repository.head().commit
  let visit = { (commit: GitCommit) in
    commits.append(commit)
    return WalkStep.next
  }
  if let base {
    try repository.commits(from: head, after: base, touching: paths, visit: visit)
  } else {
    try repository.commits(from: head, touching: paths, visit: visit)
  }
  return commits
}

/// The same numbers in every run (SplitMix64).
struct FixedNumbers: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64 = 42) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

@Suite("One walk for several questions") struct SharedRangeTests {
  /// Random histories with branches and merges over three directories; each question is asked of a repository that has
  /// answered others before and of a fresh one.
  @Test(arguments: 1...4) func `what was asked before changes no answer`(seed: Int) throws {
    let scratch = try ScratchRepository()
    var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15
    func random(_ limit: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % limit
    }
    var all = [try scratch.commit("feat: root", file: "agents/a/x")]
    for number in 1...25 {
      let file = ["agents/a/x", "agents/b/y", "agents/c/deep/z", "README", "agents/a"][random(4)]
      if number % 7 == 3 {
        try scratch.git("checkout", "-q", "-b", "side\(number)", all[random(all.count)])
        all.append(try scratch.commit("feat: side \(number)", file: "agents/b/side\(number)"))
        try scratch.git("checkout", "-q", "main")
        _ = try? scratch.merge("side\(number)")
      } else {
        all.append(try scratch.commit("feat: \(number)", file: file))
      }
    }
    let shared = try GitRepository(discovering: scratch.path)
    let head = try shared.head().commit
    for _ in 0..<40 {
      let base = all[random(all.count)]
      let paths: [FilePath] = [["agents/a"], ["agents/b"], ["agents/c/deep", "README"], ["agents"], [], ["none/x"]][
        random(6)]
      let fresh = try GitRepository(discovering: scratch.path)
      #expect(
        try subjects(shared, head, base, paths) == subjects(fresh, head, base, paths), "\(base) \(paths)")
      #expect(try shared.isAncestor(base, of: head) == fresh.isAncestor(base, of: head))
    }
  }

  private func subjects(
    _ repository: GitRepository, _ head: String, _ base: String, _ paths: [FilePath]
  ) throws -> [String] {
    var found: [String] = []
    try repository.commits(from: head, after: base, touching: paths) { commit in
      found.append(commit.subject)
      return .next
    }
    return found
  }

  @Test func `a merge says what it brought`() throws {
    let scratch = try ScratchRepository()
    try scratch.commit("feat: root")
    try scratch.git("checkout", "-q", "-b", "side")
    let side = [try scratch.commit("feat: a", file: "a"), try scratch.commit("feat: b", file: "b")]
    try scratch.git("checkout", "-q", "main")
    try scratch.commit("feat: main")
    let merge = try scratch.merge("side")
    let repository = try GitRepository(discovering: scratch.path)
    #expect(try repository.commitsBrought(by: merge) == side.sorted())
    #expect(try repository.commitsBrought(by: side[0]) == nil)
    #expect(try repository.commitsBrought(by: String(repeating: "1", count: 40)) == nil)
  }
}
