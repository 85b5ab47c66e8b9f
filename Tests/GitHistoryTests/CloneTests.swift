import GitHistory
import SystemPackage
import Testing

@Suite("Clones that lack something") struct CloneTests {
  /// Ten commits, `v1.0.0` on the seventh, every second one in `agent/`.
  private func tenCommits() throws -> (ScratchRepository, tag: String) {
    let scratch = try ScratchRepository()
    for number in 1...7 { try scratch.commit("feat: \(number)", file: number % 2 == 0 ? "agent/x" : "other") }
    let tag = try scratch.git("rev-parse", "HEAD")
    try scratch.git("tag", "v1.0.0")
    for number in 8...10 { try scratch.commit("feat: \(number)", file: number % 2 == 0 ? "agent/x" : "other") }
    return (scratch, tag)
  }

  @Test func `depth 1 knows its HEAD but no history`() throws {
    let (scratch, _) = try tenCommits()
    let clone = try scratch.clone("--depth", "1")
    let repository = try GitRepository(discovering: clone, shallowRemedy: "set `fetch-depth: 0`")
    #expect(repository.isShallow)
    let head = try repository.head()
    #expect(try repository.tags().isEmpty)
    for paths: [FilePath] in [[], ["agent"]] {
      let failure = failure { try repository.commits(from: head.commit, touching: paths) { _ in .next } }
      #expect(failure?.code == .shallowHistory)
      #expect(failure?.hints == ["set `fetch-depth: 0`"])
    }
  }

