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
import TextFormats

/// What the stages need besides their context: passed in by the executable, replaced by tests.
public struct StageServices: Sendable {
  /// For child processes and credentials.
  public var environment: [String: String]
  /// Hides secrets in files other than the reports.
  public var redactor: Redactor
  /// Makes HTTP requests.
  public var http: HTTPClient
  /// Runs a credential helper of docker or podman.
  public var credentialHelper: CredentialHelper?
  /// How this executable starts itself as a helper inside a sandbox, and where it finds the engines.
  public var sandboxHost: SandboxHost
  /// Finds the sandbox for build tools.
  let toolSandboxes: ToolSandboxFinder
  /// What CI systems offer, and what this job's says.
  public var ci: CIFacts
  /// The open repositories, for all agents of a call.
  let repositories = RepositoryShelf()
  /// A second set, so that work trees can be examined while histories are read; `nil` if one is enough.
  public var workTrees: RepositoryShelf?
  /// Finds a Docker Engine.
  public var engines: EngineConnector
  /// For dates in image tags.
  private let clock: WallClock
  /// Collects every secret that is read or fetched, for the redactor.
  public var secrets: Secrets
  /// The waits that registries have asked of all clients.
  private let gates = HostGates()

  public init(
    environment: [String: String], redactor: Redactor, http: HTTPClient, credentialHelper: CredentialHelper?,
    sandboxHost: SandboxHost, engines: EngineConnector, ci: CIFacts = CIFacts(), clock: WallClock, secrets: Secrets
  ) {
    self.environment = environment
    self.redactor = redactor
    self.http = http
    self.credentialHelper = credentialHelper
    self.sandboxHost = sandboxHost
    toolSandboxes = ToolSandboxFinder(host: sandboxHost)
    self.engines = engines
    self.ci = ci
    self.clock = clock
    self.secrets = secrets
  }
}

extension StageServices {
  func openRepository(_ directory: FilePath) throws(GitFailure) -> GitRepository {
    try GitRepository(
      discovering: directory, trustsOwner: trusts(directory), environment: environment,
      shallowRemedy: ci.fullHistoryRemedy)
  }

  /// Examines a whole work tree once, before many of its agents ask for their changes.
  public func prepareWorkTree(of directory: FilePath) async {
    // Each agent meets the same failure later, and handles it there.
    let shelf = workTrees ?? repositories
    try? await shelf.use(of: directory, open: { () throws(GitFailure) in try openRepository(directory) }) {
      try $0.rememberChanges()
    }
  }

  /// Whether a directory is in the workspace that the CI system made for this job.
  func trusts(_ directory: FilePath) -> Bool { ci.workspace.map { directory.starts(with: $0) } ?? false }

  /// Gives a closure exclusive use of the agent's repository.
  /// - Parameter shelf: `workTrees` for questions about the work tree: they do not wait for those about the history.
  func withRepository<Result: Sendable>(
    _ context: RunContext, from shelf: RepositoryShelf? = nil, _ body: sending (GitRepository) throws -> Result
  ) async throws -> Result {
    try await (shelf ?? repositories).use(
      of: context.directory, open: { () throws(GitFailure) in try openRepository(context.directory) }, body)
  }

  /// `SOURCE_DATE_EPOCH` in seconds since 1970 (reproducible-builds.org/specs/source-date-epoch).
  func sourceDateEpoch() throws(Failure) -> Int64? {
    guard let text = environment["SOURCE_DATE_EPOCH"], !text.isEmpty else { return nil }
    // RFC 3339 writes years with four digits.
    guard let seconds = Int64(text), (0..<253_402_300_800).contains(seconds) else {
      throw Failure(
        .usage, "malformed-setting", "`\(text)` is not a number of seconds since 1970 (SOURCE_DATE_EPOCH)",
        hints: ["set it to an integer such as `$(git log -1 --format=%ct)`, or unset it"])
    }
    return seconds
  }

  /// The time that names of this run's images are made of.
  func time() throws(Failure) -> Timestamp {
    try sourceDateEpoch().map { Timestamp(seconds: $0) } ?? clock.now()
  }

  /// A client for one registry, with its credentials if there are any.
  ///
  /// - Parameter destinations: the registries that are pushed to, besides those of `push.to`.
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

  /// The available credentials, for registries and for engines that pull from them.
  func keychain(_ settings: Settings, destinations: Set<String> = []) -> Keychain {
    let home = environment["HOME"].flatMap { $0.isEmpty ? nil : FilePath($0) }
    let unbound = UnboundCredentials(settings, ci.source, destinations: destinations)
    return Keychain(
      environment: environment, home: home, destinations: unbound.hosts, allowed: unbound.allowed,
      withheld: unbound.withheld,
      bound: ci.registryCredentials.map { found in
        let credential = Credential(
          user: found.user, password: found.password, origin: found.origin, deniedRemedy: found.deniedRemedy)
        return (found.server, credential)
      }, remedies: ci.registryRemedies, helper: credentialHelper, secrets: secrets)
  }
}

/// Directories in the work directory that live as long as a stage.
enum ScratchDirectory {
  /// Creates a directory and removes what a killed run left under the same name.
  ///
  /// The work directory is locked for this run, so no other process uses what was left.
  static func make(_ name: String, in workDirectory: FilePath) throws(FileFailure) -> FilePath {
    try Directory.create(workDirectory)
    for entry in try Directory.names(in: workDirectory)
    where entry.hasPrefix("\(name)-") && entry.count == name.count + 7 {
      try Directory.remove(workDirectory.appending(entry))
    }
    return try Directory.temporary(prefix: name, in: workDirectory)
  }
}
