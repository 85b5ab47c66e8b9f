import PipelineCore
import Testing

@Suite("Jobs of Bitbucket Pipelines") struct BitbucketJobTests {
  private static let table = VendorTable(
    environment: [
      "CI": "true", "BITBUCKET_BUILD_NUMBER": "1964", "BITBUCKET_COMMIT": Commits.built,
      "BITBUCKET_REPO_FULL_NAME": "team/chatbot", "BITBUCKET_CLONE_DIR": "/opt/atlassian/pipelines/agent/build",
    ], frame: CIContext(of: "bitbucket", "https://bitbucket.org/team/chatbot/pipelines/results/1964"))

  private static let pull = [
    "BITBUCKET_BRANCH": "stream", "BITBUCKET_PR_ID": "9", "BITBUCKET_PR_DESTINATION_BRANCH": "main",
  ]

  static let jobs: [VendorJob] = [
    table.job("push", ["BITBUCKET_BRANCH": "main"], .branch("main", nil), .repository),
    table.job("tag", ["BITBUCKET_TAG": "v1.2.3"], .tag("v1.2.3"), .repository),
    // Those of forks run in the fork.
    table.job("pull request", pull, .change("9", from: "stream", to: "main", fork: false), .changeRequest),
    table.job(
      "pull request without its id", pull.merging(["BITBUCKET_PR_ID": ""]) { $1 },
      .change("unknown", from: "stream", to: "main", fork: true), .fork),
    table.job(
      "pull request of a repository that is not named", pull.merging(["BITBUCKET_REPO_FULL_NAME": ""]) { $1 },
      .change("9", from: "stream", to: "main", fork: true), .fork
    ) { ($0.repository, $0.jobURL) = (nil, nil) },
    table.job(
      "a short commit", ["BITBUCKET_COMMIT": "b5ce5ce", "BITBUCKET_BRANCH": "main"], .branch("main", nil), .repository
    ) {
      $0.commit = "b5ce5ce"
    },
    table.job("neither branch nor tag", [:], .branch(nil, nil), .unknown),
  ]

  @Test(arguments: jobs) func `is described as Bitbucket documents it`(job: VendorJob) { job.check() }
}
