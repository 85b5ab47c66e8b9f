import Diagnostics
import FoundationEssentials
import OCIImage
import OCIRegistry
import PipelineCore
import TextFormats

/// Fetches the base image: from a layout, or from a registry into the cache.
struct BaseImageSource {
  let plan: BuildPlan
  let services: StageServices
  let cache: ImageLayout
  let context: RunContext

  /// - Returns: nothing for `scratch`.
  func load() async throws -> StoredImage? {
    switch plan.baseImage {
    case .scratch: return nil
    case .layout(let path, let tag): return try ImageLayout(opening: path).image(tag: tag, for: plan.platform)
    case .registry(let reference): return try await pull(reference)
    }
  }

  /// Blobs that the cache holds are not fetched again; every other is verified as it arrives.
  private func pull(_ reference: Reference) async throws -> StoredImage {
    context.emit(.progress("pulling \(reference)"))
    let client = services.registry(for: reference, context.settings)
    var pulled = try await client.manifest(reference)
    if MediaType.isIndex(pulled.mediaType) {
      var child = reference
      child.tag = nil
      child.digest = try choose(from: pulled.bytes, reference).digest
      pulled = try await client.manifest(child)
    }
    guard MediaType.isManifest(pulled.mediaType),
      let manifest = try? JSONDecoder().decode(ImageManifest.self, from: Data(pulled.bytes))
    else { throw unusable(reference, "it is not an image, but `\(pulled.mediaType)`") }
    for blob in [manifest.config] + manifest.layers where !cache.contains(blob) {
      context.emit(.progress("pulling \(reference): \(HumanText.size(blob.size))"))
      try await client.pullBlob(blob, from: reference, to: cache.blobPath(blob.digest))
    }
    let image = try StoredImage(try cache.write(pulled.bytes, mediaType: pulled.mediaType), in: cache)
    guard plan.platform.accepts(image.platform) else {
      throw unusable(reference, "it is for \(image.platform), not for \(plan.platform)")
    }
    return image
  }

  private func choose(from index: [UInt8], _ reference: Reference) throws(Failure) -> Descriptor {
    guard let index = try? JSONDecoder().decode(ImageIndex.self, from: Data(index)) else {
      throw unusable(reference, "its index is not JSON of an image index")
    }
    let fitting = index.manifests.first { $0.platform.map(plan.platform.accepts) ?? false }
    guard let fitting else {
      let known = index.manifests.compactMap(\.platform).filter { $0.os != "unknown" }.map(\.description)
      throw unusable(reference, "it is not there for \(plan.platform), only for \(known.joined(separator: ", "))")
    }
    return fitting
  }

  private func unusable(_ reference: Reference, _ problem: String) -> Failure {
    let origin = context.settings.origin(of: Settings.buildBaseImage)
    return Failure(
      .agent,
      .error(
        "base-image-unusable", "the base image `\(reference)` cannot be used: \(problem)", at: origin?.location,
        hints: ["choose another one with `build.baseImage`"]))
  }
}
