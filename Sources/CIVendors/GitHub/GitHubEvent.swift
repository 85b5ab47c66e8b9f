import FoundationEssentials
import PipelineCore

/// The relevant part of the job's webhook event: the file of `GITHUB_EVENT_PATH`.
struct GitHubEvent: Decodable {
  var repository: Repository?
  var pullRequest: PullRequest?
  var issue: Issue?
  var workflowRun: WorkflowRun?

  struct Repository: Decodable {
    var fullName: String
    var defaultBranch: String?
  }

  struct PullRequest: Decodable {
    var number: Int
    var head: Side
    var base: Side
  }

  /// One side of a pull request.
  struct Side: Decodable {
    var ref: String
    var sha: String
    var repo: Repository?
  }

  struct Issue: Decodable {
    var number: Int
    var pullRequest: Link?

    struct Link: Decodable {}
  }

  struct WorkflowRun: Decodable {
    var event: String
    var headBranch: String?
    var headRepository: Repository?
  }

  /// The pull request that an event is about which carries none: the job runs on the default branch with its rights, and
  /// most such jobs check out the pull request. `nil` if the event is about no pull request.
  func indirectPullRequest(of repository: String?) -> CIContext.PullRequest? {
    if let issue, issue.pullRequest != nil {
      // A comment does not say where the pull request comes from, so it counts as a fork's.
      return CIContext.PullRequest(id: String(issue.number), source: nil, target: nil, fork: true)
    }
    guard let run = workflowRun else { return nil }
    let isFork = repository == nil || run.headRepository?.fullName.lowercased() != repository?.lowercased()
    guard isFork || run.event.hasPrefix("pull_request") else { return nil }
    return CIContext.PullRequest(id: "unknown", source: run.headBranch, target: nil, fork: isFork)
  }

  /// `nil` if the file is not such an event: schedules and manual runs have events of other shapes.
  init?(_ file: [UInt8]) {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    guard let event = try? decoder.decode(Self.self, from: Data(file)) else { return nil }
    self = event
  }
}
