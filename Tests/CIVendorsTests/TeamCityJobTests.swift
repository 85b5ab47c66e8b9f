import PipelineCore
import Testing

@testable import CIVendors

@Suite("Jobs of TeamCity") struct TeamCityJobTests {
  private static let table = VendorTable(
    environment: [
      "TEAMCITY_VERSION": "2025.03 (build 186049)", "BUILD_NUMBER": "8", "BUILD_VCS_NUMBER": Commits.built,
      "TEAMCITY_BUILD_PROPERTIES_FILE": "/temp/build.properties",
    ],
    frame: CIContext(
      of: "teamcity", "https://tc.example.com/viewLog.html?buildId=77", repository: "team/chatbot"))

  /// The two files, written as Java does it.
  private static func files(_ parameters: [String: String]) -> [String: String] {
    let all = [
      "teamcity.serverUrl": #"https\://tc.example.com"#, "teamcity.build.id": "77",
      "vcsroot.url": #"https\://github.com/team/chatbot.git"#,
    ].merging(parameters) { $1 }
    return [
      "/temp/build.properties":
        "#TeamCity build properties\nteamcity.configuration.properties.file=/temp/config.properties\n",
      "/temp/config.properties": all.map { "\($0)=\($1)\n" }.joined(),
    ]
  }

  private static let root = "teamcity.build.vcs.branch.Team_Chatbot"
  private static func pull(_ more: [String: String]) -> [String: String] {
    files(
      [
        "teamcity.build.branch": "pull/9", root: "refs/pull/9/head", "teamcity.pullRequest.number": "9",
        "teamcity.pullRequest.target.branch": "main",
      ].merging(more) { $1 })
  }

  static let jobs: [VendorJob] = [
    table.job(
      "a branch", [:], .branch("main", nil), .repository,
      files: files(["teamcity.build.branch": "main", root: "refs/heads/main"])),
    table.job(
      "the default branch", [:], .branch("main", nil), .repository,
      files: files([
        "teamcity.build.branch": "<default>", root: "refs/heads/main", "teamcity.build.branch.is_default": "true",
      ])
    ) { $0.defaultBranch = "main" },
    table.job(
      "the default branch, without its reference", [:], .branch(nil, nil), .unknown,
      files: files(["teamcity.build.branch": "<default>", "teamcity.build.branch.is_default": "true"])),
    table.job(
      "two repositories", [:], .branch("main", nil), .unknown,
      files: files(["teamcity.build.branch": "main", root: "refs/heads/main", "\(root)_2": "refs/heads/other"])),
    table.job(
      "a personal build", ["BUILD_IS_PERSONAL": "true"], .branch("main", nil), .unknown,
      files: files(["teamcity.build.branch": "main", root: "refs/heads/main"])),
    table.job(
      "tag", [:], .tag("v1.2.3"), .repository,
      files: files(["teamcity.build.branch": "v1.2.3", root: "refs/tags/v1.2.3"])),
    table.job(
      "pull request", [:], .change("9", from: "stream", to: "main", fork: false), .changeRequest,
      files: pull(["teamcity.pullRequest.source.branch": "stream"])),
    table.job("pull request of a fork", [:], .change("9", to: "main", fork: true), .fork, files: pull([:])),
    table.job(
      "pull request without its number", [:], .change("unknown", from: "stream", to: "main", fork: true), .fork,
      files: pull(["teamcity.pullRequest.source.branch": "stream", "teamcity.pullRequest.number": ""])
    ),
    table.job(
      "pull request that its reference alone tells", [:], .change("9", fork: true), .fork,
      files: files(["teamcity.build.branch": "pull/9", root: "refs/pull/9/merge"])),
    table.job(
      "no files", [:], .branch(nil, nil), .unknown
    ) { ($0.repository, $0.jobURL) = (nil, nil) },
  ]

  @Test(arguments: jobs) func `is described as TeamCity documents it`(job: VendorJob) { job.check() }

  @Test func `Java's format of properties is read as Java reads it`() {
    let text = "# a comment\n! another\n  a.b=c\\:\\=d\\u0041\\n\nkey\\ with\\ spaces:value\nempty=\nflag\n\\=x=y\n"
    #expect(
      JavaProperties.parse(Array(text.utf8)) == [
        "a.b": "c:=dA\n", "key with spaces": "value", "empty": "", "flag": "", "=x": "y",
      ])
  }
}
