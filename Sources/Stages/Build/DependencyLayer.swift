import AgentRuntimes
import FileIO
import OCIImage
import SystemPackage

/// Makes the layer of installed dependencies, or takes it from the cache.
struct DependencyLayer {
  /// 1980-01-01, the oldest time a zip archive can hold: tools that pack the files again do not stumble. It does not
  /// depend on the commit, so that the layer stays the same while only the agent's code changes.
  static let modificationTime: Int64 = 315_532_800

  let runtime: any AgentRuntime
  let cache: LayerCache
  /// A folder of this run for what is being installed.
  let scratch: FilePath

  struct Result {
    var layer: Layer
    var isCached: Bool
  }

  func make(_ request: DependencyRequest) async throws -> Result {
    let inputs = try runtime.inputs(of: request)
    if let layer = cache.layer(for: inputs) { return Result(layer: layer, isCached: true) }
    let folder = try Folder.temporary(prefix: "dependencies", in: scratch)
    do {
      try await runtime.install(request, into: folder)
      let attributes = LayerAttributes(modified: Self.modificationTime)
      let entries = try FolderScanner(attributes: attributes)
        .scan(folder, to: String(request.folderInImage.drop { $0 == "/" }))
      let layer = try LayerBuilder(layout: cache.layout, parents: attributes).write(entries)
      try cache.store(layer, for: inputs)
      try Folder.remove(folder)
      return Result(layer: layer, isCached: false)
    } catch {
      try? Folder.remove(folder)
      throw error
    }
  }
}
