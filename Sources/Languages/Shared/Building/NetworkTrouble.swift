import Diagnostics

/// What package managers print when they cannot reach their index.
enum NetworkTrouble {
  private static let marks = [
    // pip
    "Failed to establish a new connection", "NameResolutionError", "ConnectTimeoutError", "ReadTimeoutError",
    "ProxyError",
    // uv
    "error sending request for url", "dns error", "tcp connect error",
    // npm
    "ENOTFOUND", "ECONNREFUSED", "ETIMEDOUT", "EAI_AGAIN", "ECONNRESET",
    // go
    "dial tcp",
    // cargo
    "Couldn't resolve host", "Could not resolve host", "Couldn't connect to server", "Could not connect to server",
    "spurious network error",
    // Maven
    "Could not transfer artifact", "Unknown host", "No route to host", "Temporary failure in name resolution",
  ]

  static func isTold(in text: String) -> Bool { marks.contains { text.contains($0) } }

  private static let distrust = [
    // pip and cargo; uv; npm
    "CERTIFICATE_VERIFY_FAILED", "SSL certificate problem", "invalid peer certificate", "SELF_SIGNED_CERT_IN_CHAIN",
    "UNABLE_TO_VERIFY_LEAF_SIGNATURE", "UNABLE_TO_GET_ISSUER_CERT", "unable to get local issuer certificate",
    // go; Maven and Gradle
    "x509: certificate", "tls: failed to verify certificate", "PKIX path building failed",
  ]

  /// Where each looks for authorities besides the system's.
  private static let authorities = [
    "pip": "PIP_CERT", "npm": "NODE_EXTRA_CA_CERTS", "cargo": "CARGO_HTTP_CAINFO",
    "mvn": "MAVEN_OPTS=-Djavax.net.ssl.trustStore=FILE", "gradle": "GRADLE_OPTS=-Djavax.net.ssl.trustStore=FILE",
  ]

  /// The finding where a package manager says that it does not trust the server: a proxy that looks into TLS, or an
  /// index of one's own.
  static func untrusted(in text: String, of tool: String, said: String) -> Diagnostic? {
    guard distrust.contains(where: { text.contains($0) }) else { return nil }
    let variable = authorities[tool] ?? "SSL_CERT_FILE"
    return .error(
      "package-index-untrusted", "`\(tool)` does not trust the certificate of its package index",
      hints: ["name the authority of the index, or of the proxy before it, in \(variable)", said])
  }
}
