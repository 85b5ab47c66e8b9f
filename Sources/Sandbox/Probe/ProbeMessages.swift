import FoundationEssentials

/// A request to the helper inside a sandbox; one line of JSON.
public struct ProbeRequest: Codable, Sendable, Hashable {
  public enum Kind: Codable, Sendable, Hashable {
    case http(HTTP)
    case tcp(TCP)
  }

  /// One HTTP request, which the executable performs: it has the transport.
  public struct HTTP: Codable, Sendable, Hashable {
    public var method: String
    public var url: String
    public var headers: [ProbeHeader]
    public var timeoutSeconds: Double
    /// Bytes of the answer's body to hand back; the rest is dropped.
    public var maximumBody: Int
    private var content: Data?

    public var body: [UInt8]? { content.map { Array($0) } }

    public init(
      method: String = "GET", url: String, headers: [ProbeHeader] = [], body: [UInt8]? = nil,
      timeoutSeconds: Double, maximumBody: Int = ProbeResponse.maximumBody
    ) {
      self.method = method
      self.url = url
      self.headers = headers
      self.timeoutSeconds = timeoutSeconds
      self.maximumBody = maximumBody
      content = body.map { Data($0) }
    }
  }

  /// Whether something accepts a connection on loopback.
  public struct TCP: Codable, Sendable, Hashable {
    public var port: UInt16
    public var timeoutSeconds: Double

    public init(port: UInt16, timeoutSeconds: Double) {
      self.port = port
      self.timeoutSeconds = timeoutSeconds
    }
  }

  var id: Int
  var kind: Kind

  var timeout: Duration {
    switch kind {
    case .http(let request): .seconds(request.timeoutSeconds)
    case .tcp(let request): .seconds(request.timeoutSeconds)
    }
  }
}

public struct ProbeHeader: Codable, Sendable, Hashable {
  public var name: String
  public var value: String

  public init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}

/// The result of a request.
public struct ProbeResponse: Codable, Sendable, Hashable {
  /// Bytes; a health check that answers more is not read further.
  public static let maximumBody = 1 << 20

  /// The request's; the server sets it, as it does with the duration.
  var id = 0
  /// The status of HTTP.
  public var status: Int?
  public var headers: [ProbeHeader]
  public internal(set) var durationSeconds = 0.0
  /// Why there is no response.
  public var failure: String?
  private var content: Data

  public var body: [UInt8] { Array(content) }

  public init(status: Int? = nil, headers: [ProbeHeader] = [], body: [UInt8] = [], failure: String? = nil) {
    self.status = status
    self.headers = headers
    self.failure = failure
    content = Data(body.prefix(Self.maximumBody))
  }
}
