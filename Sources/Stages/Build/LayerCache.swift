import FileIO
import FoundationEssentials
import OCIImage
import SystemPackage

/// Layers by what they were made from, shared by all runs on the machine.
///
/// An entry is a small file that names a layer, and the layer's blob in an image layout beside it. Both are written
/// atomically; an entry that is damaged or whose blob is gone counts as missing.
struct LayerCache {
  static let entryLimit = 64 << 10

  let layout: ImageLayout
  private let entries: FilePath

  init(folder: FilePath) throws {
    layout = try ImageLayout.create(at: folder.appending("images"))
    entries = folder.appending("layers")
    try Folder.create(entries)
  }

  /// - Parameter inputs: everything that decides the layer's bytes.
  func layer(for inputs: [String]) -> Layer? {
    guard let bytes = try? FileContents.read(path(inputs), limit: Self.entryLimit),
      let layer = try? JSONDecoder().decode(Layer.self, from: Data(bytes)), layout.contains(layer.descriptor)
    else { return nil }
    return layer
  }

  func store(_ layer: Layer, for inputs: [String]) throws {
    try FileContents.write(Array(try JSONEncoder().encode(layer)), to: path(inputs))
  }

  /// The inputs' lengths are part of the key, so that no two lists read the same.
  private func path(_ inputs: [String]) -> FilePath {
    let text = inputs.map { "\($0.utf8.count):\($0)\n" }.joined()
    return entries.appending("\(SHA256.digest(of: Array(text.utf8)).hex).json")
  }
}
