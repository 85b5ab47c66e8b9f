import Testing
import TextFormats

@testable import Versioning

@Suite("Image tags") struct ImageTagsTests {
  private static let commit = "1a2b3c4d5e6f"

  private func names(
    _ version: String, release: Bool = true, tags: [String] = [], branch: String? = "main", request: String? = nil,
    policy: ImageTagPolicy = ImageTagPolicy()
  ) throws -> [String] {
    let decision = VersionDecision(
      next: try #require(SemanticVersion(version)), bump: .none, release: release, reason: "", explanation: [],
      ignoredTags: [])
    return ImageTags.tags(
      for: decision, tags: ReleaseTags(tags.map { ("v" + $0, "x") }, prefix: "v"),
      build: VersionContext(commit: Self.commit, branch: branch, changeRequest: request), policy: policy,
      time: Timestamp(seconds: 0)
    ).names
  }

  @Test(arguments: [
    ("1.4.2", [], ["1.4.2", "1.4", "1", "latest"]),
    ("1.4.2", ["1.4.2", "1.4.1", "0.9.0"], ["1.4.2", "1.4", "1", "latest"]),
    ("1.3.9", ["1.4.2", "1.3.8"], ["1.3.9", "1.3"]),
    ("1.4.1", ["1.4.2"], ["1.4.1"]),
    ("1.9.0", ["2.0.0"], ["1.9.0", "1.9", "1"]),
    ("1.9.0", ["2.0.0-rc.1", "1.9.1-rc.1"], ["1.9.0", "1.9", "1", "latest"]),
    ("0.4.0", ["0.3.0"], ["0.4.0", "0.4", "latest"]),
    ("2.0.0-rc.1", [], ["2.0.0-rc.1"]),
    ("1.0.0+build.5", [], ["1.0.0_build.5", "1.0", "1", "latest"]),
  ])
  func `a release moves only what it is the highest of`(version: String, tags: [String], expected: [String]) throws {
    #expect(try names(version, tags: tags) == expected + ["sha-1a2b3c4"])
  }

  @Test func `the policy says which names float`() throws {
    #expect(try names("1.4.2", policy: ImageTagPolicy(floating: [], latest: .never)) == ["1.4.2", "sha-1a2b3c4"])
    #expect(
      try names("1.3.9", tags: ["1.4.2"], policy: ImageTagPolicy(floating: [.major], latest: .always))
        == ["1.3.9", "latest", "sha-1a2b3c4"])
    #expect(
      try names("2.0.0-rc.1", policy: ImageTagPolicy(latest: .always)) == ["2.0.0-rc.1", "sha-1a2b3c4"])
  }

  @Test(arguments: [
    ("main", ["main", "main-1a2b3c4"]),
    ("feature/Ab_c.d", ["feature-Ab_c.d", "feature-Ab_c.d-1a2b3c4"]),
    ("-x#y", ["x-y", "x-y-1a2b3c4"]),
    ("latest", ["branch-latest", "branch-latest-1a2b3c4"]),
    ("1.4", ["branch-1.4", "branch-1.4-1a2b3c4"]),
    ("pr-7", ["branch-pr-7", "branch-pr-7-1a2b3c4"]),
    ("sha-1a2b3c4", ["branch-sha-1a2b3c4", "branch-sha-1a2b3c4-1a2b3c4"]),
  ])
  func `a branch that does not release has names of its own`(branch: String, expected: [String]) throws {
    #expect(try names("1.4.2", release: false, branch: branch) == expected + ["sha-1a2b3c4"])
  }

  /// Seven digits of a commit's id are quickly made.
  @Test func `a change request cannot move the name of another commit`() throws {
    #expect(try names("1.0.0", release: false, request: "12") == ["pr-12", "pr-12-1a2b3c4"])
  }

  @Test func `a lonely commit`() throws {
    #expect(try names("1.0.0", release: false, branch: nil) == ["sha-1a2b3c4"])
  }

  @Test func `every name is legal, and different branches keep different names`() throws {
    let longest = String(repeating: "long", count: 60)
    let branches = ["", "...", "größe", "功能", "修复", "🚀", longest + "a", longest + "b", "a\u{0}b", "/", "@{-1}"]
    var seen: Set<String> = []
    for branch in branches {
      let tags = try names("1.0.0", release: false, branch: branch)
      #expect(tags.count == 3)
      for tag in tags {
        #expect(Self.isLegal(tag), "\(tag)")
        #expect(tag.hasPrefix("sha-") || seen.insert(tag).inserted, "\(tag)")
      }
    }
    let version = "1.0.0-" + String(repeating: "a", count: 200)
    #expect(try names(version).allSatisfy(Self.isLegal))
  }

  /// `[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}`
  static func isLegal(_ tag: String) -> Bool {
    let isWord = { (byte: UInt8) in
      (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x5F
    }
    return tag.utf8.first.map(isWord) == true && tag.utf8.count <= 128
      && tag.utf8.allSatisfy { isWord($0) || $0 == 0x2E || $0 == 0x2D }
  }
}
