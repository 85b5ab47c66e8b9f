import Testing
import TextFormats

@testable import Versioning

/// `tag.image`: which builds get which tags.
@Suite("Templates of image tags") struct ImageTagRuleTests {
  /// A build of commit 1a2b3c4…, on the evening of 10 January 2020.
  struct Build: Sendable {
    var version = "1.4.2"
    var isRelease = false
    var branch: String?
    var request: String?
    var tag: String?
    var isScheduled = false

    static let release = Build(isRelease: true, branch: "main")
    static let branch = Build(branch: "feature/x")
    static let request = Build(request: "12")
    static let schedule = Build(branch: "main", isScheduled: true)
    static let tagged = Build(isRelease: true, tag: "v1.4.2")
    static let otherTag = Build(tag: "release1")

    func tags(
      _ templates: [String], others: [String] = [], _ change: (inout ImageTagPolicy) -> Void = { _ in }
    ) throws -> [ImageTag] {
      var policy = ImageTagPolicy(rules: try templates.map { try ImageTagRule($0) })
      change(&policy)
      let decision = VersionDecision(
        next: try #require(SemanticVersion(version)), bump: .none, release: isRelease, reason: "", explanation: [],
        ignoredTags: [])
      return ImageTags.tags(
        for: decision, tags: ReleaseTags(others.map { ("v\($0)", "x") }, prefix: "v"),
        build: VersionContext(
          commit: "1a2b3c4d5e6f", branch: branch, defaultBranch: "main", tag: tag, changeRequest: request),
        policy: policy, isScheduled: isScheduled, time: Timestamp(seconds: 1_578_684_645))
    }
  }

  @Test(
    arguments: [
      ("{version}", Build.release, "1.4.2"), ("{version}", .branch, nil), ("{version}", .request, nil),
      ("{version}", .tagged, "1.4.2"), ("{version}", .schedule, nil),
      ("v{version}-slim", .release, "v1.4.2-slim"), ("{major}.{minor}.{patch}", .release, "1.4.2"),
      ("{major}.{minor}", .release, "1.4"), ("{major}", .release, "1"), ("latest", .release, "latest"),
      ("latest", .branch, nil), ("latest on branch:main", .schedule, "latest"), ("latest on branch:main", .branch, nil),
      ("{branch}", .branch, "feature-x"), ("{branch}", .release, nil), ("{branch} on branch|release", .release, "main"),
      ("{branch}", .otherTag, nil), ("dev-{branch}", .branch, "dev-feature-x"),
      ("{branch}-{date:YYYYMMDD}", .branch, "feature-x-20200110"),
      ("{branch}-{sha} on branch:feature/*", .branch, "feature-x-1a2b3c4"),
      ("{branch} on branch:release/*", .branch, nil),
      ("pr-{number}", .request, "pr-12"), ("mr-{number}-{sha}", .request, "mr-12-1a2b3c4"),
      ("pr-{number}", .branch, nil),
      ("nightly on schedule", .schedule, "nightly"), ("nightly on schedule", .release, nil),
      ("nightly-{date:YYYY.MM.DD-HHmmss} on schedule", .schedule, "nightly-2020.01.10-193045"),
      ("sha-{sha}", .branch, "sha-1a2b3c4"), ("sha-{sha}", .request, nil), ("sha-{sha}", .otherTag, "sha-1a2b3c4"),
      ("{commit}", .release, "1a2b3c4d5e6f"), ("{git.tag}", .otherTag, "release1"), ("{git.tag}", .release, nil),
      ("{git.tag}", .tagged, "v1.4.2"), ("edge on branch:main|tag", .otherTag, "edge"),
    ] as [(String, Build, String?)])
  func `give the build its tag, or none`(template: String, build: Build, expected: String?) throws {
    #expect(try build.tags([template]).map(\.name) == [expected].compactMap(\.self))
  }

  @Test(arguments: [
    ("2.0.0-rc.1", "{version}", ["2.0.0-rc.1"]), ("2.0.0-rc.1", "{major}.{minor}.{patch}", []),
    ("2.0.0-rc.1", "{major}.{minor}", []), ("2.0.0-rc.1", "{major}", []), ("2.0.0-rc.1", "latest", []),
    ("0.4.0", "{major}", []), ("0.4.0", "{major}.{minor}", ["0.4"]),
  ])
  func `a pre-release has no name of the final one, and nothing is called 0`(
    version: String, template: String, expected: [String]
  ) throws {
    #expect(try Build(version: version, isRelease: true).tags([template]).map(\.name) == expected)
  }

  /// What a registry may do with a tag that exists already.
  @Test(arguments: [
    ("{version}", Build.release, ImageTag.Kind.version), ("{version}-slim", .release, .version),
    ("{git.tag}", .otherTag, .version), ("{major}.{minor}", .release, .line(major: 1, minor: 4)),
    ("{major}", .release, .line(major: 1, minor: nil)), ("latest", .release, .line(major: nil, minor: nil)),
    ("{branch}", .branch, .build), ("nightly on schedule", .schedule, .build),
    ("latest on branch:main", .schedule, .build),
  ])
  func `promise different things`(template: String, build: Build, kind: ImageTag.Kind) throws {
    #expect(try build.tags([template]).map(\.kind) == [kind])
  }

  @Test func `keep branches away from the names of other rules`() throws {
    for branch in ["nightly", "latest", "pr-1", "mr-1", "sha-1a2b3c4", "1.4"] {
      let tags = try Build(branch: branch).tags(["{branch}", "nightly on schedule"])
      #expect(tags.map(\.name) == ["branch-\(branch)"])
    }
  }

  @Test func `of lines are left to the settings that choose among them`() throws {
    let templates = ["{major}", "{major}.{minor}", "latest"]
    #expect(try Build.release.tags(templates, others: ["1.5.0"]).map(\.name) == ["1.4"])
    #expect(try Build.release.tags(templates) { $0.floating = [.major] }.map(\.name) == ["1", "latest"])
    #expect(try Build.release.tags(templates) { $0.latest = .never }.map(\.name) == ["1", "1.4"])
  }

  @Test(arguments: [
    ("nightly", "say which builds"), ("{versoin}", "`{versoin}`"), ("{version", "placeholder"), ("a b", "condition"),
    ("{version} on tuesday", "`tuesday`"), ("{version} on ", "condition"), ("x on branch:", "`branch:`"),
    ("latest on change-request", "another image"), ("{number}", "another image"),
    ("pr-{sha} on change-request", "another"),
    ("a/b on tag", "characters"), ("-x on tag", "begins with `-`"), ("{date:weekday}", "placeholder"),
    ("", "condition"),
  ])
  func `that cannot be meant are refused with a remedy`(text: String, message: String) throws {
    let problem = try #require(throws: ImageTagRule.Problem.self) { try ImageTagRule(text) }
    #expect(problem.message.contains(message), "\(problem.message)")
    #expect(!problem.hint.isEmpty)
  }
}
