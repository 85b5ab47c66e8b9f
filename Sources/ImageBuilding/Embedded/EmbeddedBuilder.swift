import AgentManifest
import Diagnostics
import Languages
import OCIImage
import PipelineCore
import SystemPackage

/// Builds without a daemon: one image for each platform, and an index over several.
struct EmbeddedBuilder {
  let plan: BuildPlan
  let context: RunContext
  let services: BuildServices
  /// Whether layers count that earlier runs made.
  var usesCache = true

  /// - Parameter directory: gets the layout of the image, and one of what only its tests need.
  func build(into directory: FilePath, _ journal: inout StageJournal) async throws -> (BuiltImage, ImageReport) {
    let layout = try ImageLayout.create(at: directory.appending(BuiltImage.layoutDirectory))
    // The blobs stay in the cache while it is locked, and are needed to the end.
    let cache = try await LayerCache.open(
      context.cacheDirectory, for: services.source, readsEntries: usesCache)
    defer { withExtendedLifetime(cache) {} }
    let tested = plan.platforms.first { $0.accepts(.host) } ?? plan.platforms[0]
    var images: [PlatformImage] = []
    for platform in plan.platforms {
      let builder = ImageBuilder(
        plan: plan, platform: platform, isTested: platform == tested, context: context, services: services,
        layout: layout, directory: directory, cache: cache)
      images.append(try await builder.build(&journal))
    }
    let descriptor = try join(images, in: layout)
    try layout.tag(descriptor, as: "latest")
    let testImage = images.first { $0.requested == tested } ?? images[0]
    var built = BuiltImage(
      agent: plan.manifest.metadata.name.value, descriptor: descriptor, platform: testImage.image.platform,
      testLayer: testImage.testLayer, testSearchPaths: testImage.testSearchPaths, revision: plan.revision)
    if images.count > 1 { built.parts = images.map(\.image.descriptor) }
    if case .registry(let reference) = plan.baseImage {
      let layers = images.flatMap(\.image.layers).filter(\.isFromBase).map(\.descriptor.digest)
      built.base = .init(repository: reference.repository, layers: layers)
    }
    return (built, ImageReport(images, descriptor))
  }

  /// One image as it is; several behind an index.
  private func join(_ images: [PlatformImage], in layout: ImageLayout) throws -> Descriptor {
    if images.count == 1 { return images[0].image.descriptor }
    var index = ImageIndex(manifests: images.map(\.image.descriptor))
    index.mediaType = plan.family.index
    return try layout.write(document: index, mediaType: plan.family.index)
  }
}

/// The image for one platform.
struct PlatformImage {
  /// As it was asked for; the base image's may say more.
  var requested: Platform
  var image: AssembledImage
  /// The layers that are not the base's.
  var made: [RecipeLayer.Result]
  /// The base image, pinned to its digest; `nil` for `scratch`.
  var base: String?
  var testLayer: Layer?
  var testSearchPaths: [String: String]
}

extension ImageReport {
  init(_ images: [PlatformImage], _ descriptor: Descriptor) {
    var layers: [ImageReport.Layer] = []
    for image in images {
      for layer in image.image.layers where !layers.contains(where: { $0.digest == "\(layer.descriptor.digest)" }) {
        let result = image.made.first { $0.layer.diffID == layer.diffID }
        layers.append(
          ImageReport.Layer(
            role: layer.isFromBase ? .base : result?.role == .application ? .application : .dependencies,
            digest: "\(layer.descriptor.digest)", diffID: "\(layer.diffID)", sizeBytes: layer.descriptor.size,
            cached: layer.isFromBase || result?.isCached == true))
      }
    }
    let documents = images.map { $0.image.descriptor.size + $0.image.manifest.config.size }
    self.init(
      engine: "oci", digest: "\(descriptor.digest)", mediaType: descriptor.mediaType,
      platforms: images.map { "\($0.image.platform)" },
      sizeBytes: (documents + layers.map(\.sizeBytes)).reduce(images.count > 1 ? descriptor.size : 0, +), layout: "",
      layers: layers)
    bases = images.compactMap(\.base)
  }
}
