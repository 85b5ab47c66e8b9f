public import Diagnostics
import FileIO
import OCIImage
public import SystemPackage
import TextFormats

/// Finds the credential for a repository: in variables that are for its host, then in docker's and podman's files, then
/// in variables that are for wherever the push goes.
///
/// The environment comes as data. Variables belong to hosts, so that no registry sees another's password:
/// - `AGENT_REGISTRY_TOKEN`, `DOCKER_USERNAME` and `DOCKER_PASSWORD` go to the host of `AGENT_REGISTRY_URL`; if that
///   is unset, to the hosts that the caller allows. The token is used as a password, with `DOCKER_USERNAME` as its user
///   if `DOCKER_PASSWORD` is unset.
/// - What a CI system's variables offer is handed in, each credential with its host.
public struct Keychain: Sendable {
  /// What was found and what was in the way of finding more.
  public struct Answer: Sendable {
    public var credential: Credential?
    /// Sources that look as if they were meant but could not be used, as sentences for hints.
    public var notes: [String]
  }

  private struct Source {
    var origin: String
    var content: Content

    enum Content {
      case text(String)
      case file(FilePath)
    }
  }

  private let rules: [EnvironmentRule]
  private let notes: [String]
  /// How else a registry is given a credential, by its domain.
  let remedies: [String: String]
  /// The only domains that get a credential; `nil` for all.
  private let allowed: Set<String>?
  /// The domains that variables without a host are kept from.
  private let withheld: Set<String>
  private let sources: [Source]
  private let helper: CredentialHelper?
  let secrets: Secrets

  /// - Parameters:
  ///   - environment: the process's variables; empty ones count as unset.
  ///   - home: the user's home directory.
  ///   - destinations: the domains that may get the variables that name no host.
  ///   - allowed: the only domains that get a credential, from wherever; `nil` for all. A fork's change names the others.
  ///   - withheld: the domains that these are kept from because only agent.yaml names them; for messages.
  ///   - bound: further credentials, each with the host that it is for; of several for one host the first counts.
  ///   - remedies: how else a registry is given a credential, by its domain.
  ///   - helper: runs credential helpers; without it they are passed over.
  ///   - secrets: gets every secret that the keychain hands out, and the tokens that are fetched with one.
  public init(
    environment: [String: String], home: FilePath?, destinations: Set<String> = [], allowed: Set<String>? = nil,
    withheld: Set<String> = [],
    bound: [(host: String, credential: Credential)] = [], remedies: [String: String] = [:],
    helper: CredentialHelper? = nil, secrets: Secrets = Secrets()
  ) {
    let environment = environment.filter { !$0.value.isEmpty }
    let (ours, notes) = EnvironmentRule.all(environment, destinations: Set(destinations.map(Self.domain(of:))))
    rules =
      ours
      + bound.map { EnvironmentRule(domains: [Self.domain(of: $0.host)], credential: $0.credential, isBound: true) }
    self.notes = notes
    self.remedies = remedies
    self.allowed = allowed.map { Set($0.map(Self.domain(of:))) }
    self.withheld = Set(withheld.map(Self.domain(of:)))
    sources = Self.sources(environment, home)
    self.helper = helper
    self.secrets = secrets
  }

  /// A keychain that knows no credential.
  public static let empty = Keychain(environment: [:], home: nil)

  /// - Parameters:
  ///   - domain: as in `Reference.domain`.
  ///   - path: the repository below it; a file can hold several credentials for one host.
  public func credential(domain: String, path: String) async -> Answer {
    let answer = await find(domain: domain, path: path)
    if let credential = answer.credential {
      secrets.add(credential.secret)
      // A registry may repeat the header it got; the header's text differs from the password.
      if let header = credential.basicAuthorization { secrets.add(String(header.dropFirst("Basic ".count))) }
    }
    return answer
  }

