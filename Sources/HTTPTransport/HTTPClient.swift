/// Sends one request and returns its response, whatever the status. Redirects are not followed.
///
/// A struct of one closure, so that wrappers (retries, recording) are functions from client to client.
public struct HTTPClient: Sendable {
  public var send: @Sendable (HTTPRequest) async throws(HTTPFailure) -> HTTPResponse

  public init(send: @escaping @Sendable (HTTPRequest) async throws(HTTPFailure) -> HTTPResponse) {
    self.send = send
  }
}
