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
  /// Where the registry serves the image's own manifest already, under the first tag or its digest, nothing of what it
  /// names is asked for: a registry takes no manifest before its parts.
  ///
  /// - Parameters:
  ///   - repository: tag and digest of it are not used.
  ///   - tags: in the order they are set. The first is the version: where it is refused, the floating ones stay where
  ///     they are. Any other that fails does not keep the next from being tried.
  ///   - isVerifying: asks for every part in any case, and sends what is missing: registries clean up, and some too
  ///     much.
  ///   - onEvent: may be called from any thread, several at once.
  ///   - beforeTags: called when all content has arrived, which may take minutes; what it throws keeps the tags.
  /// - Returns: a result for each tag.
  /// - Throws: if the image itself could not be pushed; then no tag has been touched.
  public func push(
    _ image: PushableImage, to repository: Reference, tags: [String], isVerifying: Bool = false,
    onEvent: @escaping @Sendable (PushEvent) -> Void = { _ in },
    beforeTags: @Sendable () async throws(RegistryFailure) -> Void = {}
  ) async throws(RegistryFailure) -> [TagPush] {
    let clock = configuration.retries.clock
    var start = clock.now()
    // Alone, before the blobs go several at once: what it learns about credentials they all use.
    var standing: Standing?
    if let first = tags.first { standing = try await self.standing(of: repository.with(tag: first), repository) }
    var sums = PushSums(retries: standing?.retries ?? 0)
    if isVerifying || standing?.names(image) != true {
      sums += try await pushContent(of: image, to: repository, isVerifying: isVerifying, onEvent)
    }
    try await beforeTags()
    var results: [TagPush] = []
    for tag in tags {
      let reference = repository.with(tag: tag)
      var result = TagPush(
        reference: reference, digest: image.digest, status: .unchanged, bytesUploaded: sums.uploaded,
        bytesMounted: sums.mounted, retries: sums.retries, duration: .zero)
      do throws(RegistryFailure) {
        if let first = results.first, case .failed(let cause) = first.status {
          throw cause.leavingAlone(reference, because: first.reference)
        }
        let pushed = try await pushTag(image, reference, standing: standing, onEvent)
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
      (start, sums, standing) = (clock.now(), PushSums(), nil)
    }
    return results
  }

  /// What a tag names before it is pushed.
  private struct Standing {
    /// `nil` if there is no such tag yet.
    var digest: Digest?
    var retries: Int

    func names(_ image: PushableImage) -> Bool { digest?.matches(image.manifest) == true }
  }

  private func standing(
    of reference: Reference, _ repository: Reference
  ) async throws(RegistryFailure) -> Standing {
    let found = try await retrying { () async throws(RegistryFailure) in
      try await findManifest(reference, .push(repository))
    }
    return Standing(digest: found.value, retries: found.retries)
  }

  /// Everything but the tags: blobs, then the manifests by their digests, an index after what it names.
  func pushContent(
    of image: PushableImage, to repository: Reference, isVerifying: Bool = false,
    _ onEvent: @escaping @Sendable (PushEvent) -> Void
  ) async throws(RegistryFailure) -> PushSums {
    let present = try await standing(of: repository.with(digest: image.digest), repository)
    var sums = PushSums(retries: present.retries)
    if present.names(image), !isVerifying { return sums }
    do throws(RegistryFailure) {
      sums += try await pushParts(of: image, to: repository, knows: present.names(image), onEvent)
    } catch {
      guard error.saysContentIsMissing else { throw error }
      sums += try await pushParts(of: image, to: repository, isForced: true, onEvent)
    }
    return sums
  }

  /// - Parameters:
  ///   - isForced: sends all of it, because the registry was wrong about what it has.
  ///   - isKnown: whether the registry has the image's own manifest already.
  private func pushParts(
    of image: PushableImage, to repository: Reference, isForced: Bool = false, knows isKnown: Bool = false,
    _ onEvent: @escaping @Sendable (PushEvent) -> Void
  ) async throws(RegistryFailure) -> PushSums {
    var sums = try await pushBlobs(image.allBlobs, to: repository, isForced: isForced, onEvent)
    for manifest in image.manifestsInOrder where !(isKnown && manifest.digest == image.digest) {
      // Of the image's own it is known that the registry lacks it; of the parts of an index it is not.
      let pushed = try await pushManifest(
        manifest.manifest, mediaType: manifest.mediaType, to: repository.with(digest: manifest.digest),
        lookFirst: isForced ? .never : manifest.digest == image.digest ? .onRetries : .always)
      sums.uploaded += pushed.bytesUploaded
      sums.retries += pushed.retries
    }
    return sums
  }

  /// Sets a tag; once more with all content if the registry finds only now that it lacks some.
  ///
  /// - Parameter standing: what the tag names, if that is known.
  private func pushTag(
    _ image: PushableImage, _ reference: Reference, standing: Standing?,
    _ onEvent: @escaping @Sendable (PushEvent) -> Void
  ) async throws(RegistryFailure) -> ManifestPush {
    if let standing, standing.names(image) {
      return ManifestPush(status: .unchanged, bytesUploaded: 0, retries: 0)
    }
    do throws(RegistryFailure) {
      return try await pushManifest(
        image.manifest, mediaType: image.mediaType, to: reference, lookFirst: standing == nil ? .always : .onRetries)
    } catch {
      guard error.saysContentIsMissing else { throw error }
      _ = try await pushParts(of: image, to: reference, isForced: true, onEvent)
      return try await pushManifest(image.manifest, mediaType: image.mediaType, to: reference)
    }
  }

  private func pushBlobs(
    _ blobs: [PushableImage.Blob], to repository: Reference, isForced: Bool,
    _ onEvent: @escaping @Sendable (PushEvent) -> Void
  ) async throws(RegistryFailure) -> PushSums {
    let pushes = try await inParallel(blobs, limit: Self.parallelTransfers) { blob async throws(RegistryFailure) in
      try await self.pushOne(blob, to: repository, isForced: isForced, onEvent)
    }
    return zip(blobs, pushes).reduce(into: PushSums()) { sums, pair in
      sums.uploaded += pair.1.bytesUploaded
      sums.mounted += pair.1.status == .mounted ? pair.0.descriptor.size : 0
      sums.retries += pair.1.retries
    }
  }

  private func pushOne(
    _ blob: PushableImage.Blob, to repository: Reference, isForced: Bool,
    _ onEvent: @escaping @Sendable (PushEvent) -> Void
  ) async throws(RegistryFailure) -> BlobPush {
    let push = try await pushBlob(
      blob.descriptor, to: repository, mountingFrom: blob.mountSource,
      onSent: { onEvent(.blobSent(blob.descriptor, bytes: $0)) }, isForced: isForced, from: blob.path)
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

  static func += (left: inout PushSums, right: PushSums) {
    left.uploaded += right.uploaded
    left.mounted += right.mounted
    left.retries += right.retries
  }
}

extension RegistryFailure {
  /// Whether a manifest was refused because the registry lacks what it names (distribution-spec, "Error Codes").
  fileprivate var saysContentIsMissing: Bool {
    guard let status, status == 400 || status == 404 else { return false }
    return errors.contains { error in
      ["MANIFEST_BLOB_UNKNOWN", "BLOB_UNKNOWN", "MANIFEST_UNKNOWN"].contains(error.code)
        || error.message.lowercased().contains("blob unknown")
    }
  }

  /// For the tags that follow one that was refused.
  fileprivate func leavingAlone(_ tag: Reference, because first: Reference) -> RegistryFailure {
    var failure = self
    failure.summary = "the tag `\(tag)` was not set, because `\(first)` could not be set"
    failure.retries = 0
    return failure
  }
}
