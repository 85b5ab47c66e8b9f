public import Diagnostics

/// The checks of the test stage.
public struct TestSpec: Sendable, Hashable {
  public var ready: ReadySpec?
  public var commands: [CommandCheck] = []
  public var http: [HTTPCheck] = []
  public var files: [FileCheck] = []
  /// The directory of recordings that answer the agent's model calls: `test.model.replay`.
  public var modelReplay: Located<String>?

  public var isEmpty: Bool { commands.isEmpty && http.isEmpty && files.isEmpty }
}

/// When the started agent counts as ready.
public struct ReadySpec: Sendable, Hashable {
  public enum Kind: Sendable, Hashable {
    /// A GET of this path answers with a status of 200 to 399.
    case http(path: String)
    /// The port accepts a connection.
    case tcp
    /// The process runs.
    case started
    /// A line that the agent prints contains the text.
    case log(String)
    /// The agent answers MCP's `initialize` on its standard streams.
    case mcp
  }

  public var kind: Kind
  /// Default: the health check's port, else the first of `spec.ports`.
  public var port: Int?
  /// Default: decided by the test stage.
  public var timeout: Duration?
}

/// A command run in the built image.
public struct CommandCheck: Sendable, Hashable {
  public var name: Located<String>
  public var run: [String]
  /// Path in the container of a JUnit report the command writes.
  public var junit: String?
  public var exitCode = 0
  public var timeout: Duration?
}

/// A file that must be, or must not be, in the built image.
public struct FileCheck: Sendable, Hashable {
  public var path: Located<String>
  public var exists = true
  /// Permission bits in octal, such as `0644`.
  public var mode: String?
  public var contains: [String] = []
}

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
