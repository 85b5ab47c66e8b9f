import FoundationEssentials
import OCIImage
import SystemPackage

/// An archive in the format of `docker save`, read without unpacking it.
///
/// Docker before 25 writes `ID/layer.tar`, later versions also an image layout, podman `DIGEST.tar` with links to
/// it; all have `manifest.json`. Layers are plain archives, or gzip if the engine keeps them so.
struct SavedImage {
  /// The largest `manifest.json` and configuration, in bytes.
  private static let documentLimit: Int64 = 8 << 20

  let config: [UInt8]
  /// Where each layer's bytes are, base first.
  let layers: [Range<Int64>]
  let diffIDs: [Digest]

  private struct Manifest: Decodable {
    var config: String
    var layers: [String]
  }

  init(_ path: FilePath) throws(EngineFailure) {
    let archive = try EngineFailure.mapping(ArchiveIndex(path))
    let text = try Self.document("manifest.json", in: archive)
    guard let manifests = try? EngineClient.decode([Manifest].self, from: text), manifests.count == 1 else {
      throw Self.malformed("its `manifest.json` does not name one image")
    }
    config = try Self.document(manifests[0].config, in: archive)
    guard let parsed = try? JSONDecoder().decode(ImageConfig.self, from: Data(config)) else {
      throw Self.malformed("its configuration is not an image configuration")
    }
    diffIDs = parsed.rootfs.diffIDs
    var layers: [Range<Int64>] = []
    for name in manifests[0].layers { layers.append(try Self.find(name, in: archive)) }
    guard layers.count == diffIDs.count else {
      throw Self.malformed("it has \(layers.count) layers, but its configuration lists \(diffIDs.count)")
    }
    self.layers = layers
  }

  private static func find(_ name: String, in archive: ArchiveIndex) throws(EngineFailure) -> Range<Int64> {
    guard let range = archive.file(name) else { throw malformed("it lacks `\(name)`") }
    return range
  }

  private static func document(_ name: String, in archive: ArchiveIndex) throws(EngineFailure) -> [UInt8] {
    let range = try find(name, in: archive)
    guard range.upperBound - range.lowerBound <= documentLimit else { throw malformed("`\(name)` is too large") }
    return try EngineFailure.mapping(archive.read(range))
  }

  private static func malformed(_ problem: String) -> EngineFailure {
    EngineFailure(
      .imageMalformed, "the image cannot be exported from the engine: \(problem)", hints: ["build the image again"])
  }
}
