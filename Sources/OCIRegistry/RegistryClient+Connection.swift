import HTTPTransport
import Synchronization

extension RegistryClient {
  /// A path below the API's root, such as `team/app/manifests/1.0.0`.
  func url(_ path: String) async throws(RegistryFailure) -> HTTPURL {
    let root = try await connected()
    return try RegistryFailure.mapping("contacting `\(domain)`", root.resolving(path))
  }

  /// The API's root, after the registry has answered once and said how it wants its clients to authenticate.
  func connected() async throws(RegistryFailure) -> HTTPURL {
    if let root = root.withLock({ $0 }) { return root }
    let attempt = "connecting to `\(domain)`"
    try await gate.pass()
    var found: (root: HTTPURL, response: HTTPResponse) = try await RegistryFailure.awaiting(attempt, await probe())
    if found.response.isRedirect, let location = found.response.headers["Location"] {
      // The API has moved on its own host, to TLS or below another path. Any other host the user must name.
      let target = try target(of: location, from: found.root, attempt)
      if target.host == found.root.host, target.path.hasSuffix("/v2/"), !target.hasQuery {
        found = (target, try await RegistryFailure.awaiting(attempt, await http.send(probing(target))))
      }
    }
    guard [200, 401, 403].contains(found.response.status) else {
      var failure = failure(attempt, found.response)
      if found.response.status == 404 {
        failure.summary = "`\(domain)` responds, but it is not an OCI registry: `\(found.root)` is not found"
      } else if found.response.isRedirect, let location = found.response.headers["Location"],
        let target = try? found.root.resolving(location)
      {
        failure.summary =
          "`\(domain)` responds, but it is not an OCI registry: `\(found.root)` redirects to `\(target)`"
        failure.hints = ["use the host that it redirects to, or look for a login page in between"]
      }
      throw failure
    }
    await authenticator.learn(found.response.headers.values(of: "WWW-Authenticate"))
    root.withLock { $0 = found.root }
    return found.root
  }

  private func probing(_ root: HTTPURL) -> HTTPRequest {
    var request = HTTPRequest(.get, root, timeouts: configuration.timeouts)
    request.timeouts.total = request.timeouts.total ?? request.metadataLimit
    return request
  }

  private func probe() async throws(HTTPFailure) -> (HTTPURL, HTTPResponse) {
    func ask(_ root: HTTPURL) async throws(HTTPFailure) -> HTTPResponse {
      try await http.send(probing(root))
    }
    let secure = try HTTPURL("https://\(apiHost)/v2/")
    let plain = try HTTPURL("http://\(apiHost)/v2/")
    guard HostRules.mayUsePlainHTTP(plain, insecureHosts: configuration.insecureHosts) else {
      return (secure, try await ask(secure))
    }
    let response: HTTPResponse
    do {
      response = try await ask(plain)
    } catch {
      // A TLS server may hang up on plain HTTP, or answer with an alert that is not HTTP.
      guard [.reset, .transport, .malformedRequest].contains(error.kind) else { throw error }
      let plainFailure = error
      do {
        return (secure, try await ask(secure))
      } catch {
        // It supports TLS, but is not trusted: report that.
        throw error.kind == .tls ? error : plainFailure
      }
    }
    // Go's TLS servers answer 400 to plain HTTP: a registry with TLS on this machine.
    return response.status == 400 ? (secure, try await ask(secure)) : (plain, response)
  }
}

extension HTTPResponse {
  var isRedirect: Bool { [301, 302, 303, 307, 308].contains(status) }
}

extension HTTPURL {
  fileprivate var hasQuery: Bool { string.contains("?") }
}

extension HTTPRequest {
  /// The limit for the whole of a small exchange; a server that sends a byte now and then would hold it up forever.
  ///
  /// Blobs have none, they take as long as bytes keep moving, and neither has the end of an upload in pieces: registries
  /// put large blobs together while it waits.
  var metadataLimit: Duration? {
    if case .stream = receiving { return nil }
    switch body {
    case .none: return .seconds(60)
    case .bytes(let bytes): return method == .put && bytes.isEmpty ? nil : .seconds(60)
    case .file, .parts: return nil
    }
  }
}
