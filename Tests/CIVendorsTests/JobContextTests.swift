import CIVendors
import FileIO
import PipelineCore
import SystemPackage
import Testing

/// Rules that hold for the jobs of all vendors. The jobs are in the tables of the vendors.
@Suite("Jobs of all vendors") struct JobContextTests {
  static let jobs: [VendorJob] =
    GitHubJobTests.jobs + GitHubEventTests.jobs + GiteaJobTests.jobs + GitLabJobTests.jobs + WoodpeckerJobTests.jobs
    + DroneJobTests.jobs + AppVeyorJobTests.jobs + AzureJobTests.jobs + BitbucketJobTests.jobs + BuildkiteJobTests.jobs
    + CircleJobTests.jobs + CirrusJobTests.jobs + SemaphoreJobTests.jobs + TeamCityJobTests.jobs + TravisJobTests.jobs
    + BambooJobTests.jobs + CodeBuildJobTests.jobs + CodefreshJobTests.jobs + CloudBuildJobTests.jobs
    + JenkinsJobTests.jobs

  /// Tokens of every system, for servers that every system names.
  private static let tokens = [
    "GITHUB_TOKEN": "t", "GITEA_TOKEN": "t", "FORGEJO_TOKEN": "t", "GITHUB_SERVER_URL": "https://git.example",
    "GITLAB_TOKEN": "t", "CI_JOB_TOKEN": "t", "CI_SERVER_HOST": "git.example",
  ]

  /// The variables of a push in one system and of a change request in another: nothing says which is right.
  @Test func `where two systems disagree, it is a change request`() {
    let push = ["GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": "push", "GITHUB_REF": "refs/heads/main"]
    let request = ["JENKINS_URL": "https://ci.example", "BUILD_ID": "1", "CHANGE_ID": "7", "CHANGE_FORK": "eve"]
    let vendor = AllCIVendors.detect(environment: push.merging(request) { $1 }) { _ in nil }
    #expect(vendor?.context.pullRequest?.id == "7" && vendor?.source == .fork)
    #expect(AllCIVendors.detect(environment: push) { _ in nil }?.source == .repository)
  }

  @Test func `the list of vendors is the directory of vendors`() throws {
    let sources = FilePath(#filePath).appending("../../../Sources/CIVendors/Vendors").lexicallyNormalized()
    let files = try Directory.names(in: sources)
    #expect(Set(AllCIVendors.all.map { "\($0).swift" }) == Set(files))
    #expect(Set(AllCIVendors.all.map { $0.id }).count == files.count)
  }

  @Test(arguments: AllCIVendors.all.map { $0.id })
  func `every vendor has jobs of a branch, of a fork, and one whose change request has no id`(vendor: String) {
    let own = Self.jobs.filter { $0.expected.vendor == vendor }
    #expect(own.contains { $0.expected.branch == "main" })
    #expect(own.contains { $0.source == .fork })
    #expect(own.contains { $0.expected.pullRequest?.id == "unknown" && $0.source == .fork })
    #expect(own.contains { $0.expected.branch == nil && $0.expected.tag == nil && $0.expected.pullRequest == nil })
  }

  @Test(arguments: jobs)
  func `a job is of a branch, of a tag or of a change request`(job: VendorJob) throws {
    let context = try #require(job.vendor?.context)
    #expect([context.branch, context.tag, context.pullRequest?.id].filter { $0 != nil }.count <= 1)
    if let change = context.pullRequest {
      #expect(job.source == (change.fork ? .fork : .changeRequest))
      #expect(context.event == .changeRequest || context.event == .mergeQueue)
    } else {
      #expect(job.source == .repository || job.source == .unknown)
    }
  }

  @Test(arguments: jobs)
  func `only a job that is proved to be of the repository has credentials for git`(job: VendorJob) {
    let environment = job.environment.merging(Self.tokens) { $1 }
    let facts = AllCIVendors.facts(for: job.vendor, environment: environment)
    #expect(facts.gitCredentials.isEmpty == (job.source != .repository))
  }

  @Test(arguments: AllCIVendors.all.map { $0.id })
  func `every vendor says how the whole history and the branch are had`(vendor: String) throws {
    let found = try #require(AllCIVendors.all.first { $0.id == vendor })
    let facts = found.facts(CIEnvironment([:]) { _ in nil })
    for remedy in [facts.fullHistoryRemedy, facts.branchRemedy] {
      let remedy = try #require(remedy)
      #expect(remedy.contains("`") && !remedy.hasSuffix("."), "\(remedy)")
    }
    #expect(facts.branchRemedy?.contains("--branch") == true)
  }

  @Test(
    "a machine that is no CI system",
    arguments: [
      ["HOME": "/root", "CI": "", "GITHUB_ACTIONS": "false"], ["CI": "true"],
      // For calls of Jenkins; a build has a number, too.
      ["JENKINS_URL": "https://ci.example.com"], ["CI": "drone", "DRONE_REPO": "a/b"],
    ])
  func laptop(environment: [String: String]) {
    #expect(AllCIVendors.detect(environment: environment) { _ in nil } == nil)
  }
}
