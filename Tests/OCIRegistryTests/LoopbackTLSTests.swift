import FileIO
import HTTPTransport
import OCIImage
import SystemPackage
import TestSupport
import Testing

@testable import OCIRegistry

/// This machine is asked without TLS first. Servers that speak nothing else take that in different ways.
@Suite(
  "A registry with TLS on this machine",
  .enabled(if: TestProcess.isInstalled("/usr/bin/openssl") && TestProcess.isInstalled("/usr/bin/python3")))
struct LoopbackTLSTests {
  enum Server: String, CaseIterable, Sendable {
    /// Sends an alert, which is no HTTP.
    case openssl
    /// Closes the connection without a word.
    case python

    func command(_ directory: FilePath, _ port: UInt16) -> [String] {
      let (certificate, key) = (directory.appending("cert.pem").string, directory.appending("key.pem").string)
      switch self {
      case .openssl:
        return [
          "/usr/bin/openssl", "s_server", "-quiet", "-www", "-cert", certificate, "-key", key, "-accept",
          "127.0.0.1:\(port)",
        ]
      case .python:
        let program = """
          import http.server, ssl, sys
          class Handler(http.server.BaseHTTPRequestHandler):
              def do_GET(self):
                  self.send_response(200); self.send_header('Content-Length', '0'); self.end_headers()
          server = http.server.HTTPServer(('127.0.0.1', int(sys.argv[1])), Handler)
          context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
          context.load_cert_chain(sys.argv[2], sys.argv[3])
          server.socket = context.wrap_socket(server.socket, server_side=True)
          server.serve_forever()
          """
        return ["/usr/bin/python3", "-c", program, "\(port)", certificate, key]
      }
    }
  }

  @Test(arguments: Server.allCases, [true, false])
  func `is found though it hangs up on plain HTTP`(server: Server, isTrusted: Bool) async throws {
    let fixture = try Fixture()
    try RealRegistryTests.makeCertificate(fixture.directory)
    let port = try TestProcess.freePort()
    let process = try TestProcess(
      server.command(fixture.directory, port), log: fixture.directory.appending("server.log"))
    defer { process.stop() }
    let transport = CurlTransport(
      CurlTransport.Configuration(
        version: "test",
        authorities: CertificateAuthorities(file: isTrusted ? fixture.directory.appending("cert.pem") : nil)))
    let registry = RegistryClient(
      for: try Reference(parsing: "127.0.0.1:\(port)/app"), http: transport.client,
      keychain: Keychain(environment: [:], home: nil),
      // It takes the server a moment until it listens.
      configuration: RegistryClient.Configuration(
        retries: RetryPolicy(attempts: 100, firstDelay: .milliseconds(50), maximumDelay: .milliseconds(100))))
    do {
      _ = try await registry.retrying { () async throws(RegistryFailure) in try await registry.connected() }
      #expect(try await registry.connected().scheme == "https")
      #expect(isTrusted)
    } catch {
      #expect(!isTrusted && error.failureClass == .tls, "\(error)")
    }
  }
}
