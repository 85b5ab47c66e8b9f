import Diagnostics
import HTTPTransport
import Sandbox
import Synchronization

/// This executable as its own helper inside a sandbox: it joins the container's namespaces and probes from there.
enum HelperMode {
  /// Not a subcommand: only this tool calls it.
  static let argument = "__sandbox-helper"

  static func main(_ arguments: [String]) async -> Int32 {
    let transport = CurlTransport(CurlTransport.Configuration(version: ToolVersion.current))
    return await SandboxHelper.main(arguments) { await perform($0, transport.client) }
  }

  private static func perform(_ probe: ProbeRequest.HTTP, _ client: HTTPClient) async -> ProbeResponse {
    do throws(HTTPFailure) {
      guard let method = HTTPRequest.Method(rawValue: probe.method.uppercased()) else {
        return ProbeResponse(failure: "the method `\(probe.method)` is not known")
      }
      let limit = Duration.seconds(probe.timeoutSeconds)
      let body = ProbedBody(limit: probe.maximumBody)
      var request = HTTPRequest(
        method, try HTTPURL(probe.url), body: probe.body.map { .bytes($0) } ?? .none,
        receiving: .stream { body.append($0) },
        timeouts: HTTPTimeouts(connect: limit, stall: limit, total: limit))
      for header in probe.headers { request.headers.add(header.name, header.value) }
      let response = try await client.send(request)
      return ProbeResponse(
        status: response.status, headers: response.headers.fields.map { ProbeHeader($0.name, $0.value) },
        body: response.isSuccess ? body.bytes : response.body)
    } catch {
      // The checks name the address themselves.
      return ProbeResponse(failure: error.detail.isEmpty ? error.description : error.detail)
    }
  }
}

/// The beginning of an answer's body: a health check with a long body is still healthy.
private final class ProbedBody: Sendable {
  private let limit: Int
  private let received = Mutex<[UInt8]>([])

  /// - Parameter limit: bytes that are kept.
  init(limit: Int) {
    self.limit = limit
  }

  func append(_ bytes: UnsafeRawBufferPointer) {
    received.withLock { received in
      received.append(contentsOf: bytes.prefix(max(0, limit - received.count)))
    }
  }

  var bytes: [UInt8] { received.withLock(\.self) }
}
