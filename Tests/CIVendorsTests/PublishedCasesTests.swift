import CIVendors
import PipelineCore
import Testing

/// The smallest environments by which others recognize a system and a change request: the published cases of ci-info and
/// env-ci, with a branch called like a release branch beside them.
@Suite("Published cases") struct PublishedCasesTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var vendor: String
    /// `NAME=value`, separated by spaces.
    var job: String
    var change: String?

    var testDescription: String { "\(vendor): \(job) \(change ?? "")" }
  }

  private static func both(_ vendor: String, _ job: String, _ changes: String...) -> [Case] {
    [Case(vendor: vendor, job: job)] + changes.map { Case(vendor: vendor, job: job, change: $0) }
  }

  static let cases: [Case] =
    both("appveyor", "APPVEYOR=true APPVEYOR_REPO_BRANCH=main", "APPVEYOR_PULL_REQUEST_NUMBER=42")
    + both(
      "codebuild", "CODEBUILD_BUILD_ARN=arn:aws:codebuild:x", "CODEBUILD_WEBHOOK_EVENT=PULL_REQUEST_CREATED",
      "CODEBUILD_WEBHOOK_EVENT=PULL_REQUEST_UPDATED", "CODEBUILD_WEBHOOK_EVENT=PULL_REQUEST_REOPENED")
    + both("azure-pipelines", "TF_BUILD=true BUILD_SOURCEBRANCH=main", "BUILD_REASON=PullRequest")
    + both("azure-pipelines", "BUILD_BUILDURI=https://x BUILD_SOURCEBRANCH=main", "SYSTEM_PULLREQUEST_PULLREQUESTID=9")
    + both("bamboo", "bamboo_planKey=true bamboo_planRepository_branch=main", "bamboo_repository_pr_key=33")
    + both("bitbucket", "BITBUCKET_COMMIT=true BITBUCKET_BRANCH=main", "BITBUCKET_PR_ID=42")
    + both(
      "buildkite", "BUILDKITE=true BUILDKITE_PULL_REQUEST=false BUILDKITE_BRANCH=main", "BUILDKITE_PULL_REQUEST=42")
    + both(
      "circleci", "CIRCLECI=true CIRCLE_BRANCH=main", "CIRCLE_PULL_REQUEST=42", "CI_PULL_REQUEST=uri/pr/10",
      "CIRCLE_PR_NUMBER=10")
    + both("cirrus", "CIRRUS_CI=true CIRRUS_BRANCH=main", "CIRRUS_PR=42")
    + both("codefresh", "CF_BUILD_ID=true CF_BRANCH=main", "CF_PULL_REQUEST_ID=42", "CF_PULL_REQUEST_NUMBER=42")
    + both("drone", "DRONE=true DRONE_BRANCH=main", "DRONE_BUILD_EVENT=pull_request", "DRONE_PULL_REQUEST=10")
    + both("gitea-actions", "GITEA_ACTIONS=true GITHUB_ACTIONS=true", "GITHUB_EVENT_NAME=pull_request")
    + both("github-actions", "GITHUB_ACTIONS=true GITHUB_REF=refs/heads/main", "GITHUB_EVENT_NAME=pull_request")
    + both("gitlab", "GITLAB_CI=true CI_COMMIT_REF_NAME=main", "CI_MERGE_REQUEST_ID=42")
    + both("google-cloud-build", "BUILDER_OUTPUT=true BRANCH_NAME=main TRIGGER_NAME=x", "_PR_NUMBER=42")
    + both(
      "jenkins", "JENKINS_URL=true BUILD_ID=true GIT_BRANCH=main", "ghprbPullId=42", "CHANGE_ID=42",
      "gitlabMergeRequestId=42")
    + both("semaphore", "SEMAPHORE=true BRANCH_NAME=main", "PULL_REQUEST_NUMBER=42", "SEMAPHORE_GIT_PR_NUMBER=10")
    + both("teamcity", "TEAMCITY_VERSION=true")
    + both("travis", "TRAVIS=true TRAVIS_PULL_REQUEST=false TRAVIS_BRANCH=main", "TRAVIS_PULL_REQUEST=42")
    + both(
      "woodpecker", "CI=woodpecker CI_COMMIT_BRANCH=main", "CI_BUILD_EVENT=pull_request", "CI_COMMIT_PULL_REQUEST=9")

  @Test(arguments: cases) func `are recognized, and a change request has no branch`(example: Case) throws {
    let words = "\(example.job) \(example.change ?? "")".split(separator: " ")
    let environment = Dictionary(
      words.map { word in
        let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
        return (parts[0], parts[1])
      }, uniquingKeysWith: { $1 })
    let vendor = try #require(AllCIVendors.detect(environment: environment) { _ in nil })
    #expect(vendor.context.vendor == example.vendor)
    #expect((vendor.context.pullRequest != nil) == (example.change != nil))
    if example.change != nil { #expect(vendor.context.branch == nil && vendor.source == .fork) }
  }
}