  @Test func `a shallow clone that reaches the base is enough`() throws {
    let (scratch, tag) = try tenCommits()
    let clone = try scratch.clone("--depth", "5")
    #expect(try GitRepository(discovering: clone).isAncestor(tag, of: scratch.git("rev-parse", "HEAD")))
    #expect(
      try walk(scratch, in: clone, after: tag).map(\.subject) == ["feat: 10", "feat: 9", "feat: 8"])
    #expect(
      try walk(scratch, in: clone, after: tag, touching: ["agent"]).map(\.subject) == ["feat: 10", "feat: 8"])
  }

  @Test func `a shallow clone that ends at the base is enough`() throws {
    let (scratch, tag) = try tenCommits()
    #expect(try walk(scratch, in: scratch.clone("--depth", "4"), after: tag).count == 3)
  }

  @Test func `a shallow clone as deep as the history is complete`() throws {
    let (scratch, _) = try tenCommits()
    let clone = try scratch.clone("--depth", "10")
    #expect(try GitRepository(discovering: clone).isShallow)
    #expect(try walk(scratch, in: clone).count == 10)
    #expect(try walk(scratch, in: clone, touching: ["agent", "other"]).count == 10)
  }

  @Test func `a shallow clone that ends above the base gives no answer`() throws {
    let (scratch, tag) = try tenCommits()
    let clone = try scratch.clone("--depth", "3")
    try scratch.git("fetch", "-q", "--depth", "1", "origin", "tag", "v1.0.0", in: clone)
    let repository = try GitRepository(discovering: clone)
    let head = try repository.head().commit
    #expect(try repository.tags() == [GitTag(name: "v1.0.0", commit: tag)])
    #expect(failure { _ = try repository.isAncestor(tag, of: head) }?.code == .shallowHistory)
    let walk = failure { try repository.commits(from: head, after: tag) { _ in .next } }
    #expect(walk?.code == .shallowHistory)
    #expect(walk?.hints == ["fetch the full history: `git fetch --unshallow --tags`"])
  }

  @Test func `a shallow base whose missing history may hold what a branch brought gives no answer`() throws {
    let scratch = try ScratchRepository()
    let root = try scratch.commit("feat: root")
    for number in 1...3 { try scratch.commit("feat: \(number)") }
    try scratch.git("checkout", "-q", "-b", "early", root)
    let early = try scratch.commit("feat: early", file: "early")
    try scratch.git("checkout", "-q", "main")
    try scratch.merge("early")
    for number in 4...6 { try scratch.commit("feat: \(number)") }
    let base = try scratch.git("rev-parse", "HEAD")
    try scratch.git("checkout", "-q", "-b", "late", early)
    try scratch.git("commit", "-q", "--allow-empty", "-m", "feat: late")
    try scratch.git("checkout", "-q", "main")
    try scratch.merge("late")
    // `early` is in the history of the base, but a clone of depth 3 sees it on the other branch only.
    let clone = try scratch.clone("--depth", "3")
    let repository = try GitRepository(discovering: clone)
    let head = try repository.head().commit
    #expect(failure { try repository.commits(from: head, after: base) { _ in .next } }?.code == .shallowHistory)
    #expect(try walk(scratch, after: base).map(\.subject) == ["Merge branch late", "feat: late"])
  }

  @Test func `a branch that reaches the first commit past a cut-off base gives no answer`() throws {
    let scratch = try ScratchRepository()
    let root = try scratch.commit("feat: root")
    for number in 1...5 { try scratch.commit("feat: \(number)") }
    let base = try scratch.git("rev-parse", "HEAD")
    try scratch.git("checkout", "-q", "-b", "late", root)
    try scratch.commit("feat: late", file: "late")
    try scratch.git("checkout", "-q", "main")
    try scratch.merge("late")
    // The root is in the history of the base too, but this clone knows it by way of the branch only.
    let clone = try scratch.clone("--depth", "3")
    let failure = failure { _ = try walk(scratch, in: clone, after: base) }
    #expect(failure?.code == .shallowHistory)
    #expect(try walk(scratch, after: base).map(\.subject) == ["Merge branch late", "feat: late"])
  }

  /// The hour of each commit: one after the other, all in the same, backwards, a tag from the future, its parent from
  /// the past, to and fro.
  static let clocks: [[Int]] = [
    Array(0..<10), Array(repeating: 0, count: 10), Array((0..<10).reversed()),
    [0, 1, 2, 3, 4, 5, 9000, 7, 8, 9], [0, 1, 2, 3, 4, -9000, 6, 7, 8, 9], [0, 900, 1, 800, 2, 700, 3, 600, 4, 500],
  ]

  @Test(arguments: clocks) func `what is walked, and what a shallow clone can tell, does not depend on the clock`(
    hours: [Int]
  ) throws {
    let scratch = try ScratchRepository()
    var ids: [String] = []
    for (number, hour) in hours.enumerated() {
      scratch.turnClock(hours: hour)
      ids.append(try scratch.commit("feat: \(number)", file: number % 2 == 0 ? "agent/x" : "other"))
      scratch.turnClock(hours: -hour)
      // A branch that is merged after the seventh commit, which has the tag.
      if number == 4 { try scratch.git("branch", "side") }
    }
    try scratch.git("tag", "v1.0.0", ids[6])
    try scratch.git("checkout", "-q", "side")
    scratch.turnClock(hours: hours[3])
    let side = try scratch.commit("feat: side", file: "side")
    try scratch.git("checkout", "-q", "main")
    ids.append(try scratch.merge("side"))
    let expected = Set(ids[7...] + [side])
    #expect(try Set(walk(scratch, after: ids[6]).map(\.id)) == expected)
    #expect(try walk(scratch).count == 12)
    #expect(try GitRepository(discovering: scratch.path).isAncestor(ids[6], of: ids[10]))
    #expect(try !GitRepository(discovering: scratch.path).isAncestor(ids[6], of: side))

    // A clone of five commits ends at the tag, one of seven shows where the branch began.
    for depth in 2...8 {
      let clone = try scratch.clone("--depth", "\(depth)")
      if depth < 5 { try scratch.git("fetch", "-q", "--depth", "1", "origin", "tag", "v1.0.0", in: clone) }
      let repository = try GitRepository(discovering: clone)
      var found: Set<String> = []
      let failure = failure {
        try repository.commits(from: ids[10], after: ids[6]) { commit in
          found.insert(commit.id)
          return .next
        }
      }
      #expect(failure?.code == .shallowHistory || failure == nil && found == expected, "\(depth)")
      #expect((failure == nil) == (depth >= 7), "\(depth)")
      do throws(GitFailure) {
        #expect(try repository.isAncestor(ids[6], of: ids[10]), "\(depth)")
      } catch {
        #expect(error.code == .shallowHistory && depth < 5, "\(depth)")
      }
    }
  }

  @Test func `a tag beside a shallow history is told from one below it only if their fork is in the clone`() throws {
    let scratch = try ScratchRepository()
    for number in 1...6 { try scratch.commit("feat: \(number)") }
    try scratch.git("checkout", "-q", "-b", "maintenance", "HEAD~3")
    scratch.turnClock(hours: 1000)
    let other = try scratch.commit("fix: maintenance", file: "other")
    try scratch.git("checkout", "-q", "main")
    let head = try scratch.git("rev-parse", "HEAD")
    for (depth, isKnown) in [("5", true), ("4", true), ("2", false)] {
      let clone = try scratch.clone("--depth", depth)
      try scratch.git("fetch", "-q", "--depth", depth, "origin", "maintenance", in: clone)
      let repository = try GitRepository(discovering: clone)
      if isKnown {
        #expect(try !repository.isAncestor(other, of: head), "\(depth)")
      } else {
        #expect(failure { _ = try repository.isAncestor(other, of: head) }?.code == .shallowHistory)
      }
    }
  }

  @Test func `a clone without files' contents is as good as a whole one`() throws {
    let (scratch, tag) = try tenCommits()
    let clone = try scratch.clone("--filter=blob:none")
    #expect(try walk(scratch, in: clone, after: tag, touching: ["agent"]).count == 2)
    #expect(try !GitRepository(discovering: clone).isDirty())
  }

  @Test func `a clone without trees walks, but cannot tell what touched a path`() throws {
    let (scratch, tag) = try tenCommits()
    let clone = try scratch.clone("--filter=tree:0", "--no-checkout")
    #expect(try walk(scratch, in: clone, after: tag).count == 3)
    let repository = try GitRepository(discovering: clone)
    let head = try repository.head().commit
    let failure = failure {
      try repository.commits(from: head, after: tag, touching: ["agent"]) { _ in .next }
    }
    #expect(failure?.code == .incompleteClone)
    #expect(failure?.hints.first?.contains("--filter=blob:none") == true)
  }

  @Test func `a clone without tags walks`() throws {
    let (scratch, _) = try tenCommits()
    let clone = try scratch.clone("--no-tags")
    #expect(try GitRepository(discovering: clone).tags().isEmpty)
    #expect(try walk(scratch, in: clone).count == 10)
  }

  @Test func `a submodule is a repository of its own`() throws {
    let (inner, _) = try tenCommits()
    let outer = try ScratchRepository()
    try outer.commit("feat: outer")
    try outer.git("submodule", "--quiet", "add", "file://\(inner.path)", "agents/inner")
    try outer.git("commit", "-q", "-m", "feat: with a submodule")
    #expect(try walk(outer, in: outer.path.appending("agents/inner")).count == 10)
    #expect(try walk(outer, touching: ["agents/inner"]).map(\.subject) == ["feat: with a submodule"])
  }
}
