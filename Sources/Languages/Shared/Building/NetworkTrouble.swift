import Diagnostics

/// What the package managers of a language print when they cannot use their index.
struct NetworkTrouble: Sendable {
  /// Printed if the index cannot be reached.
  var unreachable: [String]
  /// Printed if the certificate of the index is not trusted.
  var untrusted: [String]
  /// The variable that names additional authorities, by tool; SSL_CERT_FILE by default.
  var authorities: [String: String] = [:]

  /// Of curl, git, OpenSSL and the resolver, which several of them use.
  private static let shared = NetworkTrouble(
    unreachable: [
      "Couldn't resolve host", "Could not resolve host", "Couldn't connect to server", "Could not connect to server",
      "No route to host", "Temporary failure in name resolution",
    ], untrusted: ["SSL certificate problem", "unable to get local issuer certificate"])

  func isTold(in text: String) -> Bool { (unreachable + Self.shared.unreachable).contains { text.contains($0) } }

  /// The finding if a package manager says that it does not trust the server: a proxy that looks into TLS, or a
  /// private index.
  func untrusted(in text: String, of tool: String, said: String) -> Diagnostic? {
    guard (untrusted + Self.shared.untrusted).contains(where: { text.contains($0) }) else { return nil }
    let variable = authorities[tool] ?? "SSL_CERT_FILE"
    return .error(
      "package-index-untrusted", "`\(tool)` does not trust the certificate of its package index",
      hints: ["set \(variable) to the CA certificate of the index, or of the proxy in front of it", said])
  }
}
