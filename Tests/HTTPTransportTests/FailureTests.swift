import Diagnostics
import FileIO
import Glibc
import HTTPTransport
import SystemPackage
import TestSupport
import Testing

@Suite("HTTPFailure") struct FailureTests {
  let client = CurlTransport(CurlTransport.Configuration(version: "1")).client

  private func failure(of request: HTTPRequest) async throws -> HTTPFailure? {
    do throws(HTTPFailure) {
      _ = try await client.send(request)
      return nil
    } catch {
      return error
    }
  }

  @Test(arguments: [
    (TestResponse.Ending.reset(afterBytes: 10), HTTPFailure.Kind.reset), (.truncated(afterBytes: 10), .reset),
    (.reset(afterBytes: 0), .reset), (.stalled(afterBytes: 10), .timeout),
  ])
  func `tells how a connection ended`(ending: TestResponse.Ending, kind: HTTPFailure.Kind) async throws {
    let server = try TestHTTPServer { _ in
      TestResponse(200, body: [UInt8](repeating: 1, count: 100), ending: ending)
    }
    defer { server.stop() }
    let timeouts = HTTPTimeouts(stall: .seconds(1))
    let failure = try await failure(of: HTTPRequest(.get, try HTTPURL(server.origin), timeouts: timeouts))
    #expect(failure?.kind == kind)
    #expect(failure?.isTransient == true)
  }

  @Test func `says what a proxy that asks for a user needs, and which variables count`() {
    func hint(_ detail: String) -> String {
      HTTPFailure(.proxy, url: "https://r.io/", detail: detail).diagnostic.hints.joined()
    }
    #expect(hint("CONNECT tunnel failed, response 407").contains("HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT"))
    #expect(hint("CONNECT tunnel failed, response 403").contains("`http_proxy` (in lower case)"))
  }

  @Test func `limits the whole exchange where asked to`() async throws {
    let server = try TestHTTPServer { _ in TestResponse(200, body: [1], ending: .stalled(afterBytes: 0)) }
    defer { server.stop() }
    let timeouts = HTTPTimeouts(total: .milliseconds(200))
    #expect(
      try await failure(of: HTTPRequest(.get, try HTTPURL(server.origin), timeouts: timeouts))?.kind == .timeout)
  }

  @Test func `says that nothing listens, and what to check`() async throws {
    let server = try TestHTTPServer { _ in TestResponse(200) }
    server.stop()
    while try await failure(of: HTTPRequest(.get, try HTTPURL(server.origin))) == nil {}
    let failure = try #require(try await failure(of: HTTPRequest(.get, try HTTPURL("\(server.origin)/x?token=secret"))))
    #expect(failure.kind == .connect)
    #expect(failure.diagnostic.code == "http-connect")
    #expect(failure.diagnostic.message.hasPrefix("cannot connect to `\(server.origin)/x`"))
    #expect(!"\(failure)".contains("secret"))
    #expect(failure.diagnostic.hints.first?.contains("port") == true)
  }

  // Behind a proxy, names are the proxy's matter.
  @Test(.enabled(if: ["http_proxy", "all_proxy", "ALL_PROXY"].allSatisfy { (name: String) in getenv(name) == nil }))
  func `a name that cannot exist is a matter of names`() async throws {
    #expect(try await failure(of: HTTPRequest(.get, try HTTPURL("http://registry.invalid")))?.kind == .dns)
  }

  @Test func `a server without TLS is a matter of TLS`() async throws {
    let server = try TestHTTPServer { _ in TestResponse(200) }
    defer { server.stop() }
    let failure = try await failure(of: HTTPRequest(.get, try HTTPURL("https://\(server.host)")))
    #expect(failure?.kind == .tls)
    #expect(failure?.isTransient == false)
    // This transport was given no authorities.
    #expect(failure?.diagnostic.hints == [CertificateAuthorities.remedy])
  }

  @Test func `a body over the limit is refused`() async throws {
    let server = try TestHTTPServer { _ in TestResponse(200, body: [UInt8](repeating: 1, count: 11)) }
    defer { server.stop() }
    let url = try HTTPURL(server.origin)
    #expect(try await failure(of: HTTPRequest(.get, url, receiving: .bytes(limit: 10)))?.kind == .tooLarge)
    #expect(try await failure(of: HTTPRequest(.get, url, receiving: .bytes(limit: 11))) == nil)
  }

  @Test func `carries the failure of a file or a sink`() async throws {
    let server = try TestHTTPServer { _ in TestResponse(200, body: [1]) }
    defer { server.stop() }
    let url = try HTTPURL(server.origin)
    let missing = HTTPRequest(.put, url, body: .file("/nonexistent", offset: 0, length: 1))
    let expected = FileFailure("read", "/nonexistent", .noSuchFileOrDirectory)
    #expect(try await failure(of: missing)?.underlying as? FileFailure == expected)
    let short = HTTPRequest(.put, url, body: .file("/dev/null", offset: 0, length: 1))
    #expect(try await failure(of: short)?.kind == .local)
    let full = FileFailure("write", "/x", .noSpace)
    let sink = try await failure(of: HTTPRequest(.get, url, receiving: .stream { _ in throw full }))
    #expect(sink?.underlying as? FileFailure == full)
    #expect(sink?.diagnostic == full.diagnostic)
  }

  @Test func `refuses headers that would smuggle another one in`() async throws {
    let request = HTTPRequest(.get, try HTTPURL("http://127.0.0.1:1"), headers: ["A": "b\r\nC: d"])
    #expect(try await failure(of: request)?.kind == .malformedRequest)
  }
}
