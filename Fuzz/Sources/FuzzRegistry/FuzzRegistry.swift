import Diagnostics
import FileIO
import FuzzSupport
import HTTPTransport
import OCIImage
import OCIRegistry
import Synchronization
import SystemPackage

/// Any bytes as the answers of a registry: no credential goes astray, and no message draws on a terminal.
///
/// The pieces of an input are answers in the form of HTTP: a status, headers, an empty line and a body. Each operation gets
/// them from the first one on.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzRegistry(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  // What the answers say themselves is no secret.
  guard !String(decoding: bytes, as: UTF8.self).contains(Script.password) else { return -1 }
  let answers = pieces(of: bytes).map(Script.response)
  waiting {
    await attempt(answers) { for tag in try await $0.tags(of: image) { checkShown(tag) } }
    await attempt(answers) { _ = try await $0.resolve(image) }
    await attempt(answers) { _ = try await $0.referrers(of: blob.digest, in: image) }
    await attempt(answers) { client in
      let directory = files.appending("pulled")
      try? Directory.create(directory)
      defer { try? Directory.remove(directory) }
      _ = try await client.image(image, platform: .host) { directory.appending($0.hex) }
      try await client.pullBlobs([blob], from: image) { directory.appending($0.hex) }
      guard try blob.digest.algorithm.digest(ofFile: directory.appending(blob.digest.hex)) == blob.digest else {
        violation("a blob with another digest")
      }
    }
    await attempt(answers) { _ = try await $0.pushBlob(blob, from: files.appending("blob"), to: image) }
    await attempt(answers) {
      _ = try await $0.pushManifest(Array("{}".utf8), mediaType: MediaType.manifest, to: image)
    }
  }
  return 0
}

private let image: Reference = {
  do { return try Reference(parsing: "\(Script.host)/team/app:1.0.0") } catch { violation("\(error)") }
}()

private let blobBytes = Array("the bytes of a layer".utf8)
private let blob = Descriptor(of: blobBytes, mediaType: MediaType.layerGzip)

private let files: FilePath = {
  do {
    let path = try Directory.temporary(prefix: "fuzz-registry-", in: FilePath(scratch))
    try FileContents.write(blobBytes, to: path.appending("blob"))
    return path
  } catch {
    violation("no directory: \(error)")
  }
}()

/// A clock on which every wait is over at once.
private func clock() -> RetryClock {
  let time = Mutex(Duration.zero)
  return RetryClock(
    now: { time.withLock { $0 } }, random: { 0 }, sleep: { wait in time.withLock { $0 += wait } })
}

/// Runs an operation with a client of its own.
private func attempt(_ answers: [HTTPResponse], _ operation: (RegistryClient) async throws -> Void) async {
  let script = Script(answers)
  let environment = [
    "AGENT_REGISTRY_URL": Script.host, "DOCKER_USERNAME": "user", "DOCKER_PASSWORD": Script.password,
  ]
  var configuration = RegistryClient.Configuration { checkShown("\($0)") }
  configuration.retries = RetryPolicy(attempts: 3, clock: clock())
  let client = RegistryClient(
    for: image, http: HTTPClient { (request) async throws(HTTPFailure) in try await script.answer(request) },
    keychain: Keychain(environment: environment, home: nil), configuration: configuration)
  do {
    try await operation(client)
  } catch let failure as RegistryFailure {
    for text in [failure.diagnostic.message] + failure.diagnostic.hints { checkShown(text) }
  } catch {
    violation("\(error)")
  }
}

/// Whether a text may be printed.
private func checkShown(_ text: String) {
  guard text.unicodeScalars.allSatisfy({ $0.value >= 32 && !(127..<160).contains($0.value) }) else {
    violation("control characters in \(text.debugDescription)")
  }
  guard !text.contains(Script.password) else { violation("the password in \(text.debugDescription)") }
  guard text.utf8.count <= 16 << 10 else { violation("a text of \(text.utf8.count) bytes") }
}
