import Diagnostics
import FileIO
import FoundationEssentials
public import OCIImage
public import SystemPackage

extension RegistryClient {
  /// Downloads blobs into files, several at once. Each appears only when it is verified.
  /// - Parameter onReceived: called with the bytes of all of them that have arrived; from any thread, several at once.
  public func pullBlobs(
    _ blobs: [Descriptor], from repository: Reference, to path: @escaping @Sendable (Digest) -> FilePath,
    onReceived: @escaping @Sendable (Int64) -> Void = { _ in }
  ) async throws(RegistryFailure) {
    var seen: Set<Digest> = []
    let received = TransferSum()
    let distinct = blobs.filter { seen.insert($0.digest).inserted }
    _ = try await inParallel(distinct, limit: Self.parallelTransfers) { blob async throws(RegistryFailure) in
      try await self.pullBlob(blob, from: repository, to: path(blob.digest)) {
        onReceived(received.set($0, of: blob.digest))
      }
    }
  }

  /// Reads an image with all its platforms, without its blobs: those are fetched when they are asked for.
  ///
  /// - Parameters:
  ///   - platform: which image of an index; `nil` takes all of them.
  ///   - path: where a blob goes; one that is there is verified and kept.
  public func image(
    _ reference: Reference, platform: Platform? = nil, blobs path: @escaping @Sendable (Digest) -> FilePath
  ) async throws(RegistryFailure) -> PushableImage {
    try await image(reference, platform, path, depth: PushableImage.nestingLimit)
  }

  private func image(
    _ reference: Reference, _ platform: Platform?, _ path: @escaping @Sendable (Digest) -> FilePath, depth: Int
  ) async throws(RegistryFailure) -> PushableImage {
    let pulled = try await manifest(reference)
    guard MediaType.isIndex(pulled.mediaType) else {
      return try PushableImage(manifest: pulled.bytes, mediaType: pulled.mediaType, pulled.digest) { descriptor in
        PushableImage.Blob(descriptor: descriptor, mountSource: reference) { () async throws(RegistryFailure) in
          let file = path(descriptor.digest)
          if (try? FileStatus.of(file))??.size != descriptor.size
            || (try? descriptor.digest.algorithm.digest(ofFile: file)) != descriptor.digest
          {
            try await self.pullBlob(descriptor, from: reference, to: file)
          }
          return file
        }
      }
    }
    guard depth > 0 else { throw RegistryFailure(.registryError, "`\(reference)` nests indexes too deeply") }
    if let platform {
      let index: ImageIndex = try PushableImage.decode(pulled.bytes, "image index")
      let fitting = index.manifests.first { $0.platform.map(platform.accepts) ?? false }
      guard let fitting else {
        let known = index.manifests.compactMap(\.platform).filter { $0.os != "unknown" }
        throw RegistryFailure(
          .notFound, "`\(reference)` is not available for `\(platform)`",
          hints: known.isEmpty
            ? [] : ["it is available for \(known.map { "`\("\($0)".shown)`" }.joined(separator: ", "))"])
      }
      return try await image(reference.with(digest: fitting.digest), platform, path, depth: depth - 1)
    }
    return try await PushableImage(index: pulled.bytes, mediaType: pulled.mediaType, pulled.digest) {
      (entry) async throws(RegistryFailure) in
      try await self.image(reference.with(digest: entry.digest), nil, path, depth: depth - 1)
    }
  }

  /// Copies an image with all its platforms into a layout.
  /// - Parameter onBlob: called for each blob that is there and verified; from any thread, several at once.
  /// - Returns: its descriptor; the layout's index does not name it yet.
  public func pull(
    _ reference: Reference, platform: Platform? = nil, to layout: ImageLayout,
    onBlob: @escaping @Sendable (Descriptor) -> Void = { _ in }
  ) async throws(RegistryFailure) -> Descriptor {
    let image = try await image(reference, platform: platform, blobs: { layout.blobPath($0) })
    if let platform { try await check(image, of: reference, is: platform) }
    for directory in Set(image.allBlobs.map { layout.blobPath($0.descriptor.digest).removingLastComponent() }) {
      PartialFile.removeAbandoned(in: directory) { $0.hasSuffix(".part") }
    }
    _ = try await inParallel(image.allBlobs, limit: Self.parallelTransfers) { blob async throws(RegistryFailure) in
      _ = try await blob.path()
      onBlob(blob.descriptor)
    }
    for part in image.manifestsInOrder {
      _ = try RegistryFailure.local(layout.write(part.manifest, mediaType: part.mediaType, part.digest.algorithm))
    }
    return image.descriptor
  }

  /// An index was asked for the platform; an image alone says in its configuration what it is for.
  private func check(
    _ image: PushableImage, of reference: Reference, is platform: Platform
  ) async throws(RegistryFailure) {
    guard image.children.isEmpty, let config = image.blobs.last else { return }
    let path = try await config.path()
    let bytes = (try? FileContents.read(path, limit: Self.pullLimit)) ?? []
    guard let found = try? JSONDecoder().decode(ImageConfig.self, from: Data(bytes)).platform,
      !platform.accepts(found)
    else { return }
    throw RegistryFailure(
      .notFound, "`\(reference)` is not available for `\(platform)`",
      hints: ["it is available for `\("\(found)".shown)`"])
  }
}
