import PipelineCore
import Testing

@testable import CIVendors

/// The event file is missing, thinner than expected, or of a new shape: the variables decide, and each field of the
/// file is read by itself.
@Suite("Odd event files of GitHub Actions") struct GitHubEventTests {
  private static func job(
    _ name: String, _ environment: [String: String], event: String?, _ build: Build, _ source: SourceTrust,
    defaultBranch: String? = nil, adjust: (inout CIContext) -> Void = { _ in }
  ) -> VendorJob {
    GitHubJobTests.table.job(
      name, environment, build, source, files: event.map { [GitHubJobTests.eventPath: $0] } ?? [:]
    ) {
      $0.defaultBranch = defaultBranch
      adjust(&$0)
    }
  }

  private static let pull = GitHubJobTests.pullRequest
  private static let branches = ["GITHUB_HEAD_REF": "stream", "GITHUB_BASE_REF": "main"]
  private static func onMain(_ event: String, _ more: [String: String] = [:]) -> [String: String] {
    GitHubJobTests.event(event, "refs/heads/main", more)
  }
  private static let target = onMain("pull_request_target", branches)
  private static let fork = Build.change("42", from: "stream", to: "main", fork: true)
  private static let unknownFork = Build.change("unknown", from: "stream", to: "main", fork: true)
  private static let sourceless = Build.change("unknown", fork: true)

  static let jobs: [VendorJob] = [
    job("no file", pull, event: nil, fork, .fork),
    job("a damaged file", pull, event: "{", fork, .fork),
    job("another kind of file", pull, event: "[1]", fork, .fork),
    job("an empty event", pull, event: "{}", fork, .fork),
    job("no pull request in it", pull, event: #"{"pull_request":null}"#, fork, .fork),
    job("pull_request_target without a file", target, event: nil, unknownFork, .fork),
    job("pull_request_target with an empty event", target, event: "{}", unknownFork, .fork),
    job("pull_request_target without anything", onMain("pull_request_target"), event: nil, sourceless, .fork),
    job("a review without a file", onMain("pull_request_review"), event: nil, sourceless, .fork),
    job("a kind of event that is not known yet", onMain("pull_request_queued"), event: nil, sourceless, .fork),
    job(
      "only GITHUB_HEAD_REF tells it", onMain("deployment", ["GITHUB_HEAD_REF": "stream"]), event: nil,
      .change("unknown", from: "stream", fork: true), .fork),
    job(
      "only the event tells it", onMain("deployment"), event: #"{"pull_request":{"number":42}}"#,
      .change("42", fork: true), .fork),
    job("a number that is a text", target, event: #"{"pull_request":{"number":"42"}}"#, fork, .fork),
    job("a number elsewhere", target, event: #"{"number":42,"pull_request":{"number":[]}}"#, fork, .fork),
    job(
      "fields of wrong types cost only themselves", target,
      event: """
        {"pull_request": {"number": 42, "head": {"ref": 7, "sha": "x", "repo": {"full_name": "team/chatbot"}},
         "base": []}, "repository": {"default_branch": "main", "full_name": {}}}
        """, fork, .fork, defaultBranch: "main"),
    job(
      "the repository's own, without more than that", pull,
      event: #"{"pull_request": {"head": {"ref": "stream", "repo": {"full_name": "Team/Chatbot"}}}}"#,
      .change("42", from: "stream", to: "main", fork: false), .changeRequest),
    job("a comment without a file", onMain("issue_comment"), event: nil, sourceless, .fork),
    job("a comment with an empty event", onMain("issue_comment"), event: "{}", sourceless, .fork),
    job(
      "a comment on a pull request", onMain("issue_comment"),
      event: #"{"issue":{"number":5,"pull_request":{"url":"x"}}}"#, .change("5", fork: true), .fork),
    job(
      "a comment whose event has the whole pull request, as Gitea's", onMain("issue_comment"),
      event: """
        {"pull_request": {"number": 5, "head": {"ref": "x", "sha": "\(Commits.head)",
         "repo": {"full_name": "team/chatbot"}}}}
        """, .change("5", from: "x", fork: false), .changeRequest),
    job(
      "a comment on an issue", onMain("issue_comment"), event: #"{"issue":{"number":5}}"#, .branch("main", .other),
      .unknown),
    job("after another workflow, without a file", onMain("workflow_run"), event: nil, sourceless, .fork),
    job(
      "after another workflow, with a thin file", onMain("workflow_run"),
      event: #"{"workflow_run":{"head_repository":{"full_name":"team/chatbot"}}}"#, sourceless, .fork),
    job(
      "after the workflow of a fork's push", onMain("workflow_run"), event: run("push", "eve/chatbot"),
      .change("unknown", from: "x", fork: true), .fork),
    job(
      "after the workflow of a pull request", onMain("workflow_run"), event: run("pull_request", "team/chatbot"),
      .change("5", from: "x", fork: false), .changeRequest),
    job(
      "after the workflow of a comment", onMain("workflow_run"), event: run("issue_comment", "team/chatbot"),
      .change("5", from: "x", fork: true), .fork),
    job(
      "after the workflow of a push", onMain("workflow_run"), event: run("push", "team/chatbot"),
      .branch("main", .other), .unknown),
    job(
      "merge queue without a reference", ["GITHUB_EVENT_NAME": "merge_group"], event: nil,
      .change("unknown", fork: false, .mergeQueue), .changeRequest),
    job("no event at all is no push", ["GITHUB_REF": "refs/heads/main"], event: nil, .branch(nil, nil), .unknown),
  ]

  private static func run(_ event: String, _ repository: String) -> String {
    """
    {"workflow_run": {"event": "\(event)", "head_branch": "x", "head_repository": {"full_name": "\(repository)"},
     "pull_requests": [\(repository == "team/chatbot" ? #"{"number": 5}"# : "")]}}
    """
  }

  @Test(arguments: jobs) func `leave a change request one, and never make a branch of it`(job: VendorJob) {
    job.check()
  }
}
