import Diagnostics
public import HTTPTransport
public import OCIImage
import Synchronization

/// A client of the OCI distribution API 1.1, for one registry.
///
/// It uses TLS, except on loopback (`localhost`, 127.0.0.0/8, `[::1]`) and with the hosts named insecure. Every method
/// retries transient failures, and throws a `RegistryFailure` that says which credential was used.
public final class RegistryClient: Sendable {
  public struct Configuration: Sendable {
    /// `host` or `host:port`, to be asked without TLS.
    public var insecureHosts: Set<String>
    public var retries: RetryPolicy
    public var timeouts: HTTPTimeouts
    /// Uploads blobs in pieces of this many bytes from the start. Without it pieces are sent only after a failure:
    /// some registries refuse them.
    public var chunkSize: Int64?
    /// Of the pieces that are sent after a failure.
    public var fallbackChunkSize: Int64 = 16 << 20
    /// Shared by the clients of a run: a registry asks all of them for patience, not one.
    public var gates: HostGates
    /// May be called from any thread, several at once.
    public var onNotice: @Sendable (RegistryNotice) -> Void

    public init(
      insecureHosts: Set<String> = [], retries: RetryPolicy = RetryPolicy(), timeouts: HTTPTimeouts = HTTPTimeouts(),
      chunkSize: Int64? = nil, gates: HostGates = HostGates(),
      onNotice: @escaping @Sendable (RegistryNotice) -> Void = { _ in }
    ) {
      self.insecureHosts = insecureHosts
      self.retries = retries
      self.timeouts = timeouts
      self.chunkSize = chunkSize
      self.gates = gates
      self.onNotice = onNotice
    }
  }

  /// As in `Reference.domain`.
  public let domain: String
  let configuration: Configuration
  let http: HTTPClient
  let apiHost: String
  let authenticator: Authenticator
  let gate: HostGate
  private let warnings = RegistryWarnings()
  /// The API's root once the registry has answered: it decides between HTTPS and HTTP.
  let root = Mutex<HTTPURL?>(nil)
  let keychain: Keychain

  /// - Parameter reference: any image of the registry.
  public init(
    for reference: Reference, http: HTTPClient, keychain: Keychain, configuration: Configuration = Configuration()
  ) {
    var configuration = configuration
    configuration.insecureHosts = Set(configuration.insecureHosts.map(Keychain.domain(of:)))
    domain = reference.domain
    apiHost = reference.apiHost
    self.http = http
    self.keychain = keychain
    self.configuration = configuration
    let gate = configuration.gates.gate(for: reference.domain, clock: configuration.retries.clock)
    self.gate = gate
    authenticator = Authenticator(
      domain: reference.domain, keychain: keychain,
      tokens: TokenClient(
        http: http, insecureHosts: configuration.insecureHosts, gate: gate, secrets: keychain.secrets),
      clock: configuration.retries.clock, onNotice: configuration.onNotice)
  }

  /// Hides the secrets that this client has used.
  var redactor: Redactor { Redactor(sharing: keychain.secrets) }

  // MARK: Requests

  /// Sends one request with the authorization the registry asks for, and once more if it is refused.
  ///
  /// - Parameters:
  ///   - attempt: what is tried, for messages: `the push of layer abc to registry.example.com/app`.
  ///   - expected: the statuses that the caller understands. Login pages answer 200 to everything.
  ///   - isPatient: whether it waits while the registry asks for patience.
  func send(
    _ request: HTTPRequest, _ access: Access, _ attempt: String, expecting expected: Set<Int> = [200],
    isPatient: Bool = true
  ) async throws(RegistryFailure) -> HTTPResponse {
    let root = try await connected()
    if isPatient { try await gate.pass() }
    let authorization = try await authorization(access) { () async throws(RegistryFailure) in
      try await self.authenticator.authorization(for: access, registry: root)
    }
    var (response, url) = try await follow(request, authorization, attempt, expected)
    // The answer to HEAD has no body that could say why.
    let isExpired =
      response.status == 403 && (request.method == .head || failure(attempt, response).failureClass == .auth)
    if response.status == 401 || isExpired, url.hasSameOrigin(as: root) {
      let challenges = response.headers.values(of: "WWW-Authenticate")
      let renewed = try await self.authorization(access) { () async throws(RegistryFailure) in
        try await self.authenticator.renewedAuthorization(
          for: access, after: challenges, isExpired: isExpired, registry: root)
      }
      // The same again would be refused again, after another upload of the whole body.
      if let renewed, renewed != authorization {
        (response, url) = try await follow(request, renewed, attempt, expected)
      }
    }
    if expected.contains(response.status) { return response }
    throw await explained(failure(attempt, response), response, access)
  }

