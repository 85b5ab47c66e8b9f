import FileIO
import HTTPTransport
import OCIImage
import Synchronization
import SystemPackage
import TestSupport

@testable import DockerEngine

/// An engine on a Unix socket that answers what a test wants.
final class FakeEngine: Sendable {
  let directory: FilePath
  let server: TestHTTPServer
  var socket: FilePath { directory.appending("engine.sock") }
  var host: String { "unix://\(socket)" }

  static let dockerPing = [("Api-Version", "1.41"), ("Server", "Docker/20.10.24 (linux)")]
  static let podmanPing = [
    ("Api-Version", "1.41"), ("Libpod-Api-Version", "4.3.1"), ("Server", "Libpod/4.3.1 (linux)"),
  ]

  /// - Parameter answer: to everything but the ping; nothing for 404.
  init(
    ping: [(name: String, value: String)] = dockerPing.map { (name: $0.0, value: $0.1) },
    _ answer: @escaping @Sendable (TestRequest) -> TestResponse? = { _ in nil }
  ) throws {
    directory = try Directory.temporary(prefix: "engine-test", in: "/tmp")
    server = try TestHTTPServer(unixSocket: directory.appending("engine.sock").string) { request in
      if request.path == "/_ping" { return TestResponse(200, ping, body: Array("OK".utf8)) }
      if let response = answer(request) { return response }
      // Engines that know of nothing list nothing.
      if request.path.hasSuffix("/images/json") || request.path.hasSuffix("/containers/json") {
        return TestResponse(200, text: "[]")
      }
      return TestResponse(404, text: #"{"message":"no such thing"}"#)
    }
  }

  deinit {
    server.stop()
    try? Directory.remove(directory)
  }

  func client(_ environment: [String: String] = [:]) async throws -> EngineClient {
    try await EngineConnector(environment: environment.merging(["DOCKER_HOST": host]) { $1 }, version: "test").connect()
  }

  /// What was asked, as `METHOD path`, without the ping and the lists.
  var calls: [String] {
    server.requests.filter { $0.path != "/_ping" && !$0.path.hasSuffix("s/json") }.map { "\($0.method) \($0.path)" }
  }

  static func stream(_ lines: String...) -> TestResponse {
    TestResponse(200, text: lines.map { $0 + "\r\n" }.joined())
  }
}

extension EngineBuild {
  /// A build whose files do not matter.
  static func any(usesBuildKit: Bool = false) -> EngineBuild {
    var context = ArchiveParts()
    context.finish()
    return EngineBuild(context: context, dockerfile: "Dockerfile", usesBuildKit: usesBuildKit)
  }
}
