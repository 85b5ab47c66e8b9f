import FileIO
import Languages
import OCIImage
import PipelineCore
import SystemPackage
import TextFormats

/// Makes a runtime's layer, or takes it from the cache.
struct RecipeLayer {
  /// 1980-01-01, the oldest time a zip archive can hold: tools that pack the files again do not stumble. It does not
  /// depend on the commit, so that the layer stays the same while other files change.
  static let modificationTime: Int64 = 315_532_800

  let cache: LayerCache
  let compression: LayerCompression
  /// Of the image below the layer.
  let base: BaseDirectories
  /// A directory for what is being made; asked for only if something is.
  let scratch: @Sendable () async -> FilePath
  let emit: @Sendable (RunEvent) -> Void

  struct Result {
    var layer: Layer
    var role: LayerRecipe.Role
    var createdBy: String
    var isCached: Bool
  }

  /// - Parameter scan: lists what of the directory goes into the layer.
  func make(
    _ recipe: LayerRecipe, scan: (FilePath, LayerAttributes) throws -> [LayerEntry]
  ) async throws -> Result {
    func result(_ layer: Layer, isCached: Bool) -> Result {
      Result(layer: layer, role: recipe.role, createdBy: "agent-pipeline: \(recipe.name)", isCached: isCached)
    }
    let inputs = [compression.rawValue] + recipe.inputs + base.inputs(for: recipe.directoryInImage)
    if let layer = cache.layer(for: inputs) { return result(layer, isCached: true) }
    let directory = try Directory.temporary(prefix: "layer", in: await scratch())
    do {
      try await recipe.fill(directory)
      let attributes = LayerAttributes(modified: Self.modificationTime)
      let entries = try scan(directory, attributes)
      let builder = LayerBuilder(
        layout: cache.layout, parents: attributes, compression, packing: recipe.name, over: base, emit)
      let layer = try builder.write(base.placed(entries))
      // It may have been there already, from other inputs.
      CacheDirectory.touch(cache.layout.blobPath(layer.descriptor.digest))
      try cache.store(layer, for: inputs)
      try Directory.remove(directory)
      return result(layer, isCached: false)
    } catch {
      try? Directory.remove(directory)
      throw error
    }
  }
}

extension LayerBuilder {
  /// Shows how much of a large layer is packed.
  /// - Parameter name: of what the layer contains.
  init(
    layout: ImageLayout, parents: LayerAttributes, _ compression: LayerCompression, packing name: String,
    over base: BaseDirectories, _ emit: @escaping @Sendable (RunEvent) -> Void
  ) {
    self.init(
      layout: layout, parents: parents, compression, over: base.has,
      onProgress: { emit(.progress("packing \(name): \(HumanText.size($0))")) })
  }
}
