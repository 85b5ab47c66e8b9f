import FoundationEssentials

/// The relevant part of the job's webhook event: the file of `GITHUB_EVENT_PATH`.
struct GitHubEvent: Decodable {
  var repository: Repository?
  var pullRequest: PullRequest?

  struct Repository: Decodable {
    var fullName: String
    var defaultBranch: String?

    private enum CodingKeys: String, CodingKey {
      case fullName = "full_name"
      case defaultBranch = "default_branch"
    }
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

  private enum CodingKeys: String, CodingKey {
    case repository
    case pullRequest = "pull_request"
  }

  /// `nil` if the file is not such an event: schedules and manual runs have events of other shapes.
  init?(_ file: [UInt8]) {
    guard let event = try? JSONDecoder().decode(Self.self, from: Data(file)) else { return nil }
    self = event
  }
}
