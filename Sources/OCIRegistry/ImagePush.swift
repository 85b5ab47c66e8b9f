import HTTPTransport
public import OCIImage

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
  case blobMounted(Descriptor)
  case tagPushed(Reference)
  case tagUnchanged(Reference)
}

extension RegistryClient {
  /// Uploads at once: enough to fill a line, few enough for registries that limit connections.
  static let parallelTransfers = 3

  /// Pushes an image: blobs, the manifests by their digests, and the tags last, so that no tag names half an image.
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
    var sums = try await pushContent(of: image, to: repository, onEvent)
    var results: [TagPush] = []
    for tag in tags {
      let reference = repository.with(tag: tag)
      var result = TagPush(
        reference: reference, digest: image.digest, status: .unchanged, bytesUploaded: sums.uploaded,
        bytesMounted: sums.mounted, retries: sums.retries, duration: .zero)
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
      (start, sums) = (clock.now(), PushSums())
    }
    return results
  }

  /// Everything but the tags: blobs, then the manifests by their digests, an index after what it names.
  func pushContent(
    of image: PushableImage, to repository: Reference, _ onEvent: @escaping @Sendable (PushEvent) -> Void
  ) async throws(RegistryFailure) -> PushSums {
    let present = try await retrying { () async throws(RegistryFailure) in
      try await findManifest(repository.with(digest: image.digest), .push(repository))
    }
    // Registries keep no manifest without its blobs: where it is, they are.
    if present.value == image.digest { return PushSums(retries: present.retries) }
    var sums = try await pushBlobs(image.allBlobs, to: repository, onEvent)
    sums.retries += present.retries
    for manifest in image.manifestsInOrder {
      let pushed = try await pushManifest(
        manifest.manifest, mediaType: manifest.mediaType, to: repository.with(digest: manifest.digest))
      sums.uploaded += pushed.bytesUploaded
      sums.retries += pushed.retries
    }
    return sums
  }

  private func pushBlobs(
    _ blobs: [PushableImage.Blob], to repository: Reference, _ onEvent: @escaping @Sendable (PushEvent) -> Void
  ) async throws(RegistryFailure) -> PushSums {
    let pushes = try await inParallel(blobs, limit: Self.parallelTransfers) { blob async throws(RegistryFailure) in
      try await self.pushOne(blob, to: repository, onEvent)
    }
    return zip(blobs, pushes).reduce(into: PushSums()) { sums, pair in
      sums.uploaded += pair.1.bytesUploaded
      sums.mounted += pair.1.status == .mounted ? pair.0.descriptor.size : 0
      sums.retries += pair.1.retries
    }
  }

  private func pushOne(
    _ blob: PushableImage.Blob, to repository: Reference, _ onEvent: @escaping @Sendable (PushEvent) -> Void
  ) async throws(RegistryFailure) -> BlobPush {
    let push = try await pushBlob(
      blob.descriptor, to: repository, mountingFrom: blob.mountSource,
      onSent: { onEvent(.blobSent(blob.descriptor, bytes: $0)) }, from: blob.path)
    switch push.status {
    case .present: onEvent(.blobPresent(blob.descriptor))
    case .mounted: onEvent(.blobMounted(blob.descriptor))
    case .uploaded: onEvent(.blobUploaded(blob.descriptor, retries: push.retries))
    }
    return push
  }
}

/// What a push came to, in bytes and retries.
struct PushSums {
  var uploaded: Int64 = 0
  var mounted: Int64 = 0
  var retries = 0
}
