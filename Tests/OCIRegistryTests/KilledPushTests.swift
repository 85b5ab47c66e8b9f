import FileIO
import Glibc
import HTTPTransport
import OCIImage
import SystemPackage
import TestSupport
import Testing

@testable import OCIRegistry

@Suite("A push that is killed") struct KilledPushTests {
  private static let program: String = Products.directory.appending("push-fixture").string

  /// In milliseconds; a push of this image takes some hundred.
  static let moments: [UInt32] = {
    var random = SeededGenerator(state: 50)
    return (0..<50).map { _ in UInt32.random(in: 0...400, using: &random) }
  }()

  @Test(arguments: moments)
  func `leaves no tag that names half an image, and the next push completes it`(moment: UInt32) async throws {
    let fixture = try Fixture()
    let layout = try ImageLayout.create(at: fixture.directory.appending("layout"))
    let config = try layout.write(
      document: ImageConfig(platform: Platform(os: "linux", architecture: "amd64")), mediaType: MediaType.config)
    let layers = try (1...6).map { try layout.write(bytes($0 * 1_000_003), mediaType: MediaType.layerGzip) }
    let descriptor = try layout.write(
      document: ImageManifest(config: config, layers: layers), mediaType: MediaType.manifest)
    try layout.tag(descriptor, as: "1")

    let arguments = [Self.program, layout.path.string, "1", fixture.repository.repository]
    let process = try TestProcess(arguments, log: fixture.directory.appending("log"))
    usleep(moment * 1000)
    kill(process.processID, SIGKILL)
    process.wait()
    try expectComplete(fixture, "1", layers + [config], isThere: nil)

    let again = try TestProcess(arguments, log: fixture.directory.appending("log"))
    #expect(again.wait() == 0)
    try expectComplete(fixture, "1", layers + [config], isThere: true)
  }

  private func expectComplete(_ fixture: Fixture, _ tag: String, _ blobs: [Descriptor], isThere: Bool?) throws {
    let digest = fixture.registry.tag(tag, in: "team/app")
    if let isThere { #expect((digest != nil) == isThere) }
    guard digest != nil else { return }
    for blob in blobs {
      let stored = fixture.registry.blob(blob.digest, in: "team/app")
      #expect(stored.map(SHA256.digest(of:)) == blob.digest)
    }
  }
}
