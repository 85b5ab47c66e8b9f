import HTTPTransport
import Synchronization

extension RegistryClient {
  /// Checks that a registry answers; the first request does it too.
  public func ping() async throws(RegistryFailure) {
    _ = try await retrying { () async throws(RegistryFailure) in try await connected() }
  }

  /// A path below the API's root, such as `team/app/manifests/1.0.0`.
  func url(_ path: String) async throws(RegistryFailure) -> HTTPURL {
    let root = try await connected()
    do {
      return try root.resolving(path)
    } catch {
      throw RegistryFailure("asking `\(domain)`", error)
    }
  }

  /// The API's root, after the registry has answered once and said how it wants its clients to authenticate.
  func connected() async throws(RegistryFailure) -> HTTPURL {
    if let root = root.withLock({ $0 }) { return root }
    let attempt = "connecting to `\(domain)`"
    let found: (root: HTTPURL, response: HTTPResponse)
    do {
      found = try await probe()
    } catch {
      throw RegistryFailure(attempt, error)
    }
    guard [200, 401, 403].contains(found.response.status) else {
      var failure = RegistryFailure(
        attempt, found.response, clock: configuration.retries.clock, redactor: redactor)
      if found.response.status == 404 {
        failure.summary = "`\(domain)` answers, but it is no OCI registry: `\(found.root)` is not found"
      }
      throw failure
    }
    await authenticator.learn(found.response.headers.values(of: "WWW-Authenticate"))
    root.withLock { $0 = found.root }
    return found.root
  }

  private func probe() async throws(HTTPFailure) -> (HTTPURL, HTTPResponse) {
    func ask(_ root: HTTPURL) async throws(HTTPFailure) -> HTTPResponse {
      try await http.send(HTTPRequest(.get, root, timeouts: configuration.timeouts))
    }
    let secure = try HTTPURL("https://\(apiHost)/v2/")
    guard HostRules.mayUsePlainHTTP(secure, insecureHosts: configuration.insecureHosts) else {
      return (secure, try await ask(secure))
    }
    let plain = try HTTPURL("http://\(apiHost)/v2/")
    let response = try await ask(plain)
    // Go's TLS servers answer 400 to plain HTTP: a registry with TLS on this machine.
    return response.status == 400 ? (secure, try await ask(secure)) : (plain, response)
  }
}
