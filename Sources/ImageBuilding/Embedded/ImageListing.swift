import FileIO
import Languages
import OCIImage
import PipelineCore
import Synchronization
import SystemPackage

/// The files of an image; its layers are listed when the first question comes.
final class ImageListing: Sendable {
  /// `nil` for `scratch`.
  private let image: StoredImage?
  private let below: ImageListing?
  private let directory: FilePath
  private let found = Mutex<ImagePaths?>(nil)

  /// - Parameter below: of an image whose layers are the first of this one.
  init(_ image: StoredImage?, over below: ImageListing? = nil, _ context: RunContext) {
    self.image = image
    self.below = below
    directory = context.cacheDirectory.appending(CacheDirectory.paths)
  }

  func paths() throws -> ImagePaths {
    guard let image else { return .none }
    if let known = found.withLock(\.self) { return known }
    let layers = image.manifest.layers.dropFirst(below?.image?.manifest.layers.count ?? 0)
    let paths = try (below?.paths() ?? .none).adding(Array(layers), of: image.layout, keptIn: directory)
    found.withLock { $0 = paths }
    return paths
  }

  /// What languages ask.
  var files: BaseFiles {
    BaseFiles(
      holds: { try self.paths().holds($0) }, names: { try self.paths().names(in: $0) },
      contents: { path, limit in
        guard let image = self.image else { return nil }
        return try self.paths().contents(of: path, in: image, limit: limit)
      })
  }

  /// Which directories our layers find in the image below them.
  func directories() throws -> BaseDirectories {
    BaseDirectories(paths: image == nil ? nil : try paths(), image: image?.descriptor.digest)
  }
}
