public import Diagnostics
import FileIO
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

  public init(parsing text: String) throws(Failure) {
    func invalid(_ problem: String) -> Failure {
      Failure(
        .usage, "invalid-output-image", "`\(text)` is not an image archive: \(problem)",
        hints: ["write `docker-archive:FILE`, `oci-archive:FILE` or `docker-daemon:REFERENCE`"])
    }
    guard let colon = text.firstIndex(of: ":"), let format = Format(rawValue: String(text[..<colon])) else {
      throw invalid("the format is missing or unknown")
    }
    let path = text[text.index(after: colon)...]
    guard !path.isEmpty else { throw invalid("the file is missing") }
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
    let archive =
      switch format {
      case .docker: try ArchiveParts(docker: dockerImage(root, in: layout), named: name)
      case .oci: try ArchiveParts(oci: root, in: layout, named: name)
      }
    let output = try ImageFailure.wrapping { () throws(FileFailure) in try PartialFile(for: file) }
    for part in archive.parts {
      switch part {
      case .bytes(let bytes): try output.write(bytes)
      case .file(let path, let size): try FileRegion(of: .reading(path), offset: 0, length: size).copy(to: output)
      case .blob(let blob, let layout): try layout.copyVerified(blob, to: output)
      }
    }
    try ImageFailure.wrapping { () throws(FileFailure) in try output.finish() }
  }

  private func dockerImage(_ root: Descriptor, in layout: ImageLayout) throws(ImageFailure) -> StoredImage {
    let image = try StoredImage(root, in: layout)
    for layer in image.manifest.layers where MediaType.ociLayer(layer.mediaType) == MediaType.layerZstd {
      throw .unsupportedMediaType(layer.mediaType, layer.digest)
    }
    return image
  }
}