  private func find(domain: String, path: String) async -> Answer {
    let domain = Self.domain(of: domain)
    if let allowed, !allowed.contains(domain) {
      return Answer(
        credential: nil,
        notes: [
          "credential withheld: a change from a fork gets none where only agent.yaml names `\(domain)`; "
            + "name it with --push-to or --build-base-image"
        ])
    }
    func rule(isBound: Bool) -> Credential? {
      rules.first { $0.isBound == isBound && $0.domains.contains(domain) }?.credential
    }
    if let credential = rule(isBound: true) { return Answer(credential: credential, notes: []) }
    var notes = notes
    for source in sources {
      do throws(UnusableSource) {
        guard let file = try read(source) else { continue }
        if let name = file.helper(for: domain), let helper {
          do throws(UnusableSource) {
            if let proof = try await ask(helper, name, domain) {
              return Answer(
                credential: Credential(proof, origin: "`docker-credential-\(name)`, named in \(source.origin)"),
                notes: notes)
            }
          } catch {
            notes.append("`docker-credential-\(name)`, named in \(source.origin), cannot be used: \(error.problem)")
          }
        }
        if let proof = try file.proof(domain: domain, path: path) {
          return Answer(credential: Credential(proof, origin: source.origin), notes: notes)
        }
      } catch {
        notes.append("\(source.origin) cannot be used: \(error.problem)")
      }
    }
    let credential = rule(isBound: false)
    if credential == nil, withheld.contains(domain), let kept = rules.first(where: { !$0.isBound }) {
      notes.insert(
        "credential withheld: \(kept.credential.origin) names no host, and only agent.yaml names `\(domain)`; "
          + "set AGENT_REGISTRY_URL=\(domain) or --push-to", at: 0)
    }
    return Answer(credential: credential, notes: notes)
  }

  /// Where credentials are looked for, for messages.
  public var places: [String] { sources.map(\.origin) }

  /// A host as references write it: without scheme and path, in its one form, and Docker Hub under its one name.
  static func domain(of text: String) -> String {
    let rest = text.lowercased().dropping(prefix: "https://").dropping(prefix: "http://")
    let written = rest.prefix { $0 != "/" }
    let host = RegistryHost.normal(written) ?? String(written)
    return ["index.docker.io", "registry-1.docker.io"].contains(host) ? Reference.dockerHub : host
  }

  /// Larger than any credential file, smaller than trouble.
  private static let fileLimit = 1 << 20

  private func read(_ source: Source) throws(UnusableSource) -> CredentialFile? {
    switch source.content {
    case .text(let text):
      return try CredentialFile.parse(Array(text.utf8))
    case .file(let path):
      let bytes: [UInt8]
      do throws(FileFailure) {
        bytes = try FileContents.read(path, limit: Self.fileLimit)
      } catch {
        if error.errno == .noSuchFileOrDirectory || error.errno == .notDirectory { return nil }
        throw UnusableSource(problem: error.description)
      }
      return try CredentialFile.parse(bytes)
    }
  }

  private func ask(
    _ helper: CredentialHelper, _ name: String, _ domain: String
  ) async throws(UnusableSource) -> Credential.Proof? {
    // The name becomes part of a program's name, and the file may come from anywhere.
    guard name.utf8.allSatisfy({ $0 != UInt8(ascii: "/") && $0 > 32 && $0 < 127 }) else {
      throw UnusableSource(problem: "its name is not allowed")
    }
    let server = domain == Reference.dockerHub ? "https://index.docker.io/v1/" : domain
    let output: CredentialHelperOutput
    do {
      output = try await helper(name, server)
    } catch {
      throw UnusableSource(problem: "\(error)")
    }
    return try output.proof()
  }

  private static func sources(_ environment: [String: String], _ home: FilePath?) -> [Source] {
    var sources: [Source] = []
    func add(_ path: FilePath?) {
      guard let path else { return }
      sources.append(Source(origin: "`\(path)`", content: .file(path)))
    }
    func directory(_ name: String) -> FilePath? { environment[name].map { FilePath($0) } }
    if let text = environment["DOCKER_AUTH_CONFIG"] {
      sources.append(Source(origin: "`DOCKER_AUTH_CONFIG`", content: .text(text)))
    }
    add((directory("DOCKER_CONFIG") ?? home?.appending(".docker"))?.appending("config.json"))
    add(directory("REGISTRY_AUTH_FILE"))
    add(directory("XDG_RUNTIME_DIR")?.appending("containers/auth.json"))
    add((directory("XDG_CONFIG_HOME") ?? home?.appending(".config"))?.appending("containers/auth.json"))
    return sources
  }
}
