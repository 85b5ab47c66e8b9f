public import SystemPackage

/// What the stages use of CI systems, as plain values: they know no vendor.
public struct CIFacts: Sendable {
  /// The directory that the system made for this job: a repository in it may belong to another user.
  public var workspace: FilePath?
  /// Whose code the job works on.
  public var source = SourceTrust.unknown
  /// What to write in the system's configuration to get the whole git history.
  public var fullHistoryRemedy: String?
  /// What to write on that system so that the branch of a job is known.
  public var branchRemedy: String?
  /// The person whom the job runs for: signs git tags where git has no identity of its own.
  public var committer: (name: String, email: String)?
  /// Whether the log shows colour, though it is not a terminal.
  public var showsColor = false
  /// Sites that show commits; the first that fits a host counts.
  public var forges: [Forge] = []
  /// For pushes of git tags over HTTPS.
  public var gitCredentials: [Credential] = []
  /// What to do if a git remote refuses a login.
  public var gitRemedies: [String] = []
  /// Where pages of releases go, and with what.
  public var releaseAPIs: [ReleaseAPI] = []
  public var registryCredentials: [Credential] = []
  /// What to do if there is no credential for a registry, by its domain.
  public var registryRemedies: [String: String] = [:]

  public init() {}

  /// Takes over what also applies outside of a job.
  public mutating func join(_ vendors: [CIFacts]) {
    showsColor = vendors.contains(where: \.showsColor)
    forges = vendors.flatMap(\.forges)
    gitCredentials = vendors.flatMap(\.gitCredentials)
    gitRemedies = vendors.flatMap(\.gitRemedies)
    releaseAPIs = vendors.flatMap(\.releaseAPIs)
    registryCredentials = vendors.flatMap(\.registryCredentials)
    registryRemedies = vendors.reduce(into: [:]) { $0.merge($1.registryRemedies) { first, _ in first } }
  }

  /// The URL layout of a site's pages of commits and comparisons.
  public struct Forge: Sendable, Hashable {
    /// Part of its hosts' names, such as `github`; `nil` for the job's own site, which may have any name.
    public var hostPart: String?
    /// Between the address of a repository and `/commit/…`.
    public var pathPrefix: String

    public init(hostPart: String?, pathPrefix: String) {
      self.hostPart = hostPart
      self.pathPrefix = pathPrefix
    }
  }

  /// The API of a site that shows releases, as the variables of a CI system name it.
  public struct ReleaseAPI: Sendable {
    /// As `tag.release` names the kind of site.
    public var forge: String
    /// `owner/name`, or a number.
    public var repository: String?
    public var baseURL: String?
    /// Never sent to another server than the one of `baseURL`, or the public one of this kind.
    public var token: String
    /// Whether it is GitLab's own for the job.
    public var isJobToken: Bool

    public init(_ forge: String, repository: String?, baseURL: String?, token: String, isJobToken: Bool = false) {
      self.forge = forge
      self.repository = repository
      self.baseURL = baseURL
      self.token = token
      self.isJobToken = isJobToken
    }
  }

  /// A user and a password for one server; never sent to another.
  public struct Credential: Sendable {
    /// A host with or without a port, or a URL of it.
    public var server: String
    public var user: String
    public var password: String
    /// For messages: the variables it comes from.
    public var origin: String
    /// What to do if the server denies it an action.
    public var deniedRemedy: String?

    public init(_ server: String, user: String, password: String, origin: String, deniedRemedy: String? = nil) {
      self.server = server
      self.user = user
      self.password = password
      self.origin = origin
      self.deniedRemedy = deniedRemedy
    }
  }
}
