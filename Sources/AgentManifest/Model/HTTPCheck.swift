public import Diagnostics

/// A request to the running agent and what its answer must be.
public struct HTTPCheck: Sendable, Hashable {
  public var name: Located<String>
  public var request: Request
  public var expect: Expectation

  public struct Request: Sendable, Hashable {
    public enum Body: Sendable, Hashable {
      case none
      case text(String)
      /// JSON text.
      case json(String)
    }

    public var method = "GET"
    public var path = "/"
    public var headers: [NamedValue] = []
    public var body: Body = .none
    /// Default: the port of `test.ready`, the health check's, else the first of `spec.ports`.
    public var port: Int?
  }

  public struct Expectation: Sendable, Hashable {
    public var status = 200
    public var headers: [NamedValue] = []
    /// Texts that appear in the body.
    public var contains: [String] = []
    public var json: [JSONExpectation] = []
    public var maxLatency: Duration?
  }
}

/// One value of a JSON answer.
public struct JSONExpectation: Sendable, Hashable {
  /// JSON pointer (RFC 6901).
  public var pointer: String
  /// The expected value as JSON text.
  public var value: String
}
