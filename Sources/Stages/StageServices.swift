public import Diagnostics
public import DockerEngine
import FileIO
import GitHistory
public import HTTPTransport
public import OCIImage
public import OCIRegistry
public import PipelineCore
public import Sandbox
public import Settings
public import SystemPackage

/// What the stages need of the world beside their context: handed over by the executable, replaced by tests.
public struct StageServices: Sendable {
  /// For child processes and credentials.
  public var environment: [String: String]
  /// Hides secrets in what is written to files beside the reports.
  public var redactor: Redactor
  /// Makes HTTP requests.
  public var http: HTTPClient
  /// Runs a credential helper of docker or podman.
  public var credentialHelper: CredentialHelper?
  /// How this executable starts itself as a helper inside a sandbox, and where it finds the engines.
  public var sandboxHost: SandboxHost
  /// What CI systems offer, and what this job's says.
  public var ci: CIFacts
  /// The repositories that are open already, for all agents of a call.
  public var repositories: RepositoryShelf
  /// The same once more, so that work trees can be looked at beside histories; or the very same.
  public var workTrees: RepositoryShelf
  /// Finds a Docker Engine.
  public var engines: EngineConnector
  /// Gets every secret that is read or fetched, for the redactor.
  public var secrets: Secrets
  /// What registries have asked all clients to wait for.
  private let gates = HostGates()

  public init(
    environment: [String: String], redactor: Redactor, http: HTTPClient, credentialHelper: CredentialHelper?,
    sandboxHost: SandboxHost, engines: EngineConnector, ci: CIFacts = CIFacts(), secrets: Secrets,
    repositories: RepositoryShelf = RepositoryShelf(), workTrees: RepositoryShelf? = nil
  ) {
    self.repositories = repositories
    self.workTrees = workTrees ?? repositories
    self.environment = environment
    self.redactor = redactor
    self.http = http
    self.credentialHelper = credentialHelper
    self.sandboxHost = sandboxHost
    self.engines = engines
    self.ci = ci
    self.secrets = secrets
  }
}

extension StageServices {
  func openRepository(_ context: RunContext) throws(GitFailure) -> GitRepository {
    try openRepository(context.directory)
  }

  private func openRepository(_ directory: FilePath) throws(GitFailure) -> GitRepository {
    try GitRepository(discovering: directory, trustsOwner: trusts(directory), shallowRemedy: ci.fullHistoryRemedy)
  }

  /// Looks at a whole work tree before many agents of it ask what of theirs is changed.
  public func prepareWorkTree(of directory: FilePath) async {
    // Whoever asks will meet the same failure, and knows what it means to him.
    try? await workTrees.use(of: directory, open: { () throws(GitFailure) in try openRepository(directory) }) {
      try $0.rememberChanges()
    }
  }

  /// Like `withRepository` for questions about the work tree, which need not wait for those about the history.
  func withWorkTree<Result: Sendable>(
    _ context: RunContext, _ body: sending (GitRepository) throws -> Result
  ) async throws -> Result {
    try await workTrees.use(of: context.directory, open: { () throws(GitFailure) in try openRepository(context) }, body)
  }

  /// Whether a directory lies in the workspace that the CI system made for this job.
  func trusts(_ directory: FilePath) -> Bool { ci.workspace.map { directory.starts(with: $0) } ?? false }

  /// Lets a closure work with the agent's repository, which agents of one repository share.
  func withRepository<Result: Sendable>(
    _ context: RunContext, _ body: sending (GitRepository) throws -> Result
  ) async throws -> Result {
    try await repositories.use(
      of: context.directory, open: { () throws(GitFailure) in try openRepository(context) }, body)
  }

  /// `SOURCE_DATE_EPOCH` in seconds since 1970 (reproducible-builds.org/specs/source-date-epoch).
  func sourceDateEpoch() throws(Failure) -> Int64? {
    guard let text = environment["SOURCE_DATE_EPOCH"], !text.isEmpty else { return nil }
    guard let seconds = Int64(text), seconds >= 0 else {
      throw Failure(
        .usage,
        .error(
          "malformed-setting", "SOURCE_DATE_EPOCH is malformed: expected seconds since 1970, found `\(text)`",
          hints: ["set it to an integer such as `$(git log -1 --format=%ct)`, or unset it"]))
    }
    return seconds
  }

  /// A client for one registry, with credentials for it where there are any.
  ///
  /// - Parameter destinations: the registries that are pushed to, beside those of `push.to`.
  public func registry(
    for reference: Reference, _ settings: Settings, destinations: Set<String> = [],
    onNotice: @escaping @Sendable (RegistryNotice) -> Void = { _ in }
  ) -> RegistryClient {
    let chunkSize = settings(Settings.pushChunkSize).map { Int64($0) << 20 }
    return RegistryClient(
      for: reference, http: http,
      keychain: keychain(settings, destinations: destinations),
      configuration: RegistryClient.Configuration(
        insecureHosts: Set(settings(Settings.insecureRegistries) ?? []), chunkSize: chunkSize, gates: gates,
        onNotice: onNotice))
  }

  /// The credentials at hand, for registries and for engines that pull from them.
  func keychain(_ settings: Settings, destinations: Set<String> = []) -> Keychain {
    let home = environment["HOME"].flatMap { $0.isEmpty ? nil : FilePath($0) }
    // A stranger's agent.yaml must not say where the passwords of the environment go.
    let isTrusted = !ci.isForkBuild || settings.origin(of: Settings.pushTo)?.location == nil
    let configured =
      isTrusted ? (settings(Settings.pushTo) ?? []).compactMap { try? Reference(parsing: $0).domain } : []
    return Keychain(
      environment: environment, home: home, destinations: destinations.union(configured),
      bound: ci.registryCredentials.map { found in
        let credential = Credential(
          user: found.user, password: found.password, origin: found.origin, deniedRemedy: found.deniedRemedy)
        return (found.server, credential)
      }, remedies: ci.registryRemedies, helper: credentialHelper, secrets: secrets)
  }
}

/// Directories in the work directory that live as long as a stage.
enum ScratchDirectory {
  /// A new directory; what a killed run left behind under the same name goes first.
  ///
  /// The work directory is locked for this run, so that nobody else can be using the leavings.
  static func make(_ name: String, in workDirectory: FilePath) throws(FileFailure) -> FilePath {
    try Directory.create(workDirectory)
    for entry in try Directory.names(in: workDirectory)
    where entry.hasPrefix("\(name)-") && entry.count == name.count + 7 {
      try Directory.remove(workDirectory.appending(entry))
    }
    return try Directory.temporary(prefix: name, in: workDirectory)
  }
}
