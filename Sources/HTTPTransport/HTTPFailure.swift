public import Diagnostics
import FileIO

/// No response, or none that could be received whole: a status such as 500 is a response, not a failure.
public struct HTTPFailure: DiagnosableError {
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    case malformedRequest = "malformed-request"
    case dns
    case proxy
    case connect
    case tls
    case timeout
    /// The connection broke in the middle, or the server did not answer with HTTP.
    case reset
    case tooLarge = "too-large"
    case cancelled
    /// Reading the request body or storing the response failed locally; see `underlying`.
    case local
    /// libcurl failed, for example because memory ran out.
    case transport
  }

  public var kind: Kind
  /// Without query and user, which can contain secrets.
  public var url: String
  /// What libcurl or the system said; of a connection that failed, the system's reason: `Connection refused`.
  public var detail: String
  public var underlying: (any DiagnosableError)?
  /// There were no authorities to verify the server by.
  var lacksAuthorities = false

  public init(_ kind: Kind, url: String, detail: String, underlying: (any DiagnosableError)? = nil) {
    self.kind = kind
    self.url = url
    self.detail = detail
    self.underlying = underlying
  }

  /// Whether another attempt may succeed where this one did not.
  public var isTransient: Bool {
    switch kind {
    case .connect, .timeout, .reset, .dns: true
    case .malformedRequest, .proxy, .tls, .tooLarge, .cancelled, .local, .transport: false
    }
  }

  public var failureKind: FailureKind { underlying?.failureKind ?? .infrastructure }

  public var diagnostic: Diagnostic {
    underlying?.diagnostic ?? .error("http-\(kind.rawValue)", message, hints: hint.map { [$0] } ?? [])
  }

  private var message: String {
    let problem =
      switch kind {
      case .malformedRequest: "`\(url)` cannot be requested"
      case .dns: "the host name of `\(url)` cannot be resolved"
      case .proxy: "the proxy refused `\(url)`"
      case .connect: "cannot connect to `\(url)`"
      case .tls: "no trusted TLS connection to `\(url)`"
      case .timeout: "`\(url)` did not respond in time"
      case .reset: "the connection to `\(url)` was lost"
      case .tooLarge: "the response from `\(url)` is too large"
      case .cancelled: "the request to `\(url)` was cancelled"
      case .local, .transport: "the request to `\(url)` failed locally"
      }
    return detail.isEmpty ? problem : "\(problem): \(detail)"
  }

  private var hint: String? {
    switch kind {
    case .dns: "check the spelling of the host; behind a proxy, set `HTTPS_PROXY`"
    case .proxy where detail.contains("407"):
      "set the credentials of the proxy: `HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT`"
    case .proxy: "check `HTTPS_PROXY`, for plain HTTP `http_proxy` (in lower case), or name the host in `NO_PROXY`"
    case .connect: "check the port and that the server is running; behind a proxy, set `HTTPS_PROXY`"
    case .tls where lacksAuthorities: CertificateAuthorities.remedy
    case .tls: "if the server uses a private certificate authority, set `SSL_CERT_FILE` to its certificates"
    case .timeout: "check the network and the server's load, then try again"
    case .reset: "try again; if it persists, a proxy or load balancer on the path closes the connection"
    case .malformedRequest, .tooLarge, .cancelled, .local, .transport: nil
    }
  }
}
