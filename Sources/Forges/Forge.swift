import Diagnostics
public import HTTPTransport

/// A kind of site that hosts repositories and shows releases.
public protocol Forge: Sendable {
  /// As `tag.release` names it: `github`.
  var name: String { get }
  /// As people write it: `GitHub`.
  var title: String { get }
  /// The API of the public site, for where the CI system names no other.
  var publicBaseURL: String { get }

  /// Makes the page of a release, or brings its name and notes up to date. It may be repeated at any time, and by two
  /// runs at once.
  ///
  /// - Parameters:
  ///   - retries: when to try again after a failure that may pass.
  ///   - onWait: called before each further try.
  func publish(
    _ release: ForgeRelease, to access: ForgeAccess, http: HTTPClient, retries: RetryPolicy,
    onWait: @Sendable (_ failure: ForgeFailure, _ wait: Duration) -> Void
  ) async throws(ForgeFailure) -> ForgeOutcome
}

/// Where releases go, and who may write them.
public struct ForgeAccess: Sendable {
  /// `owner/name`; on GitLab also `group/subgroup/name`, or the number of the project.
  public var repository: String
  /// Of the API: `https://api.github.com`, `https://git.example.com/api/v1`, as `GITHUB_API_URL` and `CI_API_V4_URL` say.
  public var baseURL: String
  /// Secret. It goes to the host of the base URL alone, and never over plain HTTP except on loopback.
  public var token: String
  /// Whether the token is GitLab's own for the job (`CI_JOB_TOKEN`).
  public var isJobToken: Bool

  public init(repository: String, baseURL: String, token: String, isJobToken: Bool = false) {
    self.repository = repository
    self.baseURL = baseURL
    self.token = token
    self.isJobToken = isJobToken
  }
}

/// The forges; `tag.release` names one of them.
public enum AllForges {
  public static let all: [any Forge] = [GitHubForge(), GitLabForge()]

  public static func named(_ name: String) -> (any Forge)? { all.first { $0.name == name } }
}
