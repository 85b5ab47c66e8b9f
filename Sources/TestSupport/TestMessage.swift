/// A request as a test server received it.
public struct TestRequest: Sendable {
  public var method: String
  /// Percent-decoded, without the query.
  public var path: String
  /// Percent-decoded, in order.
  public var query: [(name: String, value: String)]
  public var headers: [(name: String, value: String)]
  public var body: [UInt8]

  public func header(_ name: String) -> String? {
    headers.first { $0.name.lowercased() == name.lowercased() }?.value
  }

  public func parameters(_ name: String) -> [String] {
    query.filter { $0.name == name }.map(\.value)
  }
}

/// What a test server answers, and how it breaks off if a test asks for that.
public struct TestResponse: Sendable {
  public enum Ending: Sendable {
    case complete
    /// A TCP reset after that many bytes of the body.
    case reset(afterBytes: Int)
    /// An orderly close before the announced length.
    case truncated(afterBytes: Int)
    /// Silence after that many bytes, until the client gives up.
    case stalled(afterBytes: Int)
  }

  public var status: Int
  public var headers: [(name: String, value: String)]
  public var body: [UInt8]
  public var ending: Ending

  public init(
    _ status: Int, _ headers: [(name: String, value: String)] = [], body: [UInt8] = [], ending: Ending = .complete
  ) {
    self.status = status
    self.headers = headers
    self.body = body
    self.ending = ending
  }

  public init(_ status: Int, text: String) {
    self.init(status, body: Array(text.utf8))
  }
}
