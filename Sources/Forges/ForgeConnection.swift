import Diagnostics
import HTTPTransport
import TextFormats

/// Asks one forge about one repository, with a token that no other host sees.
struct ForgeConnection: Sendable {
  private let api: any ReleaseAPI
  private let access: ForgeAccess
  private let http: HTTPClient
  private let base: HTTPURL
  /// As paths name it.
  let repository: String

  /// Bytes of an answer; the notes of GitLab may have a million characters, which JSON may write in six bytes each.
  private static let answerLimit = 16 << 20
  private static let redirectLimit = 5

  /// - Throws: `forge-url` where the token would go over plain HTTP.
  init(_ api: any ReleaseAPI, _ access: ForgeAccess, _ http: HTTPClient) throws(ForgeFailure) {
    var access = access
    access.token = access.token.trimmed
    (self.api, self.access, self.http) = (api, access, http)
    guard let repository = api.repositoryPath(access.repository) else {
      throw ForgeFailure(
        .unsafeURL, "`\(access.repository.shown)` is not the name of a repository on \(api.title)",
        hints: ["write `owner/name`, as in the repository's address"])
    }
    self.repository = repository
    base = try ForgeFailure.mapping(
      HTTPURL(access.baseURL), hints: ["name the address of the API, such as `\(api.publicBaseURL)`"])
    guard !base.string.contains("?"), !base.string.contains("#") else {
      throw ForgeFailure(
        .unsafeURL, "`\(base)` is not the address of an API",
        hints: ["name it without a query, such as `\(api.publicBaseURL)`"])
    }
    guard base.scheme == "https" || base.isLoopback else {
      throw ForgeFailure(
        .unsafeURL, "`\(base)` has no TLS, so the token is not sent there", hints: ["use its `https` address"])
    }
    try Self.check(access, api, base)
  }

  /// - Throws: `forge-auth` for what cannot be a token.
  private static func check(_ access: ForgeAccess, _ api: any ReleaseAPI, _ base: HTTPURL) throws(ForgeFailure) {
    let problem =
      access.token.isEmpty
      ? "there is no token for" : access.token.contains(where: \.isWhitespace) ? "white space is in the token for" : nil
    guard let problem else { return }
    throw ForgeFailure(.auth, "\(problem) `\(base.authority)`", hints: api.remedies(for: .auth, access))
  }

  /// For people, where a forge names no page.
  func address(_ path: String) -> String { (try? url(path).description) ?? base.description }

  /// - Returns: `nil` if there is no such release.
  func read(_ path: String) async throws(ForgeFailure) -> FoundRelease? {
    let response = try await send(.get, path, nil)
    if api.missing.contains(response.status) { return nil }
    return try release(in: response)
  }

  func write(
    _ method: HTTPRequest.Method, _ path: String, _ body: JSONValue
  ) async throws(ForgeFailure) -> FoundRelease {
    try release(in: try await send(method, path, body))
  }

  private func release(in response: HTTPResponse) throws(ForgeFailure) -> FoundRelease {
    guard response.isSuccess else { throw refusal(response) }
    guard var release = JSONValue(parsing: response.body).flatMap(api.release) else {
      throw ForgeFailure(
        .unexpectedAnswer, "`\(base)` answers with status \(response.status), but not with a release",
        hints: ["check that it is the address of the API of \(api.title), such as `\(api.publicBaseURL)`"])
    }
    // What is no address does not get into reports.
    release.url = release.url.flatMap { try? HTTPURL($0).string }
    return release
  }

  private func send(
    _ method: HTTPRequest.Method, _ path: String, _ body: JSONValue?
  ) async throws(ForgeFailure) -> HTTPResponse {
    var request = HTTPRequest(
      method, try url(path), headers: api.headers(access), receiving: .bytes(limit: Self.answerLimit),
      timeouts: HTTPTimeouts(total: .seconds(60)))
    if let body {
      request.headers["Content-Type"] = "application/json"
      request.body = .bytes(body.bytes)
    }
    for _ in 0...Self.redirectLimit {
      let response: HTTPResponse
      do throws(HTTPFailure) {
        response = try await http.send(request)
      } catch {
        throw ForgeFailure(error)
      }
      // A repository that was renamed redirects to its number, with the method as it is (GitHub, "Redirects").
      guard [301, 302, 307, 308].contains(response.status), let location = response.headers["Location"] else {
        return response
      }
      request.url = try target(of: location, from: request.url)
    }
    throw ForgeFailure(.unexpectedAnswer, "`\(base)` redirects more than \(Self.redirectLimit) times")
  }

  /// Where a redirect leads, if the token may go there.
  private func target(of location: String, from url: HTTPURL) throws(ForgeFailure) -> HTTPURL {
    let target = try ForgeFailure.mapping(url.resolving(location))
    guard target.hasSameOrigin(as: base) else {
      throw ForgeFailure(
        .unsafeURL, "`\(base)` redirects to `\(target)`, and the token is not sent to another host",
        hints: ["if that is the right host, name the address of its API"])
    }
    return target
  }

  private func url(_ path: String) throws(ForgeFailure) -> HTTPURL {
    try ForgeFailure.mapping(HTTPURL(base.string + (base.string.hasSuffix("/") ? "" : "/") + path))
  }

  private func refusal(_ response: HTTPResponse) -> ForgeFailure {
    var failure = ForgeFailure(response, from: base, redactor: Redactor(secrets: [access.token]))
    failure.hints = api.remedies(for: failure.code, access)
    return failure
  }
}
