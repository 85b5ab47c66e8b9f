import FileIO
import Languages
import OCIImage
import PipelineCore
import Synchronization
import SystemPackage

/// The files of a base image; its layers are listed when the first question comes.
final class BaseListing: Sendable {
  private let image: StoredImage?
  private let directory: FilePath
  private let found = Mutex<ImagePaths?>(nil)

  /// - Parameter image: `nil` for `scratch`.
  init(_ image: StoredImage?, _ context: RunContext) {
    self.image = image
    directory = context.cacheDirectory.appending(CacheDirectory.paths)
  }

  /// - Returns: `nil` for `scratch`.
  func paths() throws -> ImagePaths? {
    guard let image else { return nil }
    if let known = found.withLock(\.self) { return known }
    let paths = try ImagePaths(of: image, keptIn: directory)
    found.withLock { $0 = paths }
    return paths
  }

  /// What languages ask.
  var files: BaseFiles {
    BaseFiles(
      holds: { try self.paths()?.holds($0) ?? false }, names: { try self.paths()?.names(in: $0) ?? [] },
      contents: { path, limit in
        guard let image = self.image, let paths = try self.paths() else { return nil }
        return try paths.contents(of: path, in: image, limit: limit)
      })
  }

  /// Which directories our layers find in the image below them.
  func directories() throws -> BaseDirectories {
    BaseDirectories(paths: try paths(), image: image?.descriptor.digest)
  }
}
