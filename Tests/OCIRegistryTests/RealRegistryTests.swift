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
    case plain, basic, token, tls
    /// The registry wants a certificate of its clients as well.
    case mutualTLS

    /// The token server is a Python program with two libraries beside Python itself.
    static let testable: [Mode] = {
      let hasLibraries =
        TestProcess.isInstalled("/usr/bin/python3")
        && (try? TestProcess(["/usr/bin/python3", "-c", "import jwt, cryptography"], log: "/dev/null").wait()) == 0
      return allCases.filter { $0 != .token || hasLibraries }
    }()
  }

  static func makeCertificate(_ directory: FilePath) throws {
    let certificate = try TestProcess(
      [
        "/usr/bin/openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
        "-keyout", "\(directory)/key.pem", "-out", "\(directory)/cert.pem", "-addext", "subjectAltName=IP:127.0.0.1",
      ], log: directory.appending("openssl.log"))
    try #require(certificate.wait() == 0)
  }

  /// As docker keeps them.
  private static func hostCertificates(of repository: Reference, _ directory: FilePath) throws -> HostCertificates {
    let all = directory.appending("certs.d")
    let own = all.appending(repository.domain)
    try Directory.create(own)
    for (name, source) in [("ca.crt", "cert.pem"), ("client.cert", "cert.pem"), ("client.key", "key.pem")] {
      try FileContents.write(
        FileContents.read(directory.appending(source), limit: 1 << 16), to: own.appending(name))
    }
    return HostCertificates(directories: [all])
  }

  /// Another client has to read the very same image.
  private static func pullWithSkopeo(
    _ reference: Reference, _ mode: Mode, _ directory: FilePath, expected: Digest
  ) throws {
    var flags = ["--quiet", "--insecure-policy"]
    switch mode {
    case .plain: flags += ["--tls-verify=false"]
    case .basic, .token: flags += ["--tls-verify=false", "--creds", "ci:secret"]
    case .tls, .mutualTLS:
      _ = try hostCertificates(of: reference, directory)
      flags += ["--cert-dir", directory.appending("certs.d").appending(reference.domain).string]
    }
    let (raw, log) = (directory.appending("skopeo.json"), directory.appending("skopeo.log"))
    let inspect = try TestProcess(
      ["/usr/bin/skopeo", "--insecure-policy", "inspect", "--raw"] + flags.dropFirst(2) + ["docker://\(reference)"],
      log: raw)
    #expect(inspect.wait() == 0)
    #expect(SHA256.digest(of: try FileContents.read(raw, limit: 1 << 20)) == expected)
    let copy = try TestProcess(
      ["/usr/bin/skopeo", "copy", "--preserve-digests"]
        + flags.map { ["--tls-verify=false", "--creds", "--cert-dir"].contains($0) ? "--src-" + $0.dropFirst(2) : $0 }
        + ["docker://\(reference)", "oci:\(directory)/by-skopeo:1"], log: log)
    let status = copy.wait()
    let said = String(decoding: try FileContents.read(log, limit: 1 << 20), as: UTF8.self)
    #expect(status == 0, "\(said)")
    let index = try FileContents.read(directory.appending("by-skopeo/index.json"), limit: 1 << 20)
    #expect(String(decoding: index, as: UTF8.self).contains("\(expected)"))
  }

  private static func tokenServer(_ directory: FilePath, _ port: UInt16) throws -> TestProcess {
    let script = FilePath(#filePath).removingLastComponent().appending("../Fixtures/token-server/token-server.py")
    return try TestProcess(
      [
        "/usr/bin/python3", script.lexicallyNormalized().string, "\(directory)/key.pem", "\(directory)/cert.pem",
        "\(port)",
      ], log: directory.appending("token.log"))
  }

  private static func configuration(
    _ mode: Mode, _ directory: FilePath, _ port: UInt16, tokenPort: UInt16
  ) throws -> String {
    var http = "addr: 127.0.0.1:\(port)"
    var text = """
      version: 0.1
      log: {level: warn, accesslog: {disabled: true}}
      storage: {filesystem: {rootdirectory: \(directory)/data}, delete: {enabled: true}}

      """
    switch mode {
    case .plain: break
    case .basic:
      // User ci, password secret, at bcrypt's lowest cost: at the usual one every request takes a quarter of a second.
      let line = "ci:$2b$04$WcTF8rJ.5oxvdQ3G./1hV.6aGG6sURkaN5sfd96iT9Q2VKFoZ/6S6\n"
      try FileContents.write(Array(line.utf8), to: directory.appending("htpasswd"))
      text += "auth: {htpasswd: {realm: test, path: \(directory)/htpasswd}}\n"
    case .token:
      try makeCertificate(directory)
      text +=
        "auth: {token: {realm: \"http://127.0.0.1:\(tokenPort)/token\", service: test, issuer: test, "
        + "rootcertbundle: \(directory)/cert.pem}}\n"
    case .tls, .mutualTLS:
      try makeCertificate(directory)
      let clients = mode == .mutualTLS ? ", clientcas: [\(directory)/cert.pem]" : ""
      http += ", tls: {certificate: \(directory)/cert.pem, key: \(directory)/key.pem\(clients)}"
    }
    return text + "http: {\(http)}\n"
  }

  @Test(arguments: Mode.testable)
  func `pushes an image of 5 MB, finds it unchanged and pulls it back`(mode: Mode) async throws {
    let fixture = try Fixture()
    let (port, tokenPort) = (try TestProcess.freePort(), try TestProcess.freePort())
    let configuration = fixture.directory.appending("registry.yml")
    try FileContents.write(
      Array(try Self.configuration(mode, fixture.directory, port, tokenPort: tokenPort).utf8), to: configuration)
    let process = try TestProcess(
      ["/usr/bin/docker-registry", "serve", configuration.string], log: fixture.directory.appending("registry.log"))
    defer { process.stop() }
    let tokenServer = mode == .token ? try Self.tokenServer(fixture.directory, tokenPort) : nil
    defer { tokenServer?.stop() }

    let repository = try Reference(parsing: "127.0.0.1:\(port)/team/app")
    var trust = CurlTransport.Configuration(
      version: "test",
      authorities: CertificateAuthorities(file: mode == .tls ? fixture.directory.appending("cert.pem") : nil))
    if mode == .mutualTLS { trust.hostCertificates = try Self.hostCertificates(of: repository, fixture.directory) }
    let transport = CurlTransport(trust)
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
    _ = try await registry.retrying { () async throws(RegistryFailure) in try await registry.connected() }
    try await registry.checkPushAccess(to: repository)

    let image = try fixture.image(layers: [bytes(5_000_000), bytes(1000)])
    let first = try await registry.push(image, to: repository, tags: ["1.0.0", "latest"])
    #expect(first.map(\.retries) == [0, 0])
    #expect(first[0].bytesUploaded > 5_000_000)
    let second = try await registry.push(image, to: repository, tags: ["1.0.0", "latest"])
    #expect(second.allSatisfy { if case .unchanged = $0.status { true } else { false } })

    let pulled = try await registry.manifest(repository.with(tag: "1.0.0"))
    #expect(pulled.bytes == image.manifest && pulled.mediaType == MediaType.manifest)
    let path = fixture.directory.appending("pulled")
    try await registry.pullBlob(image.blobs[0].descriptor, from: repository, to: path)
    #expect(try FileContents.read(path, limit: 6_000_000) == bytes(5_000_000))

    if TestProcess.isInstalled("/usr/bin/skopeo") {
      try Self.pullWithSkopeo(repository.with(tag: "1.0.0"), mode, fixture.directory, expected: image.digest)
    }

    let missing = await fixture.failure { () async throws(RegistryFailure) in
      _ = try await registry.manifest(repository.with(tag: "none"))
    }
    #expect(missing?.failureClass == .notFound)
    if mode == .basic || mode == .token {
      let refused = await fixture.failure { () async throws(RegistryFailure) in
        try await client(password: "wrong").checkPushAccess(to: repository)
      }
      #expect(refused?.failureClass == .auth)
    }

    // What only a real registry can tell: mounts, pieces, lists and referrers as it understands them.
    let live = try Reference(parsing: "127.0.0.1:\(port)/live/app")
    let copied = try await registry.copy(
      repository.with(tag: "1.0.0"), from: registry, to: live, tags: ["1.0.0"],
      scratch: fixture.directory.appending("none"))
    #expect(copied[0].bytesMounted > 5_000_000)
    var inPieces = registry.configuration
    inPieces.chunkSize = 2_000_000
    let piecemeal = RegistryClient(
      for: repository, http: transport.client, keychain: registry.keychain, configuration: inPieces)
    let large = try fixture.blob(Array(bytes(5_000_000).reversed()))
    #expect(try await piecemeal.pushBlob(large.descriptor, from: large.path, to: live).status == .uploaded)
    #expect(try await registry.findBlob(large.descriptor.digest, .pull(live)))
    #expect(try await registry.tags(of: repository).sorted() == ["1.0.0", "latest"])
    let file = fixture.directory.appending("report.txt")
    try FileContents.write(Array("all is well".utf8), to: file)
    let artifact = try await registry.attach(
      file, mediaType: "text/plain", to: image.descriptor, in: repository, scratch: fixture.directory)
    #expect(try await registry.referrers(of: image.digest, in: repository).map(\.digest) == [artifact.digest])
  }
}
