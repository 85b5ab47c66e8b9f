import FileIO
public import OCIImage
public import SystemPackage

/// Copies an image between registries by its digest: all platforms, the same bytes, the tags last.
public struct Promotion: Sendable {
  private let source: RegistryClient
  private let destination: RegistryClient
  /// Blobs on their way; each is removed once it has arrived.
  private let scratch: FilePath

  /// - Parameter scratch: a directory with room for as many of the largest layers as travel at once.
  public init(from source: RegistryClient, to destination: RegistryClient, scratch: FilePath) {
    self.source = source
    self.destination = destination
    self.scratch = scratch
  }

  /// Blobs that the destination has are not fetched; those that it can mount are not either.
  public func copy(
    _ image: Reference, to repository: Reference, tags: [String], isVerifying: Bool = false,
    onEvent: @escaping @Sendable (PushEvent) -> Void = { _ in }
  ) async throws(RegistryFailure) -> [TagPush] {
    let scratch = scratch
    // The tag is read once: what it names may change while the copy is under way.
    let pushable = try await source.image(image, blobs: { scratch.appending($0.hex) })
    return try await destination.push(pushable, to: repository, tags: tags, isVerifying: isVerifying) { event in
      if case .blobUploaded(let blob, _) = event { try? Directory.remove(scratch.appending(blob.digest.hex)) }
      onEvent(event)
    }
  }
}
