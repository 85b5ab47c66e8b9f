import Diagnostics
import FoundationEssentials
import HTTPTransport

/// A client of the Docker Engine API (docs.docker.com/reference/api/engine), for dockerd or podman's compatible service.
public struct EngineClient: Sendable {
  public enum Kind: String, Sendable, Hashable {
    case docker, podman
  }

  public let kind: Kind
  public let address: EngineAddress
  /// The API version that both sides support.
  public let version: APIVersion
  /// The engine's own name and version: `Docker/20.10.24`.
  public let product: String
  /// Windows containers have no BuildKit.
  private let isWindows: Bool
  private let http: HTTPClient

  /// A build prints nothing while a step prints nothing; the run's own time limit ends it.
  static let patience = Duration.seconds(24 * 3600)
  /// The largest answer that is not a stream, in bytes.
  private static let answerLimit = 64 << 20

  /// Asks the engine who it is.
  /// - Parameter askedVersion: of the API, instead of the newest that both know.
  init(http: HTTPClient, address: EngineAddress, askedVersion: String? = nil) async throws(EngineFailure) {
    self.http = http
    self.address = address
    let response: HTTPResponse
    do throws(HTTPFailure) {
      response = try await http.send(
        HTTPRequest(.get, try HTTPURL("\(address.origin)/_ping"), timeouts: HTTPTimeouts(stall: .seconds(20))))
    } catch {
      throw EngineFailure(error, address: address.description)
    }
    guard response.isSuccess, let offered = response.headers["Api-Version"].flatMap({ APIVersion($0) }) else {
      throw EngineFailure(
        .malformedAnswer, "the server at `\(address)` is not a Docker Engine (status \(response.status))",
        hints: ["check `DOCKER_HOST`"])
    }
    let server = response.headers["Server"] ?? ""
    kind = response.headers["Libpod-Api-Version"] != nil || server.hasPrefix("Libpod/") ? .podman : .docker
    isWindows = response.headers["Ostype"]?.lowercased() == "windows"
    product = server.split(separator: " ").first.map(String.init) ?? kind.rawValue
    version = try Self.negotiate(offered, asked: askedVersion.flatMap { $0.isEmpty ? nil : $0 })
  }

  private static func negotiate(_ offered: APIVersion, asked: String?) throws(EngineFailure) -> APIVersion {
    if let asked {
      guard let version = APIVersion(asked) else {
        throw EngineFailure(
          .invalidAddress, .usage, "`DOCKER_API_VERSION` is `\(asked)`, which is not a version",
          hints: ["write `1.41`, or unset it"])
      }
      return version
    }
    guard offered >= .oldest else {
      throw EngineFailure(
        .tooOld, "the engine supports version \(offered) of the API, but at least \(APIVersion.oldest) is needed",
        hints: ["update the engine, or set `build.engine` to `oci`, which needs none"])
    }
    return min(offered, .newest)
  }

  /// Whether builds may use BuildKit: podman has none.
  public var hasBuildKit: Bool { kind == .docker && !isWindows }

  // MARK: Requests

  /// - Parameters:
  ///   - path: behind the version: `/images/json`.
  ///   - receiving: what becomes of a 2xx answer's body.
  /// - Throws: also if the engine answers with an error.
  @discardableResult
  func send(
    _ method: HTTPRequest.Method, _ path: String, _ query: [(name: String, value: String)] = [],
    headers: HTTPHeaders = [:], body: HTTPRequest.Body = .none, receiving: HTTPRequest.Receiving? = nil,
    stall: Duration = .seconds(300)
  ) async throws(EngineFailure) -> HTTPResponse {
    let response: HTTPResponse
    do throws(HTTPFailure) {
      let url = try HTTPURL("\(address.origin)/v\(version)\(path)").appending(query: query)
      var headers = headers
      if case .none = body, method == .post { headers["Content-Length"] = "0" }
      response = try await http.send(
        HTTPRequest(
          method, url, headers: headers, body: body, receiving: receiving ?? .bytes(limit: Self.answerLimit),
          timeouts: HTTPTimeouts(stall: stall)))
    } catch {
      if let failure = error.underlying as? EngineFailure { throw failure }
      throw EngineFailure(error, address: address.description)
    }
    guard response.isSuccess || response.status == 304 else { throw refusal(response, method, path) }
    return response
  }

  /// - Returns: `nil` if the engine answers 404.
  func ifPresent<Value>(
    _ body: () async throws(EngineFailure) -> Value
  ) async throws(EngineFailure) -> Value? {
    do throws(EngineFailure) {
      return try await body()
    } catch {
      if error.status == 404 { return nil }
      throw error
    }
  }

  func json<Value: Decodable>(
    _ type: Value.Type, _ method: HTTPRequest.Method, _ path: String, _ query: [(name: String, value: String)] = [],
    body: HTTPRequest.Body = .none
  ) async throws(EngineFailure) -> Value {
    let headers: HTTPHeaders
    if case .none = body { headers = [:] } else { headers = ["Content-Type": "application/json"] }
    let response = try await send(method, path, query, headers: headers, body: body)
    guard let value = try? Self.decode(type, from: response.body) else {
      throw EngineFailure(
        .malformedAnswer, "the engine's response to `\(method.rawValue) \(path)` is malformed",
        hints: ["check that `\(address)` is a Docker Engine or podman"])
    }
    return value
  }

  /// Errors come as `{"message": …}`, from podman also with a `cause`.
  private func refusal(_ response: HTTPResponse, _ method: HTTPRequest.Method, _ path: String) -> EngineFailure {
    struct Answer: Decodable {
      var message: String?
    }
    let answer = try? Self.decode(Answer.self, from: response.body)
    let text = answer?.message ?? String(decoding: response.body.prefix(500), as: UTF8.self)
    var failure = EngineFailure(
      .refused, "the engine responded to `\(method.rawValue) \(path)` with status \(response.status): \(text)",
      hints: ["check the engine's log"])
    failure.status = response.status
    failure.reason = text
    return failure
  }

  static func decode<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws -> Value {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .custom { GoKey($0.last) { $0.lowercased() } }
    return try decoder.decode(type, from: Data(bytes))
  }

  static func encode(_ value: some Encodable) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .custom { GoKey($0.last) { $0.uppercased() } }
    do {
      return Array(try encoder.encode(value))
    } catch {
      // Strings, numbers, lists and maps only: JSON has all of them.
      fatalError("cannot encode \(type(of: value)): \(error)")
    }
  }
}

/// Names in the engine's JSON are Go's: `StatusCode` for `statusCode`. Keys of dictionaries stay as they are.
private struct GoKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }

  init(_ key: (any CodingKey)?, _ changeFirst: (Substring) -> String) {
    let name = key?.stringValue ?? ""
    stringValue = changeFirst(name.prefix(1)) + name.dropFirst()
  }

  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}
