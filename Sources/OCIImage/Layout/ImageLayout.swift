import FileIO
public import SystemPackage

/// An OCI image layout on disk (image-spec, image-layout.md): blobs by digest and an index of images.
///
/// Blobs are written to a temporary file, synced and renamed: concurrent writers and kill -9 leave it valid.
public struct ImageLayout: Sendable, Hashable {
  public let path: FilePath

  /// Temporary files next to index.json.
  static let partialPrefix = ".partial-"
  /// The largest manifest and index that are read, in bytes: what registries accept.
  public static let manifestLimit = 4 << 20
  /// The largest configuration, in bytes.
  static let configLimit = 8 << 20

  var indexPath: FilePath { path.appending("index.json") }
  private var markerPath: FilePath { path.appending("oci-layout") }

  /// A layout that exists.
  public init(opening path: FilePath) throws(ImageFailure) {
    self.path = path
    guard let status = try ImageFailure.wrapping({ () throws(FileFailure) in try FileStatus.of(path) }) else {
      throw .notALayout(path, problem: "there is no such directory")
    }
    guard status.kind == .directory || status.kind == .symbolicLink else {
      throw .notALayout(path, problem: "it is not a directory")
    }
    let text: [UInt8]
    do throws(FileFailure) {
      text = try FileContents.read(markerPath, limit: 4096)
    } catch {
      guard error.errno == .noSuchFileOrDirectory else { throw .file(error) }
      throw .notALayout(path, problem: "it contains no file `oci-layout`")
    }
    guard let marker = try? CanonicalJSON.decode(Marker.self, from: text), marker.imageLayoutVersion.hasPrefix("1.")
    else { throw .notALayout(path, problem: "its `oci-layout` does not declare version 1") }
  }

  /// Makes a new layout without images, or opens the one that is there.
  public static func create(at path: FilePath) throws(ImageFailure) -> ImageLayout {
    let layout = ImageLayout(unchecked: path)
    try ImageFailure.wrapping { () throws(FileFailure) in try Directory.create(layout.blobDirectory(.sha256)) }
    PartialFile.removeAbandoned(in: path) { $0.hasPrefix(partialPrefix) }
    if case .none = try ImageFailure.wrapping({ () throws(FileFailure) in try FileStatus.of(layout.indexPath) }) {
      try layout.changeIndex { _ in }
    }
    // Last: a directory with this file is complete.
    let marker = CanonicalJSON.encode(Marker(imageLayoutVersion: "1.0.0"))
    if (try? FileContents.read(layout.markerPath, limit: 4096)) != marker {
      try ImageFailure.wrapping { () throws(FileFailure) in try FileContents.write(marker, to: layout.markerPath) }
    }
    return try ImageLayout(opening: path)
  }

  private init(unchecked path: FilePath) {
    self.path = path
  }

  public func blobPath(_ digest: Digest) -> FilePath { blobDirectory(digest.algorithm).appending(digest.hex) }

  private func blobDirectory(_ algorithm: Digest.Algorithm) -> FilePath {
    path.appending("blobs").appending(algorithm.rawValue)
  }

  /// The path of a blob that is about to be written: the directory of an algorithm comes with its first blob.
  func makePlace(for digest: Digest) throws(ImageFailure) -> FilePath {
    try ImageFailure.wrapping { () throws(FileFailure) in try Directory.create(blobDirectory(digest.algorithm)) }
    return blobPath(digest)
  }

  /// Whether the blob exists with its size; its contents are not checked.
  public func contains(_ descriptor: Descriptor) -> Bool {
    guard let status = try? FileStatus.of(blobPath(descriptor.digest)) else { return false }
    return status.kind == .file && status.size == descriptor.size
  }

  private struct Marker: Codable {
    var imageLayoutVersion: String
  }
}
