public import Diagnostics
import FileIO
import Glibc
public import SystemPackage

/// A file that contains a whole image, as the setting `build.outputImage` writes it: `docker-archive:FILE`.
public struct ImageArchive: Sendable, Hashable, CustomStringConvertible {
  public enum Format: String, Sendable, Hashable, CaseIterable {
    /// What `docker save` writes and `docker load` reads, in every version.
    case docker = "docker-archive"
    /// An OCI image layout as a tar archive, for podman, skopeo and newer engines.
    case oci = "oci-archive"
  }

  public var format: Format
  public var file: FilePath

  public init(parsing text: String) throws(InvalidImageArchive) {
    guard let colon = text.firstIndex(of: ":"), let format = Format(rawValue: String(text[..<colon])) else {
      throw InvalidImageArchive(text: text, problem: "it names no format")
    }
    let path = text[text.index(after: colon)...]
    guard !path.isEmpty else { throw InvalidImageArchive(text: text, problem: "the file is missing") }
    self.format = format
    file = FilePath(String(path))
  }

  public var description: String { "\(format.rawValue):\(file)" }

  /// Writes the archive. Readers see the old file or the complete new one.
  /// - Parameters:
  ///   - root: of a manifest; for `oci-archive` also of an index.
  ///   - name: what engines call the image: `echo-agent:latest`.
  public func write(
    _ root: Descriptor, in layout: ImageLayout, named name: String
  ) throws(ImageFailure) {
    try ImageFailure.wrapping { () throws(FileFailure) in try Directory.create(file.removingLastComponent()) }
    let temporary = FilePath("\(file.string).\(getpid()).tmp")
    _ = temporary.withPlatformString { unlink($0) }
    do throws(ImageFailure) {
      let output = try OpenFile.creating(temporary)
      let tar = TarWriter(to: output)
      switch format {
      case .docker: try writeDocker(StoredImage(root, in: layout), name, to: tar)
      case .oci: try writeOCI(root, layout, name, to: tar)
      }
      try tar.finish()
      try output.sync()
      let renamed = temporary.withPlatformString { old in file.withPlatformString { rename(old, $0) } }
      guard renamed == 0 else { throw .file(FileFailure("write", file, Errno(rawValue: errno))) }
    } catch {
      _ = temporary.withPlatformString { unlink($0) }
      throw error
    }
  }

  /// Docker's image specification 1.2: `manifest.json` names a configuration and layers; layers may be compressed.
  private func writeDocker(_ image: StoredImage, _ name: String, to tar: TarWriter) throws(ImageFailure) {
    struct Entry: Encodable {
      var config: String
      var repoTags: [String]
      var layers: [String]

      private enum CodingKeys: String, CodingKey {
        case config = "Config"
        case repoTags = "RepoTags"
        case layers = "Layers"
      }
    }
    let config = "\(image.manifest.config.digest.hex).json"
    try add(image.manifest.config, as: config, from: image.layout, to: tar)
    for layer in image.manifest.layers where MediaType.ociLayer(layer.mediaType) == MediaType.layerZstd {
      throw .unsupportedMediaType(layer.mediaType, layer.digest)
    }
    var written: Set<String> = []
    let layers = image.manifest.layers.map { "\($0.digest.hex).tar" }
    for (layer, path) in zip(image.manifest.layers, layers) where written.insert(path).inserted {
      try add(layer, as: path, from: image.layout, to: tar)
    }
    try add(
      CanonicalJSON.encode([Entry(config: config, repoTags: [name], layers: layers)]), as: "manifest.json", to: tar)
  }

  /// An image layout (image-spec, image-layout.md) with only this image.
  private func writeOCI(
    _ root: Descriptor, _ layout: ImageLayout, _ name: String, to tar: TarWriter
  ) throws(ImageFailure) {
    struct Marker: Encodable {
      var imageLayoutVersion = "1.0.0"
    }
    try add(CanonicalJSON.encode(Marker()), as: "oci-layout", to: tar)
    var tagged = root
    tagged.annotations = [
      Descriptor.referenceNameAnnotation: name.split(separator: ":").last.map(String.init) ?? name,
      "io.containerd.image.name": name,
    ]
    try add(CanonicalJSON.encode(ImageIndex(manifests: [tagged])), as: "index.json", to: tar)
    var written: Set<Digest> = []
    for blob in try layout.blobs(below: root) where written.insert(blob.digest).inserted {
      try add(blob, as: "blobs/sha256/\(blob.digest.hex)", from: layout, to: tar)
    }
  }

  private func add(
    _ blob: Descriptor, as path: String, from layout: ImageLayout, to tar: TarWriter
  ) throws(ImageFailure) {
    let entry = TarEntry(path: Array(path.utf8), kind: .file, mode: 0o644, size: blob.size)
    try tar.add(entry, contents: layout.open(blob))
  }

  private func add(_ contents: [UInt8], as path: String, to tar: TarWriter) throws(ImageFailure) {
    let entry = TarEntry(path: Array(path.utf8), kind: .file, mode: 0o644, size: Int64(contents.count))
    try tar.add(entry, contents: MemorySource(contents))
  }
}

/// A text that is not an image archive.
public struct InvalidImageArchive: DiagnosableError, Hashable {
  public var text: String
  public var problem: String

  public var failureKind: FailureKind { .usage }

  public var diagnostic: Diagnostic {
    .error(
      "invalid-output-image", "`\(text)` is not an image archive: \(problem)",
      hints: ["write `docker-archive:FILE`, `oci-archive:FILE` or `docker-daemon:REFERENCE`"])
  }
}
