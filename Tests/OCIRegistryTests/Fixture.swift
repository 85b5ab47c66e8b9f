import FileIO
import FoundationEssentials
import HTTPTransport
import OCIImage
import Synchronization
import SystemPackage
import TestSupport

@testable import OCIRegistry

/// A registry in memory, a directory, and clients whose waiting costs no time.
final class Fixture: Sendable {
  let registry: TestRegistry
  let directory: FilePath
  let repository: Reference
  /// What clients of this fixture waited for.
  let waits = Mutex<[Duration]>([])
  private static let transport = CurlTransport(CurlTransport.Configuration(version: "test"))

  init(_ configure: (inout TestRegistry.Behaviour) -> Void = { _ in }) throws {
    registry = try TestRegistry(configure)
    directory = try Directory.temporary(prefix: "registry-test", in: "/tmp")
    repository = try Reference(parsing: "\(registry.host)/team/app")
  }

  deinit {
    registry.stop()
    try? Directory.remove(directory)
  }

  static var http: HTTPClient { transport.client }

  /// - Parameter environment: what the keychain sees; with the right password by default.
  func client(
    _ environment: [String: String] = ["DOCKER_USERNAME": "ci", "DOCKER_PASSWORD": "secret"], attempts: Int = 4,
    helper: CredentialHelper? = nil, configure: (inout RegistryClient.Configuration) -> Void = { _ in }
  ) -> RegistryClient {
    let clock = RetryClock(
      now: { self.waits.withLock { $0.reduce(.zero, +) } }, random: { 0 },
      sleep: { wait in self.waits.withLock { $0.append(wait) } })
    var configuration = RegistryClient.Configuration(
      retries: RetryPolicy(attempts: attempts, clock: clock), timeouts: HTTPTimeouts(stall: .seconds(5)))
    configure(&configuration)
    return RegistryClient(
      for: repository, http: Self.http,
      keychain: Keychain(environment: environment, home: nil, destinations: [registry.host], helper: helper),
      configuration: configuration)
  }

  /// A blob in a file of the directory.
  func blob(_ bytes: [UInt8], type: String = MediaType.layerGzip) throws -> (descriptor: Descriptor, path: FilePath) {
    let digest = SHA256.digest(of: bytes)
    let path = directory.appending(digest.hex)
    try FileContents.write(bytes, to: path)
    return (Descriptor(mediaType: type, digest: digest, size: Int64(bytes.count)), path)
  }

  /// An image of these layers, with its blobs in the directory.
  func image(layers: [[UInt8]]) throws -> PushableImage {
    let config = try blob(Array("{}".utf8), type: MediaType.config).descriptor
    let manifest = ImageManifest(config: config, layers: try layers.map { try blob($0).descriptor })
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let directory = directory
    return try PushableImage(manifest: Array(try encoder.encode(manifest)), path: { directory.appending($0.hex) })
  }

  /// The failure of an operation; nothing where it succeeds.
  func failure(of body: () async throws(RegistryFailure) -> Void) async -> RegistryFailure? {
    do throws(RegistryFailure) {
      try await body()
      return nil
    } catch {
      return error
    }
  }
}

/// Bytes whose pattern does not fit into any power of two, so that parts in the wrong place show.
func bytes(_ count: Int) -> [UInt8] {
  var bytes = (0..<1021).map { UInt8(truncatingIfNeeded: ($0 &* 2_654_435_761) >> 7) }
  while bytes.count < count { bytes += bytes }
  return Array(bytes.prefix(count))
}
