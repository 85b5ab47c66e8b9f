/// What the CI system reports about the job, in the same form for every vendor.
public struct CIContext: Sendable, Hashable, Codable {
  /// The vendor's id, such as `github-actions` or `gitlab`.
  public var vendor: String
  public var jobURL: String?
  /// The full commit id.
  public var commit: String?
  public var branch: String?
  public var tag: String?
  public var pullRequest: PullRequest?
  /// `owner/name`.
  public var repository: String?
  public var defaultBranch: String?
  /// Why the job runs; `nil` if the system does not say.
  public var event: Event?

  /// The same few reasons for every vendor.
  public enum Event: String, Sendable, Hashable, Codable, CaseIterable {
    case push
    case tag
    case changeRequest = "change-request"
    /// A change request, merged for a trial before it reaches its target: it never releases.
    case mergeQueue = "merge-queue"
    case schedule
    /// A person started it.
    case manual
    /// Another pipeline, a call of the API, or an event of the forge that is no change of the code.
    case other
  }

  /// A change request: GitHub's pull request, GitLab's merge request.
  public struct PullRequest: Sendable, Hashable, Codable {
    public var id: String
    public var source: String?
    public var target: String?
    /// Whether the source lives in another repository, which must not get this repository's secrets.
    public var fork: Bool

    public init(id: String, source: String?, target: String?, fork: Bool) {
      self.id = id
      self.source = source
      self.target = target
      self.fork = fork
    }
  }

  public init(vendor: String) {
    self.vendor = vendor
  }
}
