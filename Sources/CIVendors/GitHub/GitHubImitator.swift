public import PipelineCore
public import SystemPackage
public import TextFormats

/// A CI system whose runner takes GitHub's commands and files, and sets its variables: Gitea and Forgejo.
public protocol GitHubImitator: CIVendor {
  /// The job as GitHub Actions would treat it.
  var gitHub: GitHubActions { get }
}

extension GitHubImitator {
  public var context: CIContext { gitHub.context }

  public var source: SourceTrust { gitHub.source }

  public func groupStart(_ title: String, id: String, at time: Timestamp) -> String {
    gitHub.groupStart(title, id: id, at: time)
  }

  public func groupEnd(id: String, at time: Timestamp) -> String { gitHub.groupEnd(id: id, at: time) }

  public func commandsOff(token: String) -> String { gitHub.commandsOff(token: token) }

  public func commandsOn(token: String) -> String { gitHub.commandsOn(token: token) }

  public func mask(_ secret: String) -> [String] { gitHub.mask(secret) }

  public func annotations(for report: RunReport, in workingDirectory: FilePath) -> [String] {
    gitHub.annotations(for: report, in: workingDirectory)
  }

  public func outputs(of report: RunReport, _ reports: ReportPaths, token: String) -> [CIFileOutput] {
    gitHub.outputs(of: report, reports, token: token)
  }
}

/// What Gitea's and Forgejo's variables are good for in a job of theirs.
struct ImitatorFacts {
  /// As messages name the system.
  let name: String
  /// The variables of the token, the user's own first: the job's is called as GitHub's is, and cannot write packages on
  /// most servers.
  let tokens: [String]
  /// Parts of the names of public servers.
  let hosts: [String]

  func facts(_ environment: CIEnvironment, inOwnJob isOwnJob: Bool) -> CIFacts {
    var facts = CIFacts()
    facts.workspace = environment.path("GITHUB_WORKSPACE")
    facts.fullHistoryRemedy = "set `fetch-depth: 0` on the `actions/checkout` step"
    facts.branchRemedy = "start the workflow by a `push` to a branch or by `workflow_dispatch`, or pass `--branch NAME`"
    facts.showsColor = isOwnJob
    facts.forges = hosts.map { CIFacts.Forge(hostPart: $0, pathPrefix: "") }
    guard isOwnJob else { return facts }
    facts.gitRemedies = ["on \(name), set \(tokens[0]) to a token with `write:repository`"]
    guard let server = environment["GITHUB_SERVER_URL"],
      let (origin, token) = tokens.lazy.compactMap({ name in environment[name].map { (name, $0) } }).first
    else { return facts }
    // The registry is part of the server.
    facts.gitCredentials = [
      CIFacts.Credential(
        server, user: environment["GITHUB_ACTOR"] ?? "token", password: token, origin: "`\(origin)`")
    ]
    facts.releaseAPIs = [
      .init(
        "github", repository: environment["GITHUB_REPOSITORY"], baseURL: environment["GITHUB_API_URL"], token: token)
    ]
    facts.registryCredentials = facts.gitCredentials.map { credential in
      var credential = credential
      credential.deniedRemedy = "set `\(tokens[0])` to an access token with `write:package`"
      return credential
    }
    return facts
  }
}
