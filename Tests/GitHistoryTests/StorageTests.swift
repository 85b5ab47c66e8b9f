import FileIO
import SystemPackage
import Testing

@testable import GitHistory

@Suite("Ways to store a history") struct StorageTests {
  /// Twelve commits, every third one in `agent/`.
  private func history() throws -> ScratchRepository {
    let scratch = try ScratchRepository()
    for number in 1...12 { try scratch.commit("feat: \(number)", file: number % 3 == 0 ? "agent/x" : "other/x") }
    return scratch
  }

  private let inAgent = ["feat: 12", "feat: 9", "feat: 6", "feat: 3"]

  @Test(arguments: [
    [["gc", "--quiet", "--aggressive"]], [["-c", "pack.indexVersion=1", "repack", "-q", "-a", "-d"]],
    [["repack", "-q", "-d"], ["commit-graph", "write", "--reachable"]],
  ])
  func `packs and a commit-graph are read`(commands: [[String]]) throws {
    let scratch = try history()
    for command in commands { try scratch.git(command, in: scratch.path) }
    #expect(try walk(scratch, touching: ["agent"]).map(\.subject) == inAgent)
    try scratch.commit("feat: later", file: "agent/x")
    #expect(try walk(scratch, touching: ["agent"]).map(\.subject) == ["feat: later"] + inAgent)
    #expect(try walk(scratch, after: scratch.git("rev-parse", "HEAD~4")).count == 4)
  }

  @Test func `several packs with one index are read`() throws {
    let scratch = try ScratchRepository()
    for number in 1...12 {
      try scratch.commit("feat: \(number)", file: number % 3 == 0 ? "agent/x" : "other/x")
      try scratch.git("repack", "-q", "-d")
    }
    try scratch.git("multi-pack-index", "write")
    #expect(try walk(scratch, touching: ["agent"]).map(\.subject) == inAgent)
  }

  @Test func `objects of another repository are read`() throws {
    let scratch = try history()
    let target = scratch.directory.appending("shared")
    try scratch.git("clone", "-q", "--shared", scratch.path.string, target.string)
    #expect(try FileStatus.of(target.appending(".git/objects/info/alternates")) != nil)
    #expect(try walk(scratch, in: target, touching: ["agent"]).map(\.subject) == inAgent)
  }

  @Test func `a replacement changes nothing, as it does not for those who clone`() throws {
    let scratch = try history()
    try scratch.git("replace", "HEAD~3", "HEAD~9")
    #expect(try scratch.git("rev-list", "HEAD").split(separator: "\n").count == 6)
    #expect(try walk(scratch, touching: ["agent"]).map(\.subject) == inAgent)
    #expect(try walk(scratch).count == 12)
  }

  @Test func `a file that becomes a directory is told from names that begin alike`() throws {
    let scratch = try ScratchRepository()
    for file in ["agents/a", "agents/a-b", "agents/a.b/x", "agents/a0"] {
      try scratch.commit("feat: \(file)", file: file)
    }
    try scratch.git("rm", "-q", "agents/a")
    try scratch.commit("feat: directory", file: "agents/a/x")
    try scratch.git("rm", "-q", "-r", "agents/a.b")
    try scratch.commit("feat: file", file: "agents/a.b")
    for path: FilePath in ["agents/a", "agents/a-b", "agents/a.b", "agents/a0", "agents/a/x", "agents"] {
      let expected = try scratch.git("log", "--format=%s", "--full-history", "--", path.string)
      #expect(try walk(scratch, touching: [path]).map(\.subject) == expected.split(separator: "\n").map(String.init))
    }
  }

  @Test(arguments: ["author Ada", "author Ada <ada@example.com", "author Ada <ada@example.com> yesterday"])
  func `a commit whose author libgit2 cannot read is named, with what helps`(author: String) throws {
    let scratch = try ScratchRepository()
    try scratch.commit("feat: first", file: "agent/x")
    try scratch.commit("feat: second", file: "agent/x")
    let lines = try scratch.git("cat-file", "commit", "HEAD").split(separator: "\n", omittingEmptySubsequences: false)
    let odd = lines.map { $0.hasPrefix("author ") ? author[...] : $0 } + [""]
    try scratch.write(odd.joined(separator: "\n"), file: ".git/odd")
    let id = try scratch.git("hash-object", "-t", "commit", "-w", "--literally", ".git/odd")
    try scratch.git("update-ref", "refs/heads/main", id)
    try scratch.git("tag", "odd")
    let repository = try GitRepository(discovering: scratch.path)
    #expect(try repository.head().commit == id)
    #expect(try repository.tags() == [GitTag(name: "odd", commit: id)])
    let atHead = failure { _ = try walk(scratch) }
    #expect(atHead?.message.hasPrefix("commit `\(id)` cannot be traversed: failed to parse signature") == true)
    #expect(atHead?.hints == ["add a commit after it, and set tags on other commits"])

    try scratch.commit("feat: third", file: "agent/x")
    let below = failure { _ = try walk(scratch) }
    #expect(below?.message == atHead?.message)
    #expect(below?.hints.first?.hasPrefix("run `git -c commitGraph.generationVersion=1 commit-graph") == true)
    try scratch.git("-c", "commitGraph.generationVersion=1", "commit-graph", "write", "--reachable")
    let commits = try walk(scratch, touching: ["agent"])
    #expect(commits.map(\.subject) == ["feat: third", "feat: second", "feat: first"])
    #expect(commits[1].authorName == "Ada")
  }

  @Test func `a damaged pack is a failure, not a crash`() throws {
    let scratch = try history()
    try scratch.git("gc", "--quiet")
    let directory = scratch.path.appending(".git/objects/pack")
    let name = try #require(try Directory.names(in: directory).first { $0.hasSuffix(".pack") })
    let whole = try FileContents.read(directory.appending(name), limit: 64 << 20)
    var generator = FixedNumbers()
    for _ in 0..<40 {
      var bytes = whole
      for _ in 0..<8 { bytes[Int.random(in: 12..<bytes.count, using: &generator)] ^= 0x55 }
      try Directory.remove(directory.appending(name))
      try FileContents.write(bytes, to: directory.appending(name))
      do {
        _ = try walk(scratch, touching: ["agent"])
      } catch {
        #expect(error is GitFailure)
      }
    }
  }

  @Test func `what is written in a shallow clone is on the disk, and its last commit is never pushed without parents`()
    throws
  {
    let scratch = try history()
    let bare = try scratch.clone("--bare")
    let clone = scratch.directory.appending("work")
    try scratch.git("clone", "-q", "--depth", "2", "file://\(bare)", clone.string)
    let head = try scratch.git("rev-parse", "HEAD")
    let repository = try GitRepository(discovering: clone)
    let tagger = GitIdentity(name: "Ada", email: "ada@example.com")
    #expect(try repository.createTag("v1.0.0", on: head, message: "x", tagger: tagger) == .written)
    #expect(try scratch.git("cat-file", "-t", "v1.0.0", in: clone) == "tag")
    #expect(try scratch.git("fsck", "--strict", in: clone).isEmpty)
    // libgit2 1.5 looks for the missing parents, and fails before it sends anything.
    let refused = failure {
      _ = try repository.pushTag("v1.0.0", to: "origin", authorities: CertificateAuthorities(file: nil)) { _ in nil }
    }
    #expect(refused?.code == .pushRefused)
    #expect(try scratch.git("count-objects", in: bare) == scratch.git("count-objects", in: scratch.clone("--bare")))
  }
}
