/// What a server answered.
public struct HTTPResponse: Sendable, Hashable {
  public var status: Int
  public var headers: HTTPHeaders
  /// Empty if the body was streamed. For a response outside 2xx, at most `errorBodyLimit` bytes.
  public var body: [UInt8]

  /// Bytes kept of the body of an unsuccessful response; error pages can be endless.
  public static let errorBodyLimit = 64 << 10

  public init(status: Int, headers: HTTPHeaders = [:], body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  public var isSuccess: Bool { (200..<300).contains(status) }

  /// Statuses that a later attempt may not get (registries answer them under load and during deployments).
  public var isTransientFailure: Bool { [408, 429, 500, 502, 503, 504].contains(status) }
}
