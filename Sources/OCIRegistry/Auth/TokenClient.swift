import Diagnostics
import FoundationEssentials
import HTTPTransport

/// Fetches access tokens from the server a registry names (distribution/docs/spec/auth/token.md and oauth.md).
struct TokenClient: Sendable {
  struct Token: Sendable {
    var value: String
    var lifetime: Duration
  }

  let http: HTTPClient
  let insecureHosts: Set<String>
  let gate: HostGate
  let secrets: Secrets

  /// Larger than any token with its scopes.
  private static let answerLimit = 1 << 20

  /// - Parameter scopes: the one that matters first; some servers only look at that.
  func fetch(
    _ challenge: BearerChallenge, scopes: [String], credential: Credential?, registry: HTTPURL
  ) async throws(RegistryFailure) -> Token {
    let realm = try realm(of: challenge, registry: registry)
    let attempt = "fetching a token from `\(realm)`"
    var response: HTTPResponse
    if case .identityToken(let token) = credential?.proof {
      let form = [
        (name: "grant_type", value: "refresh_token"), ("service", challenge.service ?? registry.host),
        ("client_id", "agent-pipeline"), ("scope", scopes.joined(separator: " ")), ("refresh_token", token),
      ]
      response = try await send(
        HTTPRequest(
          .post, realm, headers: ["Content-Type": "application/x-www-form-urlencoded"],
          body: .bytes(Array(try Self.encode(form, attempt).utf8))), attempt)
      if response.status == 404 || response.status == 405 {
        // Servers without the OAuth form take the token as the password of a fixed user (go-containerregistry).
        let basic = Credential(.password(user: "<token>", password: token), origin: credential?.origin ?? "")
        response = try await get(challenge, realm, scopes, basic.basicAuthorization, attempt)
      }
    } else {
      response = try await get(challenge, realm, scopes, credential?.basicAuthorization, attempt)
    }
    guard response.isSuccess else {
      var failure = RegistryFailure(attempt, response, redactor: Redactor(sharing: secrets))
      // A refusal is final, whatever code it has: the same password again and again locks accounts.
      failure.isRetryable = response.isTransientFailure
      throw failure
    }
    let token = try Self.token(in: response, attempt)
    secrets.add(token.value)
    return token
  }

  private func get(
    _ challenge: BearerChallenge, _ realm: HTTPURL, _ scopes: [String], _ authorization: String?, _ attempt: String
  ) async throws(RegistryFailure) -> HTTPResponse {
    var query = challenge.service.map { [(name: "service", value: $0)] } ?? []
    query += scopes.map { (name: "scope", value: $0) }
    var request = HTTPRequest(.get, try RegistryFailure.mapping(attempt, realm.appending(query: query)))
    request.headers["Authorization"] = authorization
    return try await send(request, attempt)
  }

  private func send(_ request: HTTPRequest, _ attempt: String) async throws(RegistryFailure) -> HTTPResponse {
    try await gate.pass()
    var request = request
    request.receiving = .bytes(limit: Self.answerLimit)
    request.timeouts.total = request.metadataLimit
    return try await RegistryFailure.awaiting(attempt, await http.send(request))
  }

  /// The realm, if a credential may be sent there: the registry names it, not the user.
  private func realm(of challenge: BearerChallenge, registry: HTTPURL) throws(RegistryFailure) -> HTTPURL {
    let realm = try RegistryFailure.mapping(
      "fetching a token for `\(registry.host)`", registry.resolving(challenge.realm))
    guard HostRules.mayBeSent(from: registry, to: realm) else {
      throw RegistryFailure(
        .registryError,
        "`\(registry.host)` names a token server at the private address `\(realm.host)`, which is refused"
      )
    }
    guard realm.scheme == "https" || HostRules.mayUsePlainHTTP(realm, insecureHosts: insecureHosts) else {
      throw RegistryFailure(
        .tls, "`\(registry.host)` names a token server at `\(realm)`, which would receive a credential without TLS",
        hints: ["configure the registry with an `https://` realm"])
    }
    return realm
  }

  private struct Answer: Decodable {
    var token: String?
    // swift-format-ignore: AlwaysUseLowerCamelCase
    var access_token: String?
    // swift-format-ignore: AlwaysUseLowerCamelCase
    var expires_in: Double?
  }

  /// The specification's default, in seconds, if the server names no lifetime.
  private static let defaultLifetime = 60.0

  private static func token(in response: HTTPResponse, _ attempt: String) throws(RegistryFailure) -> Token {
    let answer = try? JSONDecoder().decode(Answer.self, from: Data(response.body))
    guard let value = [answer?.token, answer?.access_token].compactMap(\.self).first(where: { !$0.isEmpty }) else {
      throw RegistryFailure(.registryError, "\(attempt) failed: the response has no token", status: response.status)
    }
    let lifetime = max(defaultLifetime, min(answer?.expires_in ?? defaultLifetime, 86_400))
    return Token(value: value, lifetime: .seconds(lifetime))
  }

  /// A form in the encoding of URL queries, by the parser that knows how.
  private static func encode(
    _ form: [(name: String, value: String)], _ attempt: String
  ) throws(RegistryFailure) -> String {
    let url = try RegistryFailure.mapping(attempt, HTTPURL("http://form/").appending(query: form))
    return String(url.string.drop { $0 != "?" }.dropFirst())
  }
}
