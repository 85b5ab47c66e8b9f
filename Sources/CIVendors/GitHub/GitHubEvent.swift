import FoundationEssentials

/// The relevant part of the job's webhook event: the file of `GITHUB_EVENT_PATH`.
struct GitHubEvent: Decodable {
  var repository: Repository?
  var pullRequest: PullRequest?

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

  /// `nil` if the file is not such an event: schedules and manual runs have events of other shapes.
  init?(_ file: [UInt8]) {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    guard let event = try? decoder.decode(Self.self, from: Data(file)) else { return nil }
    self = event
  }
}
