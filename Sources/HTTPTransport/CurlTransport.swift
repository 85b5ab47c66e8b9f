import CCurl
public import FileIO
public import SystemPackage

/// Sends one request and returns its response, whatever the status. Redirects are not followed.
///
/// A struct of one closure, so that tests can answer themselves.
public struct HTTPClient: Sendable {
  public var send: @Sendable (HTTPRequest) async throws(HTTPFailure) -> HTTPResponse

  public init(send: @escaping @Sendable (HTTPRequest) async throws(HTTPFailure) -> HTTPResponse) {
    self.send = send
  }
}

/// Makes HTTP requests with libcurl: one background thread, one pool of connections, HTTP/2 if it is offered.
///
/// Nothing of libcurl is initialised before the first request. Proxies come from the usual variables, which libcurl
/// reads itself (`HTTPS_PROXY`, `http_proxy`, `NO_PROXY`, …).
public final class CurlTransport: Sendable {
  /// What all requests of one transport share.
  public struct Configuration: Sendable, Hashable {
    /// The `User-Agent` header.
    public var userAgent: String
    /// The authorities to trust; a released program has none of its own.
    public var authorities: CertificateAuthorities
    /// Every request goes to this socket, whatever host its URL names.
    public var unixSocket: FilePath?
    /// Authenticates this client to servers.
    public var clientCertificate: ClientCertificate?
    /// Certificates for single servers, which override those for all.
    public var hostCertificates = HostCertificates(directories: [])
    /// Whether servers must present a trusted certificate.
    public var verifiesServers = true

    /// - Parameter version: of this program, for the user agent `agent-pipeline/<version>`.
    public init(version: String, authorities: CertificateAuthorities = CertificateAuthorities(file: nil)) {
      userAgent = "agent-pipeline/\(version)"
      self.authorities = authorities
    }
  }

  /// PEM files.
  public struct ClientCertificate: Sendable, Hashable {
    public var certificate: FilePath
    public var key: FilePath

    public init(certificate: FilePath, key: FilePath) {
      self.certificate = certificate
      self.key = key
    }
  }

  private let loop: CurlLoop

  public init(_ configuration: Configuration) {
    loop = CurlLoop(configuration)
  }

  deinit {
    loop.stop()
  }

  /// The transport as a client that can be wrapped; it keeps the transport alive.
  public var client: HTTPClient {
    HTTPClient { (request) async throws(HTTPFailure) in try await self.send(request) }
  }

  /// - Throws: `HTTPFailure` of kind `cancelled` soon after the task is cancelled; the transfer ends with it.
  public func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
    let ticket = CurlLoop.Ticket()
    let result = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        loop.submit(CurlLoop.Submission(request: request, ticket: ticket) { continuation.resume(returning: $0) })
      }
    } onCancel: {
      loop.cancel(ticket)
    }
    return try result.get()
  }
}
