import FileIO
import FoundationEssentials
import FuzzSupport
import OCIImage
import OCIRegistry
import SystemPackage
import TextFormats

/// Any bytes as the documents of an image: what is accepted can be written again, and means the same then.
///
/// The pieces of an input are a configuration, a manifest and indexes. `DIGEST` and `SIZE` in one of them stand for the
/// piece before it, so that changed documents still form an image.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzImage(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  var documents: [[UInt8]] = []
  for piece in pieces(of: bytes).prefix(6) {
    documents.append(documents.last.map { linked(piece, to: $0) } ?? piece)
  }
  for document in documents {
    checkRoundTrip(ImageIndex.self, document)
    checkRoundTrip(ImageManifest.self, document)
    checkRoundTrip(ImageConfig.self, document)
    checkRoundTrip(JSONValue.self, document)
    checkPushable(document)
  }
  do {
    try checkLayout(documents)
  } catch let error as ImageFailure {
    _ = error.diagnostic.message
  } catch {
    violation("\(error)")
  }
  return 0
}

private func linked(_ document: [UInt8], to other: [UInt8]) -> [UInt8] {
  guard let text = String(validating: document, as: UTF8.self), text.contains("DIGEST") else { return document }
  let target = Descriptor(of: other, mediaType: "")
  return Array(
    text.replacing("DIGEST", with: target.digest.description).replacing("SIZE", with: "\(target.size)").utf8)
}

private func checkRoundTrip<Value: Codable & Equatable>(_ type: Value.Type, _ document: [UInt8]) {
  guard let value = try? JSONDecoder().decode(type, from: Data(document)) else { return }
  let written = CanonicalJSON.encode(value)
  guard let again = try? JSONDecoder().decode(type, from: Data(written)), again == value else {
    violation("\(type) is not the same once it is written")
  }
  guard CanonicalJSON.encode(again) == written else { violation("\(type) has two forms") }
}

private func checkPushable(_ document: [UInt8]) {
  guard let image = try? PushableImage(manifest: document, path: { FilePath($0.hex) }) else { return }
  let digests = image.blobs.map(\.descriptor.digest)
  guard image.digest == SHA256.digest(of: document), Set(digests).count == digests.count else {
    violation("a manifest with another digest, or a blob twice")
  }
  // An image of 64 blobs of a TiB each is the largest whose sum anybody asks for.
  for blob in image.blobs where !(0...(1 << 40)).contains(blob.descriptor.size) {
    violation("a blob of \(blob.descriptor.size) bytes")
  }
}

// Not shared: libFuzzer calls from one thread only.
nonisolated(unsafe) private let layout = {
  do {
    return try ImageLayout.create(at: Directory.temporary(prefix: "fuzz-image-", in: FilePath(scratch)))
  } catch {
    violation("no layout: \(error)")
  }
}()

/// The last document is the layout's index.
private func checkLayout(_ documents: [[UInt8]]) throws {
  let blobs = try documents.dropLast().map { try layout.write($0, mediaType: MediaType.manifest) }
  defer { for blob in blobs { try? Directory.remove(layout.blobPath(blob.digest)) } }
  try FileContents.write(documents.last ?? [], to: layout.path.appending("index.json"))
  let index = try layout.index()
  for entry in index.manifests {
    waiting {
      _ = try? await PushableImage(entry, in: layout)
    }
  }
  for tag in [nil, "latest"] {
    guard let image = try? layout.image(tag: tag, for: .host) else { continue }
    guard image.manifest.layers.count == image.config.rootfs.diffIDs.count, Platform.host.accepts(image.platform) else {
      violation("an image that does not fit")
    }
  }
  // What is added to an index that others wrote must keep it readable.
  try layout.tag(Descriptor(of: [], mediaType: MediaType.manifest), as: "new")
  guard try layout.index().manifests.count <= index.manifests.count + 1 else { violation("entries from nowhere") }
}
