import TextFormats

/// A layer that is added to an image, and how it was made.
public struct AddedLayer: Sendable, Hashable {
  public var layer: Layer
  /// For `docker history`: what made it, such as `pip install -r requirements.txt`.
  public var createdBy: String

  public init(_ layer: Layer, createdBy: String) {
    self.layer = layer
    self.createdBy = createdBy
  }
}

/// An image that was assembled in a layout. It has no tag yet.
public struct AssembledImage: Sendable, Hashable {
  /// Of the manifest, with the platform.
  public var descriptor: Descriptor
  public var manifest: ImageManifest
  public var config: ImageConfig
  /// Base first.
  public var layers: [Layer]

  public var platform: Platform { config.platform }

  /// One of its layers.
  public struct Layer: Sendable, Hashable {
    public var descriptor: Descriptor
    public var diffID: Digest
    public var isFromBase: Bool
  }
}

/// Combines base, new layers and settings: writes configuration and manifest with media types of one family.
public struct ImageAssembler: Sendable {
  public let layout: ImageLayout
  public let family: MediaType.Family

  public init(layout: ImageLayout, family: MediaType.Family = .oci) {
    self.layout = layout
    self.family = family
  }

  /// - Parameters:
  ///   - base: its layers are imported into the layout unchanged; `nil` for `scratch`.
  ///   - layers: new ones, in order; they must be in the layout.
  ///   - execution: overrides the base's settings.
  ///   - platform: used without a base; otherwise the base's applies.
  ///   - created: seconds since 1970, for the image and for what is new in its history.
  public func assemble(
    base: StoredImage?, adding layers: [AddedLayer], execution: ImageConfig.Execution, platform: Platform,
    created: Int64, author: String? = nil, annotations: [String: String]? = nil
  ) throws(ImageFailure) -> AssembledImage {
    var all = try base.map { base throws(ImageFailure) in try takeOver(base) } ?? []
    for added in layers {
      let descriptor = try family.naming(added.layer.descriptor)
      all.append(.init(descriptor: descriptor, diffID: added.layer.diffID, isFromBase: false))
    }
    let time = Timestamp(seconds: created).description

    var config = ImageConfig(
      platform: base?.platform ?? platform, config: execution.overlaying(base?.config.config))
    config.created = time
    config.author = author
    config.rootfs.diffIDs = all.map(\.diffID)
    config.history =
      Self.history(of: base) + layers.map { ImageConfig.History(created: time, createdBy: $0.createdBy) }

    let configDescriptor = try layout.write(document: config, mediaType: family.config)
    var manifest = ImageManifest(
      config: configDescriptor, layers: all.map(\.descriptor), annotations: annotations)
    manifest.mediaType = family.manifest
    var descriptor = try layout.write(document: manifest, mediaType: family.manifest)
    descriptor.platform = config.platform
    return AssembledImage(descriptor: descriptor, manifest: manifest, config: config, layers: all)
  }

  /// The base's layers, in the layout and with the family's types: the bytes are the same, so the diff ids stay.
  private func takeOver(_ base: StoredImage) throws(ImageFailure) -> [AssembledImage.Layer] {
    var layers: [AssembledImage.Layer] = []
    for (layer, diffID) in zip(base.manifest.layers, base.config.rootfs.diffIDs) {
      if base.layout != layout { try layout.importBlob(layer, from: base.layout) }
      guard layout.contains(layer) else { throw .missingBlob(layer.digest, layout: layout.path) }
      layers.append(.init(descriptor: try family.naming(layer), diffID: diffID, isFromBase: true))
    }
    return layers
  }

  /// The base's history if it matches its layers, otherwise one entry per layer: engines match the two by counting.
  private static func history(of base: StoredImage?) -> [ImageConfig.History] {
    guard let base else { return [] }
    let history = base.config.history ?? []
    if history.count(where: { $0.emptyLayer != true }) == base.manifest.layers.count { return history }
    return base.manifest.layers.map { _ in ImageConfig.History(created: base.config.created, createdBy: nil) }
  }
}

extension MediaType.Family {
  /// The same layer under the family's media type.
  public func naming(_ layer: Descriptor) throws(ImageFailure) -> Descriptor {
    guard let type = self.layer(layer.mediaType) else {
      throw .layerType(layer.mediaType, digest: layer.digest, family: self)
    }
    return Descriptor(mediaType: type, digest: layer.digest, size: layer.size)
  }
}
