public import SystemPackage

/// What to ask of a server. Every body can be sent again: a request is a value, and retries start from it.
public struct HTTPRequest: Sendable {
  public enum Method: String, Sendable, Hashable {
    case get = "GET"
    case head = "HEAD"
    case post = "POST"
    case put = "PUT"
    case patch = "PATCH"
    case delete = "DELETE"
  }

  public enum Body: Sendable, Hashable {
    case none
    case bytes([UInt8])
    /// A part of a file, streamed from disk: memory does not grow with it. Offset and length in bytes.
    case file(FilePath, offset: Int64, length: Int64)
    /// One after the other, such as an archive that is made while it is sent.
    case parts([Part])

    /// A piece of a body.
    public enum Part: Sendable, Hashable {
      case bytes([UInt8])
      case file(FilePath, offset: Int64, length: Int64)

      /// Bytes.
      var length: Int64 {
        switch self {
        case .bytes(let bytes): Int64(bytes.count)
        case .file(_, _, let length): length
        }
      }
    }
  }

  /// Receives a body piece by piece on the transport's own thread, so it must not block for long.
  public typealias Sink = @Sendable (UnsafeRawBufferPointer) throws -> Void

  /// What happens to the body of a 2xx response. Other responses keep at most 64 KiB of theirs in memory.
  public enum Receiving: Sendable {
    /// Kept in memory; more than the limit (bytes) is a failure.
    case bytes(limit: Int)
    case stream(Sink)
    /// Not kept: status and headers say enough. The transfer ends, as a success, where a longer one begins.
    case discarded
  }

  public var method: Method
  public var url: HTTPURL
  public var headers: HTTPHeaders
  public var body: Body
  public var receiving: Receiving
  public var timeouts: HTTPTimeouts
  /// Called on the transport's thread with status and headers, before the first byte of a 2xx body that is streamed.
  public var onBody: (@Sendable (HTTPResponse) throws -> Void)?
  /// Called on the transport's thread with the number of body bytes sent so far; it decreases if curl rewinds.
  public var onSent: (@Sendable (Int64) -> Void)?

  public init(
    _ method: Method, _ url: HTTPURL, headers: HTTPHeaders = [:], body: Body = .none,
    receiving: Receiving = .bytes(limit: 1 << 20), timeouts: HTTPTimeouts = HTTPTimeouts()
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    self.receiving = receiving
    self.timeouts = timeouts
  }
}

/// How long to wait for a server. By default the total is not limited: a large layer may take any time while bytes
/// keep moving.
public struct HTTPTimeouts: Sendable, Hashable {
  /// Until a connection is established, including name resolution and TLS.
  public var connect: Duration
  /// Without a single byte in either direction; rounded up to whole seconds.
  public var stall: Duration
  /// For the whole exchange.
  public var total: Duration?

  public init(connect: Duration = .seconds(20), stall: Duration = .seconds(120), total: Duration? = nil) {
    self.connect = connect
    self.stall = stall
    self.total = total
  }
}
