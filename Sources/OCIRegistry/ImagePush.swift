import FoundationEssentials
import HTTPTransport
public import OCIImage
public import SystemPackage

/// An image ready to be pushed: the exact bytes of its manifest, and where its blobs lie.
public struct PushableImage: Sendable {
  public struct Blob: Sendable {
    public var descriptor: Descriptor
    public var path: FilePath
  }

  public let manifest: [UInt8]
  public let mediaType: String
  public let digest: Digest
  /// Layers, base first, then the configuration; each digest once.
  public let blobs: [Blob]

  /// - Parameters:
  ///   - manifest: the bytes of an image manifest, OCI's or Docker's.
  ///   - path: the file of a blob.
  /// - Throws: where the bytes are no image manifest.
  public init(manifest: [UInt8], path: (Digest) -> FilePath) throws(RegistryFailure) {
    let decoded: ImageManifest
    do {
      decoded = try JSONDecoder().decode(ImageManifest.self, from: Data(manifest))
    } catch {
      throw RegistryFailure(.registryError, "what is to be pushed is no image manifest: \(error)")
    }
    self.manifest = manifest
    mediaType = decoded.mediaType ?? MediaType.manifest
    digest = SHA256.digest(of: manifest)
    var seen: Set<Digest> = []
    blobs = (decoded.layers + [decoded.config])
      .filter { !Self.isForeign($0) && seen.insert($0.digest).inserted }
      .map { Blob(descriptor: $0, path: path($0.digest)) }
  }

  /// Layers whose licence forbids to distribute them; clients fetch them from their own URLs.
  private static func isForeign(_ layer: Descriptor) -> Bool {
    layer.mediaType.contains(".foreign.") || layer.mediaType.contains(".nondistributable.")
  }
}

/// What became of one tag of a pushed image; the `pushed` entries of report.json.
public struct TagPush: Sendable {
  public enum Status: Sendable {
    case pushed
    /// The tag named this image already.
    case unchanged
    case failed(RegistryFailure)
  }

  public var reference: Reference
  public var digest: Digest
  public var status: Status
  /// The first tag's includes the image's blobs; the others share them.
  public var bytesUploaded: Int64
  /// Taken over from another repository of the registry.
  public var bytesMounted: Int64
  public var retries: Int
  public var duration: Duration
}

/// What happens while an image is pushed, for progress displays. Events of one blob come in order.
public enum PushEvent: Sendable {
  case blobPresent(Descriptor)
  /// Bytes of the blob sent so far; they fall back on a retry.
  case blobSent(Descriptor, bytes: Int64)
  case blobUploaded(Descriptor, retries: Int)
  case tagPushed(Reference)
  case tagUnchanged(Reference)
}

extension RegistryClient {
  /// Uploads at once: enough to fill a line, few enough for registries that limit connections.
  private static let parallelUploads = 3

  /// Pushes an image: blobs, the manifest by its digest, and the tags last, so that no tag names half an image.
  ///
  /// - Parameters:
  ///   - repository: tag and digest of it are not used.
  ///   - tags: in the order they are set. A tag that fails does not keep the next from being tried.
  ///   - onEvent: may be called from any thread, several at once.
  /// - Returns: a result for each tag.
  /// - Throws: where the image itself could not be pushed; then no tag has been touched.
  public func push(
    _ image: PushableImage, to repository: Reference, tags: [String],
    onEvent: @escaping @Sendable (PushEvent) -> Void = { _ in }
  ) async throws(RegistryFailure) -> [TagPush] {
    let clock = configuration.retries.clock
    var start = clock.now()
    var byDigest = repository
    byDigest.tag = nil
    byDigest.digest = image.digest
    var bytes: Int64 = 0
    var retries = 0
    let present = try await retrying { () async throws(RegistryFailure) in
      try await findManifest(byDigest, .push(repository))
    }
    retries += present.retries
    // Registries keep no manifest without its blobs: where it is, they are.
    if present.value != image.digest {
      let blobs = try await pushBlobs(image, to: repository, onEvent)
      let manifest = try await pushManifest(image.manifest, mediaType: image.mediaType, to: byDigest)
      bytes += blobs.bytes + manifest.bytesUploaded
      retries += blobs.retries + manifest.retries
    }
    var results: [TagPush] = []
    for tag in tags {
      let reference = repository.with(tag: tag)
      var result = TagPush(
        reference: reference, digest: image.digest, status: .unchanged, bytesUploaded: bytes, bytesMounted: 0,
        retries: retries, duration: .zero)
      do throws(RegistryFailure) {
        let pushed = try await pushManifest(image.manifest, mediaType: image.mediaType, to: reference)
        if pushed.status == .pushed { result.status = .pushed }
        result.bytesUploaded += pushed.bytesUploaded
        result.retries += pushed.retries
        onEvent(pushed.status == .pushed ? .tagPushed(reference) : .tagUnchanged(reference))
      } catch {
        result.status = .failed(error)
        result.retries += error.retries
      }
      result.duration = clock.now() - start
      results.append(result)
      (start, bytes, retries) = (clock.now(), 0, 0)
    }
    return results
  }

  private func pushBlobs(
    _ image: PushableImage, to repository: Reference, _ onEvent: @escaping @Sendable (PushEvent) -> Void
  ) async throws(RegistryFailure) -> (bytes: Int64, retries: Int) {
    let results = await withTaskGroup(of: Result<BlobPush, RegistryFailure>.self) { group in
      var waiting = image.blobs[...]
      var results: [Result<BlobPush, RegistryFailure>] = []
      func startNext() {
        guard let blob = waiting.popFirst() else { return }
        group.addTask { await self.pushOne(blob, to: repository, onEvent) }
      }
      for _ in 0..<Self.parallelUploads { startNext() }
      for await result in group {
        results.append(result)
        if case .failure = result {
          // The others would only be in vain.
          group.cancelAll()
          waiting = []
        }
        startNext()
      }
      return results
    }
    var total: (bytes: Int64, retries: Int) = (0, 0)
    // The first failure is the cause; those after it were cancelled by it.
    for result in results {
      let push = try result.get()
      total.bytes += push.bytesUploaded
      total.retries += push.retries
    }
    return total
  }

  private func pushOne(
    _ blob: PushableImage.Blob, to repository: Reference, _ onEvent: @escaping @Sendable (PushEvent) -> Void
  ) async -> Result<BlobPush, RegistryFailure> {
    do throws(RegistryFailure) {
      let push = try await pushBlob(blob.descriptor, from: blob.path, to: repository) { sent in
        onEvent(.blobSent(blob.descriptor, bytes: sent))
      }
      switch push.status {
      case .present: onEvent(.blobPresent(blob.descriptor))
      case .uploaded: onEvent(.blobUploaded(blob.descriptor, retries: push.retries))
      }
      return .success(push)
    } catch {
      return .failure(error)
    }
  }
}
