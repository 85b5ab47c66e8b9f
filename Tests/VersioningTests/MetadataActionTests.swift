import FileIO
import SystemPackage
import Testing
import TextFormats

@testable import Versioning

/// What docker/metadata-action makes of the events in its published tests, and the templates that make the same.
///
/// Its events: a push to `dev` and to the default branch `master` (90dd603), tags of the same commit, pull request 2
/// (1e9249f), and a schedule on `master`; the time is 2020-01-10.
@Suite("Coming from docker/metadata-action") struct MetadataActionTests {
  enum Event: Sendable {
    case branch(String), tag(String), request, schedule
  }

  struct Row: Sendable, CustomTestStringConvertible {
    /// As its `tags` input writes it, and as `tag.image` does.
    var theirs: String
    var ours: String
    var made: [(Event, [String])]

    var testDescription: String { theirs }
  }

  static let rows: [Row] = [
    Row(theirs: "type=schedule", ours: "nightly on schedule", made: [(.schedule, ["nightly"]), (.branch("dev"), [])]),
    Row(
      theirs: "type=schedule,pattern={{date 'YYYYMMDD'}}", ours: "{date:YYYYMMDD} on schedule",
      made: [(.schedule, ["20200110"]), (.request, [])]),
    Row(
      theirs: "type=semver,pattern={{version}}", ours: "{version}",
      made: [(.tag("v1.1.1"), ["1.1.1"]), (.tag("v2.0.8-beta.67"), ["2.0.8-beta.67"]), (.tag("release1"), [])]),
    Row(
      theirs: "type=semver,pattern={{major}}.{{minor}}", ours: "{major}.{minor}",
      made: [(.tag("v1.1.1"), ["1.1"]), (.branch("dev"), [])]),
    Row(
      theirs: "type=semver,pattern={{major}}", ours: "{major}",
      made: [(.tag("v1.1.1"), ["1"]), (.branch("dev"), [])]),
    Row(theirs: "type=semver,pattern={{raw}}", ours: "{git.tag}", made: [(.tag("v1.1.1"), ["v1.1.1"])]),
    Row(
      theirs: "type=ref,event=branch", ours: "{branch} on branch|release",
      made: [(.branch("dev"), ["dev"]), (.branch("master"), ["master"]), (.tag("release1"), []), (.request, [])]),
    Row(
      theirs: "type=ref,event=tag", ours: "{git.tag}",
      made: [(.tag("release1"), ["release1"]), (.branch("dev"), [])]),
    Row(theirs: "type=ref,event=pr", ours: "pr-{number}", made: [(.request, ["pr-2"]), (.branch("dev"), [])]),
    Row(
      theirs: "type=edge,branch=dev", ours: "edge on branch:dev",
      made: [(.branch("dev"), ["edge"]), (.branch("master"), []), (.tag("v1.1.1"), [])]),
    Row(
      theirs: "type=sha", ours: "sha-{sha}",
      made: [(.branch("dev"), ["sha-90dd603"]), (.schedule, ["sha-90dd603"]), (.tag("v1.1.1"), ["sha-90dd603"])]),
    Row(
      theirs: "type=sha,format=long", ours: "sha-{commit}",
      made: [(.branch("dev"), ["sha-90dd6032fac8bda1b6c4436a2e65de27961ed071"])]),
    Row(
      theirs: "type=raw,value=foo,enable={{is_default_branch}}", ours: "foo on branch:master",
      made: [(.branch("master"), ["foo"]), (.branch("dev"), [])]),
    Row(
      theirs: "flavor: latest=auto", ours: "latest",
      made: [(.tag("v1.1.1"), ["latest"]), (.tag("v2.0.8-beta.67"), []), (.branch("dev"), [])]),
  ]

  @Test(arguments: rows) func `the same tags for the same events`(row: Row) throws {
    let policy = ImageTagPolicy(rules: [try ImageTagRule(row.ours)])
    for (event, expected) in row.made {
      #expect(try tags(event, policy) == expected, "\(event)")
    }
  }

  @Test func `the document lists the same pairs`() throws {
    let file = FilePath(#filePath).appending("../../../docs/versions.md").lexicallyNormalized()
    let text = String(decoding: try FileContents.read(file, limit: 1 << 20), as: UTF8.self)
    for row in Self.rows {
      let ours = row.ours.replacing("|", with: "\\|")
      #expect(text.contains("\n| `\(row.theirs)` | `\(ours)` |\n"), "\(row.theirs)")
    }
  }

  private func tags(_ event: Event, _ policy: ImageTagPolicy) throws -> [String] {
    var build = VersionContext(commit: "90dd6032fac8bda1b6c4436a2e65de27961ed071", defaultBranch: "master")
    var isScheduled = false
    switch event {
    case .branch(let name): build.branch = name
    case .tag(let name): build.tag = name
    case .request: (build.changeRequest, build.commit) = ("2", "1e9249f05bfc090e0688b8fb9c1b347586add504")
    case .schedule: (build.branch, isScheduled) = ("master", true)
    }
    let version = build.tag.flatMap { ReleaseTags.version(of: $0, prefix: "v") }
    let decision = VersionDecision(
      next: version ?? SemanticVersion(1, 0, 0), bump: .none, release: version != nil, reason: "", explanation: [],
      ignoredTags: [])
    return ImageTags.tags(
      for: decision, tags: ReleaseTags([], prefix: "v"), build: build, policy: policy, isScheduled: isScheduled,
      time: Timestamp(seconds: 1_578_616_200)
    ).names
  }
}