  /// What an answer that is not the expected one means.
  func failure(_ attempt: String, _ response: HTTPResponse) -> RegistryFailure {
    RegistryFailure(attempt, response, redactor: redactor)
  }

  /// Tries again as the policy says; a `Retry-After` holds all requests to this host back. A task cancelled while it
  /// waits gets the last failure.
  func retrying<Value>(
    _ body: () async throws(RegistryFailure) -> Value
  ) async throws(RegistryFailure) -> (value: Value, retries: Int) {
    let policy = configuration.retries
    var retries = 0
    while true {
      var failure: RegistryFailure
      do throws(RegistryFailure) {
        return (try await body(), retries)
      } catch {
        failure = error
      }
      let wait = policy.delay(beforeRetry: retries + 1, asked: failure.retryAfter)
      if let wait, failure.isRetryable, !Task.isCancelled {
        retries += 1
        configuration.onNotice(.waiting(wait, retry: retries, attempts: policy.attempts, because: failure))
        if failure.retryAfter != nil { gate.close(for: wait) }
        if (try? await policy.clock.sleep(wait)) != nil { continue }
      }
      failure.retries += retries
      throw failure
    }
  }

  private func authorization(
    _ access: Access, _ body: () async throws(RegistryFailure) -> String?
  ) async throws(RegistryFailure) -> String? {
    do {
      return try await body()
    } catch {
      throw await explained(error, nil, access)
    }
  }

  /// More than any registry needs, fewer than a loop.
  private static let redirectLimit = 5

  /// Follows redirects, but for those that the caller understands. The authorization is sent to the registry's own origin
  /// only.
  private func follow(
    _ request: HTTPRequest, _ authorization: String?, _ attempt: String, _ expected: Set<Int>
  ) async throws(RegistryFailure) -> (HTTPResponse, HTTPURL) {
    var request = request
    let root = try await connected()
    let total = request.timeouts.total
    for _ in 0...Self.redirectLimit {
      request.headers["Authorization"] = request.url.hasSameOrigin(as: root) ? authorization : nil
      request.timeouts = configuration.timeouts
      request.timeouts.total = total ?? configuration.timeouts.total ?? request.metadataLimit
      let response = try await RegistryFailure.awaiting(attempt, await http.send(request))
      for text in warnings.new(in: response.headers) {
        configuration.onNotice(.warning(domain: domain, text: redactor(text)))
      }
      guard response.isRedirect, !expected.contains(response.status), let location = response.headers["Location"] else {
        return (response, request.url)
      }
      request.url = try target(of: location, from: request.url, attempt)
      // Only 303 means another method; registries redirect uploads with the others.
      if response.status == 303 {
        request.method = .get
        request.body = .none
      }
    }
    throw RegistryFailure(.registryError, "\(attempt) failed: more than \(Self.redirectLimit) redirects")
  }

  /// Where a `Location` leads, if requests may go there.
  func target(of location: String, from url: HTTPURL, _ attempt: String) throws(RegistryFailure) -> HTTPURL {
    var target: HTTPURL
    do {
      target = try url.resolving(location)
      if url.scheme == "https", target.scheme == "http", target.host == url.host {
        // A registry behind a TLS proxy that does not know of it names itself with http://.
        target = try target.with(scheme: "https", port: url.port)
      }
    } catch {
      throw RegistryFailure(attempt, error)
    }
    guard HostRules.mayBeSent(from: url, to: target) else {
      throw RegistryFailure(
        .registryError, "\(attempt) failed: `\(url.host)` redirects to `\(target.host)`, a private address")
    }
    guard target.scheme == "https" || HostRules.mayUsePlainHTTP(target, insecureHosts: configuration.insecureHosts)
    else {
      throw RegistryFailure(.tls, "\(attempt) failed: `\(url.host)` redirects to `\(target)`, which has no TLS")
    }
    return target
  }

  // MARK: Explanations

  /// Adds which credential was used, or where one would have been found.
  private func explained(
    _ failure: RegistryFailure, _ response: HTTPResponse?, _ access: Access
  ) async -> RegistryFailure {
    guard [.auth, .denied, .notFound].contains(failure.failureClass) else { return failure }
    var failure = failure
    let answer = await authenticator.credential(for: access.path)
    let challenges = AuthChallenge.parse(response?.headers.values(of: "WWW-Authenticate") ?? [])
    let isScopeRefused = BearerChallenge(in: challenges)?.error == "insufficient_scope"
    if failure.failureClass == .auth, answer.credential != nil, isScopeRefused {
      // Docker Hub answers 401 if a good credential lacks a permission.
      failure.failureClass = .denied
    }
    failure.hints += CredentialAdvice(
      domain: domain, access: access, answer: answer, places: keychain.places, ownRemedy: keychain.remedies[domain]
    ).hints(for: failure.failureClass)
    return failure
  }
}
