import Diagnostics
import FileIO
import HTTPTransport
import OCIImage
import SystemPackage
import TestSupport
import Testing

@testable import OCIRegistry

/// Debian's `docker-registry`, the reference implementation: what our own test registry gets wrong shows here.
@Suite(
  "Against the real registry",
  // Where it is not installed there is nothing to be compatible with.
  .enabled(if: TestProcess.isInstalled("/usr/bin/docker-registry") && TestProcess.isInstalled("/usr/bin/openssl")))
struct RealRegistryTests {
  enum Mode: String, CaseIterable, Sendable {
    case plain, basic, tls
  }

  private static func configuration(_ mode: Mode, _ folder: FilePath, _ port: UInt16) throws -> String {
    var http = "addr: 127.0.0.1:\(port)"
    var text = """
      version: 0.1
      log: {level: warn, accesslog: {disabled: true}}
      storage: {filesystem: {rootdirectory: \(folder)/data}, delete: {enabled: true}}

      """
    switch mode {
    case .plain: break
    case .basic:
      // User ci, password secret, at bcrypt's lowest cost: at the usual one every request takes a quarter of a second.
      let line = "ci:$2b$04$WcTF8rJ.5oxvdQ3G./1hV.6aGG6sURkaN5sfd96iT9Q2VKFoZ/6S6\n"
      try FileContents.write(Array(line.utf8), to: folder.appending("htpasswd"))
      text += "auth: {htpasswd: {realm: test, path: \(folder)/htpasswd}}\n"
    case .tls:
      let certificate = try TestProcess(
        [
          "/usr/bin/openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
          "-keyout", "\(folder)/key.pem", "-out", "\(folder)/cert.pem", "-addext", "subjectAltName=IP:127.0.0.1",
        ], log: folder.appending("openssl.log"))
      try #require(certificate.wait() == 0)
      http += ", tls: {certificate: \(folder)/cert.pem, key: \(folder)/key.pem}"
    }
    return text + "http: {\(http)}\n"
  }

  @Test(arguments: Mode.allCases)
  func `pushes an image of 5 MB, finds it unchanged and pulls it back`(mode: Mode) async throws {
    let fixture = try Fixture()
    let port = try TestProcess.freePort()
    let configuration = fixture.folder.appending("registry.yml")
    try FileContents.write(Array(try Self.configuration(mode, fixture.folder, port).utf8), to: configuration)
    let process = try TestProcess(
      ["/usr/bin/docker-registry", "serve", configuration.string], log: fixture.folder.appending("registry.log"))
    defer { process.stop() }

    let repository = try Reference(parsing: "127.0.0.1:\(port)/team/app")
    let transport = CurlTransport(
      CurlTransport.Configuration(
        version: "test", certificateAuthorities: mode == .tls ? fixture.folder.appending("cert.pem") : nil))
    func client(password: String = "secret") -> RegistryClient {
      RegistryClient(
        for: repository, http: transport.client,
        keychain: Keychain(
          environment: ["DOCKER_USERNAME": "ci", "DOCKER_PASSWORD": password], home: nil,
          destinations: [repository.domain]),
        // It takes the registry a moment until it listens.
        configuration: RegistryClient.Configuration(
          retries: RetryPolicy(attempts: 100, firstDelay: .milliseconds(50), maximumDelay: .milliseconds(100))))
    }
    let registry = client()
    try await registry.ping()
    try await registry.checkPushAccess(to: repository)

    let image = try fixture.image(layers: [bytes(5_000_000), bytes(1000)])
    let first = try await registry.push(image, to: repository, tags: ["1.0.0", "latest"])
    #expect(first.map(\.retries) == [0, 0])
    #expect(first[0].bytesUploaded > 5_000_000)
    let second = try await registry.push(image, to: repository, tags: ["1.0.0", "latest"])
    #expect(second.allSatisfy { if case .unchanged = $0.status { true } else { false } })

    let pulled = try await registry.manifest(repository.with(tag: "1.0.0"))
    #expect(pulled.bytes == image.manifest && pulled.mediaType == MediaType.manifest)
    let path = fixture.folder.appending("pulled")
    try await registry.pullBlob(image.blobs[0].descriptor, from: repository, to: path)
    #expect(try FileContents.read(path, limit: 6_000_000) == bytes(5_000_000))

    let missing = await fixture.failure { () async throws(RegistryFailure) in
      _ = try await registry.manifest(repository.with(tag: "none"))
    }
    #expect(missing?.failureClass == .notFound)
    if mode == .basic {
      let refused = await fixture.failure { () async throws(RegistryFailure) in
        try await client(password: "wrong").checkPushAccess(to: repository)
      }
      #expect(refused?.failureClass == .auth)
    }
  }
}
