import Diagnostics
import FoundationEssentials
import OCIImage
import OCIRegistry
import PipelineCore
import Settings
import TextFormats

/// Fetches the base image: from a layout, or from a registry into the cache.
struct BaseImageSource {
  let plan: BuildPlan
  let platform: Platform
  let services: BuildServices
  let cache: LayerCache
  /// Gets the base's layers.
  let layout: ImageLayout
  let context: RunContext

  /// - Returns: nil for `scratch`.
  func load() async throws -> StoredImage? {
    switch plan.baseImage {
    case .scratch: return nil
    case .layout(let path, let tag):
      return try taking(ImageLayout(opening: path).image(tag: tag, for: platform))
    case .registry(let reference):
      return try await cache.repairing(context.emit) {
        let image = try await services.mirrors.pull(
          reference, tell: { context.emit(.line($0)) }, isTrouble: RegistryMirrors.isRegistryTrouble, pull)
        return try taking(image)
      }
    }
  }

  private func taking(_ image: StoredImage) throws -> StoredImage {
    if image.layout == cache.layout {
      for blob in [image.descriptor, image.manifest.config] + image.manifest.layers {
        CacheDirectory.touch(cache.layout.blobPath(blob.digest))
      }
    }
    for layer in image.manifest.layers {
      try layout.importBlob(layer, from: image.layout, trusting: cache.verified)
    }
    return image
  }

  /// Blobs that the cache holds are not fetched again; every other is verified as it arrives.
  private func pull(_ reference: Reference) async throws -> StoredImage {
    context.emit(.progress("pulling \(reference)"))
    let client = services.registry(reference)
    var pulled = try await client.manifest(reference, keptIn: cache.layout)
    if MediaType.isIndex(pulled.mediaType) {
      let child = reference.with(digest: try choose(from: pulled.bytes, reference).digest)
      CacheDirectory.touch(cache.layout.blobPath(pulled.digest))
      pulled = try await client.manifest(child, keptIn: cache.layout)
    }
    guard MediaType.isManifest(pulled.mediaType),
      let manifest = try? JSONDecoder().decode(ImageManifest.self, from: Data(pulled.bytes))
    else { throw unusable(reference, "it is `\(pulled.mediaType)`, not an image") }
    let missing = ([manifest.config] + manifest.layers).filter { !cache.layout.contains($0) }
    context.emit(.progress("pulling \(reference): \(HumanText.size(missing.reduce(0) { $0 + $1.size }))"))
    try await client.pullBlobs(missing, from: reference, to: cache.layout.blobPath)
    let image = try StoredImage(
      Descriptor(mediaType: pulled.mediaType, digest: pulled.digest, size: Int64(pulled.bytes.count)),
      in: cache.layout)
    guard platform.accepts(image.platform) else {
      throw unusable(reference, "it is for \(image.platform), not for \(platform)")
    }
    return image
  }

  private func choose(from index: [UInt8], _ reference: Reference) throws(Failure) -> Descriptor {
    guard let index = try? JSONDecoder().decode(ImageIndex.self, from: Data(index)) else {
      throw unusable(reference, "its index is not a valid image index")
    }
    let fitting = index.manifests.first { $0.platform.map(platform.accepts) ?? false }
    guard let fitting else {
      let known = index.manifests.compactMap(\.platform).filter { $0.os != "unknown" }.map(\.description)
      throw unusable(reference, "it is not available for \(platform), only for \(known.joined(separator: ", "))")
    }
    return fitting
  }

  private func unusable(_ reference: Reference, _ problem: String) -> Failure {
    let origin = context.settings.origin(of: Settings.buildBaseImage)
    return Failure(
      .agent, "base-image-unusable", "the base image `\(reference)` cannot be used: \(problem)", at: origin?.location,
      hints: ["choose another base image with `build.baseImage`"])
  }
}
