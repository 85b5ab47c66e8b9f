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

  /// Indexes in one another; real ones have one or two levels.
  private static let nestingLimit = 4
  /// Entries of an index that are looked at.
  private static let entryLimit = 32

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
    var known: [String] = []
    let first = try await client.manifest(reference, keptIn: cache.layout)
    guard let (pulled, manifest) = try await find(in: first, reference, client, depth: Self.nestingLimit, &known) else {
      let all = known.joined(separator: ", ")
      throw unusable(reference, "it is not available for \(platform), only for \(all.isEmpty ? "none" : all)")
    }
    let missing = ([manifest.config] + manifest.layers).filter { !cache.layout.contains($0) }
    let total = HumanText.size(missing.reduce(0) { $0 + $1.size })
    try await client.pullBlobs(missing, from: reference, to: cache.layout.blobPath) { received in
      context.emit(.progress("pulling \(reference): \(HumanText.size(received)) of \(total)"))
    }
    let image = try StoredImage(Self.descriptor(of: pulled), in: cache.layout)
    guard platform.accepts(image.platform) else {
      throw unusable(reference, "it is for \(image.platform), not for \(platform)")
    }
    return image
  }

  /// The image's manifest for the platform, behind any number of indexes; `nil` if none has it.
  /// - Parameter known: gets the platforms that were found instead.
  private func find(
    in pulled: RegistryClient.PulledManifest, _ reference: Reference, _ client: RegistryClient, depth: Int,
    _ known: inout [String]
  ) async throws -> (RegistryClient.PulledManifest, ImageManifest)? {
    guard MediaType.isIndex(pulled.mediaType) else {
      guard MediaType.isManifest(pulled.mediaType),
        let manifest = try? JSONDecoder().decode(ImageManifest.self, from: Data(pulled.bytes))
      else { throw unusable(reference, "it is `\(pulled.mediaType)`, not an image") }
      return (pulled, manifest)
    }
    guard depth > 0 else { throw unusable(reference, "it nests indexes too deeply") }
    CacheDirectory.touch(cache.layout.blobPath(pulled.digest))
    guard let index = try? JSONDecoder().decode(ImageIndex.self, from: Data(pulled.bytes)) else {
      throw unusable(reference, "its index is not a valid image index")
    }
    known += index.manifests.compactMap(\.platform).filter { $0.os != "unknown" }.map { "\($0)" }
    let fitting = index.manifests.filter { $0.platform.map(platform.accepts) ?? false }
    // Entries need not name a platform (image-spec, image-index.md); the configuration does.
    let unnamed = index.manifests.filter {
      $0.platform == nil && (MediaType.isIndex($0.mediaType) || MediaType.isManifest($0.mediaType))
    }
    for entry in (fitting + unnamed).prefix(Self.entryLimit) {
      let child = try await client.manifest(reference.with(digest: entry.digest), keptIn: cache.layout)
      guard let found = try await find(in: child, reference, client, depth: depth - 1, &known) else { continue }
      if entry.platform != nil || MediaType.isIndex(entry.mediaType) { return found }
      if !cache.layout.contains(found.1.config) {
        try await client.pullBlobs([found.1.config], from: reference, to: cache.layout.blobPath)
      }
      let image = try StoredImage(Self.descriptor(of: found.0), in: cache.layout)
      if platform.accepts(image.platform) { return found }
      known.append(image.platform.description)
    }
    return nil
  }

  private static func descriptor(of manifest: RegistryClient.PulledManifest) -> Descriptor {
    Descriptor(mediaType: manifest.mediaType, digest: manifest.digest, size: Int64(manifest.bytes.count))
  }

  private func unusable(_ reference: Reference, _ problem: String) -> Failure {
    let origin = context.settings.origin(of: Settings.buildBaseImage)
    return Failure(
      .agent, "base-image-unusable", "the base image `\(reference)` cannot be used: \(problem)", at: origin?.location,
      hints: ["choose another base image with `build.baseImage`"])
  }
}
