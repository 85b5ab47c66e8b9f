import Diagnostics
import FileIO
import HTTPTransport
import OCIImage
import Synchronization
import SystemPackage
import TestSupport
import Testing

@testable import OCIRegistry

/// Canaries: secrets that would show wherever they leaked.
@Suite("Secrets") struct SecretTests {
  private static let canary = "canary-Zx81-password"

  /// The ways a canary gets into a keychain.
  enum Source: CaseIterable, Sendable {
    case environment, file, helper, identityToken
  }

  private func client(_ fixture: Fixture, _ source: Source, onNotice: @escaping @Sendable (RegistryNotice) -> Void)
    -> RegistryClient
  {
    let auth = TestRegistry.base64(Array("ci:\(Self.canary)".utf8))
    let host = fixture.registry.host
    let environment: [String: String] =
      switch source {
      case .environment: ["DOCKER_USERNAME": "ci", "DOCKER_PASSWORD": Self.canary]
      case .file: ["DOCKER_AUTH_CONFIG": #"{"auths":{"\#(host)":{"auth":"\#(auth)"}}}"#]
      case .helper: ["DOCKER_AUTH_CONFIG": #"{"credsStore":"test"}"#]
      case .identityToken: ["DOCKER_AUTH_CONFIG": #"{"auths":{"\#(host)":{"identitytoken":"\#(Self.canary)"}}}"#]
      }
    return fixture.client(
      environment,
      helper: { _, _ in
        CredentialHelperOutput(
          exitStatus: 0, standardOutput: Array(#"{"Username":"ci","Secret":"\#(Self.canary)"}"#.utf8))
      },
      configure: { $0.onNotice = onNotice })
  }

  @Test(arguments: Source.allCases, [TestRegistry.Authentication.basic, .bearer])
  func `never show in what a failed push says, though the registry repeats them`(
    source: Source, authentication: TestRegistry.Authentication
  ) async throws {
    let fixture = try Fixture {
      $0.authentication = authentication
      $0.password = Self.canary
      $0.identityToken = Self.canary
      $0.echoesAuthorization = true
    }
    fixture.registry.inject(TestFault("PUT", "/manifests/", times: 99, TestFault.error(503, "UNAVAILABLE")))
    let said = Mutex<[String]>([])
    let client = client(fixture, source) { notice in said.withLock { $0.append("\(notice)") } }
    let image = try fixture.image(layers: [bytes(100)])
    let failure = await fixture.failure { () async throws(RegistryFailure) in
      _ = try await client.push(image, to: fixture.repository, tags: ["1"])
    }
    let sent = fixture.registry.requests.compactMap { $0.header("Authorization") }
    let isBasicImpossible = source == .identityToken && authentication != .bearer
    #expect(sent.isEmpty == isBasicImpossible)
    let text = "\(String(reflecting: failure)) \(failure?.diagnostic.hints ?? []) \(said.withLock { $0 })"
    #expect(
      text.contains("you sent ***") || text.contains("you sent Basic ***") || text.contains("you sent Bearer ***")
        || isBasicImpossible, "\(text)")
    for secret in [Self.canary] + sent.compactMap({ $0.split(separator: " ").last.map(String.init) }) {
      #expect(!text.contains(secret))
    }
  }

  @Test func `are cut out before a long message is cut short`() async throws {
    let fixture = try Fixture { $0.authentication = .basic }
    let padding = String(repeating: "x", count: 295)
    fixture.registry.inject(TestFault("HEAD", "/manifests/", .respond(TestResponse(404))))
    fixture.registry.inject(TestFault("HEAD", "/blobs/", .respond(TestResponse(404))))
    fixture.registry.inject(TestFault("POST", "/uploads/", TestFault.error(400, "X", padding + "secret-behind")))
    let failure = await fixture.failure { () async throws(RegistryFailure) in
      try await fixture.client().checkPushAccess(to: fixture.repository)
    }
    let message = try #require(failure?.errors.first?.message)
    #expect(message.hasPrefix(padding) && !message.contains("sec"))
  }

  @Test func `stay with their own host through redirects, foreign uploads and mounts`() async throws {
    let storage = try TestHTTPServer { _ in TestResponse(201) }
    defer { storage.stop() }
    for authentication in [TestRegistry.Authentication.basic, .bearer] {
      let fixture = try Fixture {
        $0.authentication = authentication
        $0.location = .foreign(storage.origin)
        $0.blobOrigin = storage.origin
      }
      let image = try fixture.image(layers: [bytes(100)])
      let client = fixture.client()
      _ = try? await client.push(image, to: fixture.repository, tags: ["1"])
      _ = fixture.registry.put(blob: bytes(100), in: "team/app")
      try? await client.pullBlob(
        image.blobs[0].descriptor, from: fixture.repository, to: fixture.directory.appending("pulled"))
    }
    #expect(storage.requests.count >= 4)
    #expect(storage.requests.allSatisfy { $0.header("Authorization") == nil })
  }
}
