import Diagnostics
import HTTPTransport

/// Finds out how a registry wants its clients to authenticate, and keeps the tokens it hands out.
actor Authenticator {
  /// How the registry asked to authenticate.
  private enum Method {
    case none
    case basic
    case bearer(BearerChallenge)
  }

  private struct Key: Hashable {
    var access: Access
    var scopes: [String]
  }

  private struct CachedToken {
    var value: String
    /// By the clock of the retries.
    var validUntil: Duration
  }

  private let domain: String
  private let keychain: Keychain
  private let clock: RetryClock
  private let tokens: TokenClient
  private let onNotice: @Sendable (RegistryNotice) -> Void
  private var method = Method.none
  private var cache: [Key: CachedToken] = [:]
  private var answers: [String: Keychain.Answer] = [:]
  /// What refused requests asked for beyond the plain scope of an access.
  private var extraScopes: [Access: [String]] = [:]

  init(
    domain: String, keychain: Keychain, tokens: TokenClient, clock: RetryClock,
    onNotice: @escaping @Sendable (RegistryNotice) -> Void
  ) {
    self.domain = domain
    self.keychain = keychain
    self.tokens = tokens
    self.clock = clock
    self.onNotice = onNotice
  }

  /// What is known about the credential for a repository.
  func credential(for path: String) async -> Keychain.Answer {
    if let answer = answers[path] { return answer }
    let answer = await keychain.credential(domain: domain, path: path)
    // Several uploads ask at once, and a helper takes its time: only the first is reported.
    if let earlier = answers[path] { return earlier }
    answers[path] = answer
    onNotice(.credential(repository: "\(domain)/\(path)", answer.credential))
    return answer
  }

  /// Learns from the `WWW-Authenticate` headers of a refused request.
  func learn(_ headers: [String]) {
    let challenges = AuthChallenge.parse(headers)
    if let bearer = BearerChallenge(in: challenges) {
      method = .bearer(bearer)
    } else if challenges.contains(where: { $0.scheme == "basic" }) {
      method = .basic
    }
  }

  /// The `Authorization` header for an access; `nil` if the registry wants none or no credential is known.
  func authorization(for access: Access, registry: HTTPURL) async throws(RegistryFailure) -> String? {
    let credential = await credential(for: access.path).credential
    switch method {
    case .none:
      return nil
    case .basic:
      return credential?.basicAuthorization
    case .bearer(let challenge):
      if case .registryToken(let token) = credential?.proof { return "Bearer \(token)" }
      let key = Key(access: access, scopes: access.scopes + (extraScopes[access] ?? []))
      if let cached = cache[key], cached.validUntil > clock.now() { return "Bearer \(cached.value)" }
      let token = try await tokens.fetch(challenge, scopes: key.scopes, credential: credential, registry: registry)
      cache[key] = CachedToken(value: token.value, validUntil: clock.now() + token.lifetime * 3 / 4)
      return "Bearer \(token.value)"
    }
  }

  /// Once more after a 401: with what the challenge asks for, and without the token that was refused.
  /// - Parameter isExpired: whether the registry says that the credential itself is too old; helpers have newer ones.
  func renewedAuthorization(
    for access: Access, after headers: [String], isExpired: Bool, registry: HTTPURL
  ) async throws(RegistryFailure) -> String? {
    learn(headers)
    if isExpired { answers[access.path] = nil }
    if case .bearer(let challenge) = method, let scope = challenge.scope {
      let known = access.scopes + (extraScopes[access] ?? [])
      // A scope the plain one covers would only make the token endpoint work twice.
      let covered = known + Access(action: .pull, path: access.path).scopes
      for scope in scope.split(separator: " ").map(String.init) where !covered.contains(scope) {
        extraScopes[access, default: []].append(scope)
      }
    }
    for key in cache.keys where key.access == access { cache[key] = nil }
    return try await authorization(for: access, registry: registry)
  }
}
