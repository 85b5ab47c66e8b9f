import FileIO
import Languages
import OCIImage
import PipelineCore
import Synchronization
import SystemPackage

extension BaseFiles {
  /// The files of an image; its layers are listed when the first question comes.
  init(_ image: StoredImage, _ context: RunContext) {
    let listing = Listing(image, keptIn: context.cacheDirectory.appending(CacheDirectory.paths))
    self.init(holds: { try listing.paths().holds($0) }, names: { try listing.paths().names(in: $0) })
  }

  private final class Listing: Sendable {
    private let image: StoredImage
    private let directory: FilePath
    private let found = Mutex<ImagePaths?>(nil)

    init(_ image: StoredImage, keptIn directory: FilePath) {
      self.image = image
      self.directory = directory
    }

    func paths() throws -> ImagePaths {
      if let known = found.withLock(\.self) { return known }
      let paths = try ImagePaths(of: image, keptIn: directory)
      found.withLock { $0 = paths }
      return paths
    }
  }
}
