/// One image for one platform in a layout: its manifest and configuration, read and checked.
public struct StoredImage: Sendable, Hashable {
  public let layout: ImageLayout
  /// Of the manifest.
  public let descriptor: Descriptor
  public let manifest: ImageManifest
  public let config: ImageConfig

  public var platform: Platform { config.platform }

  /// Reads the image that a manifest's descriptor names.
  public init(_ descriptor: Descriptor, in layout: ImageLayout) throws(ImageFailure) {
    self.layout = layout
    self.descriptor = descriptor
    manifest = try layout.document(ImageManifest.self, descriptor, limit: ImageLayout.manifestLimit)
    config = try layout.document(ImageConfig.self, manifest.config, limit: ImageLayout.configLimit)
    guard config.rootfs.diffIDs.count == manifest.layers.count else {
      throw .malformedDocument(
        descriptor.digest,
        problem: "it has \(manifest.layers.count) layers, but its configuration lists \(config.rootfs.diffIDs.count)")
    }
  }
}

extension ImageLayout {
  /// Nested indexes deeper than this are refused; real ones have one level.
  private static let nestingLimit = 4

  /// Finds an image.
  /// - Parameters:
  ///   - tag: `nil` means the layout's only image.
  ///   - platform: which one of a multi-platform image; an image for one platform must match it.
  public func image(tag: String?, for platform: Platform) throws(ImageFailure) -> StoredImage {
    let all = try index().manifests
    let names = all.compactMap { $0.annotations?[Descriptor.referenceNameAnnotation] }
    let candidates =
      tag.map { tag in all.filter { $0.annotations?[Descriptor.referenceNameAnnotation] == tag } } ?? all
    guard !candidates.isEmpty, tag != nil || Set(names).count + (all.count - names.count) == 1 || isOneImage(all)
    else { throw .unknownTag(tag, layout: path, available: names) }
    return try select(from: candidates, for: platform, depth: Self.nestingLimit)
  }

  /// A manifest or an index, and all blobs it refers to.
  func blobs(below root: Descriptor) throws(ImageFailure) -> [Descriptor] {
    guard MediaType.isIndex(root.mediaType) else {
      let image = try StoredImage(root, in: self)
      return [root, image.manifest.config] + image.manifest.layers
    }
    var all = [root]
    for child in try document(ImageIndex.self, root, limit: Self.manifestLimit).manifests {
      all += try blobs(below: child)
    }
    return all
  }

  /// Whether the entries are one image: none has a name, and each has a different platform, which the configuration tells
  /// where the entry does not.
  private func isOneImage(_ manifests: [Descriptor]) -> Bool {
    let platforms = manifests.compactMap { entry in
      entry.platform ?? (MediaType.isManifest(entry.mediaType) ? try? StoredImage(entry, in: self).platform : nil)
    }
    return platforms.count == manifests.count && Set(platforms).count == platforms.count
      && manifests.allSatisfy { $0.annotations?[Descriptor.referenceNameAnnotation] == nil }
  }

  /// Reads and checks a JSON document.
  func document<Value: Decodable>(
    _ type: Value.Type, _ descriptor: Descriptor, limit: Int
  ) throws(ImageFailure) -> Value {
    let text = try read(descriptor, limit: limit)
    do throws(JSONProblem) {
      return try CanonicalJSON.decode(type, from: text)
    } catch {
      throw .malformedDocument(descriptor.digest, problem: error.message)
    }
  }

  /// Follows nested indexes to the manifest for a platform.
  private func select(
    from candidates: [Descriptor], for platform: Platform, depth: Int
  ) throws(ImageFailure) -> StoredImage {
    var found: [String] = []
    for candidate in candidates {
      // Attestations of an image have the platform unknown/unknown and never match.
      if let named = candidate.platform, !platform.accepts(named) {
        if named.os != "unknown" { found.append(named.description) }
        continue
      }
      if MediaType.isIndex(candidate.mediaType) {
        guard depth > 0 else { throw .malformedDocument(candidate.digest, problem: "it nests indexes too deeply") }
        let index = try document(ImageIndex.self, candidate, limit: Self.manifestLimit)
        // An index without a platform may be for others than the wanted one.
        do throws(ImageFailure) {
          return try select(from: index.manifests, for: platform, depth: depth - 1)
        } catch {
          guard case .noSuchPlatform(_, let available) = error else { throw error }
          found += available
          continue
        }
      }
      guard MediaType.isManifest(candidate.mediaType) else { continue }
      let image = try StoredImage(candidate, in: self)
      if platform.accepts(image.platform) { return image }
      found.append(image.platform.description)
    }
    throw .noSuchPlatform(platform, available: found)
  }
}
