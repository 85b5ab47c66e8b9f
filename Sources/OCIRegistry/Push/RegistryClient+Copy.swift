import FileIO
public import OCIImage
public import SystemPackage

extension RegistryClient {
  /// Copies an image from another registry by its digest: all platforms, the same bytes, the tags last.
  ///
  /// Blobs that this registry has are not fetched; those that it can mount are not either.
  /// - Parameter scratch: a directory with room for as many of the largest layers as travel at once. Each is removed once
  ///   it has arrived.
  public func copy(
    _ image: Reference, from source: RegistryClient, to repository: Reference, tags: [String], scratch: FilePath,
    isVerifying: Bool = false, onEvent: @escaping @Sendable (PushEvent) -> Void = { _ in }
  ) async throws(RegistryFailure) -> [TagPush] {
    // The tag is read once: what it names may change while the copy is under way.
    let pushable = try await source.image(image, blobs: { scratch.appending($0.hex) })
    return try await push(pushable, to: repository, tags: tags, isVerifying: isVerifying) { event in
      if case .blobUploaded(let blob, _) = event { try? Directory.remove(scratch.appending(blob.digest.hex)) }
      onEvent(event)
    }
  }
}
