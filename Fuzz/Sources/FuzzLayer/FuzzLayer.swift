import FileIO
import FuzzSupport
import OCIImage
import SystemPackage

/// Any bytes as the upper layer of an image: nothing outside of the root is touched, and the limits hold.
///
/// The kind is told from the first bytes: gzip, zstd or tar. A tar archive gets right checksums, without which nearly no
/// changed input would be read beyond its first header.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzLayer(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  do {
    try workshop.unpack(bytes)
  } catch let error as ImageFailure {
    // The message is made from the layer, too.
    _ = error.diagnostic.message
  } catch {
    violation("\(error)")
  }
  return 0
}

// Not shared: libFuzzer calls from one thread only.
nonisolated(unsafe) private let workshop = Workshop()

/// A directory with an image layout, the root to unpack into, and what must stay as it is.
private struct Workshop {
  static let limits = UnpackLimits(bytes: 1 << 20, entries: 64)

  let path: FilePath
  let layout: ImageLayout
  let lower: Layer
  let outside: FilePath
  let untouched: [TreeItem]

  init() {
    do {
      path = try Directory.temporary(prefix: "fuzz-layer-", in: FilePath(scratch))
      layout = try ImageLayout.create(at: path.appending("layout"))
      outside = path.appending("outside")
      try Directory.create(outside)
      try FileContents.write(Array("keep me".utf8), to: outside.appending("secret"))
      lower = try Self.lowerLayer(in: layout, outside: outside)
      untouched = Self.items(outside)
    } catch {
      violation("no workshop: \(error)")
    }
  }

  /// Links that lead out of the root, as a hostile base image has them.
  private static func lowerLayer(in layout: ImageLayout, outside: FilePath) throws -> Layer {
    let attributes = LayerAttributes(modified: 1)
    func entry(_ path: String, _ contents: LayerEntry.Contents) -> LayerEntry {
      LayerEntry(path: path, contents: contents, mode: 0o644, attributes: attributes)
    }
    return try LayerBuilder(layout: layout, parents: attributes, threads: 1).write([
      entry("a", .symbolicLink(target: outside.string)), entry("b", .symbolicLink(target: "../outside")),
      entry("c", .symbolicLink(target: "c")), entry("d/e/f", .bytes(Array("text".utf8))),
      entry("d/g", .symbolicLink(target: "../..")), entry("d/h", .hardLink(to: "d/e/f")),
      entry("i", .symbolicLink(target: "/d/e")), entry("j", .symbolicLink(target: "\(outside)/secret")),
    ])
  }

  func unpack(_ input: [UInt8]) throws {
    let root = path.appending("root")
    let (bytes, type) = Self.layer(input)
    let diffID = SHA256.digest(of: bytes)
    let upper = try layout.write(bytes, mediaType: type)
    var config = ImageConfig(platform: .host)
    config.rootfs.diffIDs = [lower.diffID, diffID]
    let configuration = try layout.write(document: config, mediaType: MediaType.config)
    let manifest = ImageManifest(config: configuration, layers: [lower.descriptor, upper])
    let descriptor = try layout.write(document: manifest, mediaType: MediaType.manifest)
    defer {
      for blob in [upper, configuration, descriptor] where blob.digest != lower.descriptor.digest {
        try? Directory.remove(layout.blobPath(blob.digest))
      }
    }
    let image = try StoredImage(descriptor, in: layout)
    defer { check(root) }
    _ = try? ImagePaths(of: image, keptIn: path.appending("lists")).holds("/i/f")
    try Directory.remove(path.appending("lists"))
    try LayerUnpacker(limits: Self.limits).unpack(image, into: root)
  }

  private func check(_ root: FilePath) {
    guard Self.items(outside) == untouched else { violation("something outside of the root has changed") }
    let beside = (try? Directory.names(in: path)) ?? []
    guard Set(beside).isSubset(of: ["layout", "outside", "root"]) else {
      violation("new files beside the root: \(beside)")
    }
    let items = Self.items(root).dropFirst()
    guard items.count <= Self.limits.entries else { violation("\(items.count) files") }
    guard items.reduce(0, { $0 + $1.bytes }) <= Self.limits.bytes else { violation("more bytes than the limit") }
    guard !items.contains(where: \.isDevice) else { violation("a device") }
    do {
      try Directory.remove(root)
    } catch {
      violation("the root cannot be removed: \(error)")
    }
  }

  private static func items(_ root: FilePath) -> [TreeItem] {
    var items: [TreeItem] = []
    TreeItem.collect(root, &items)
    return items
  }

  private static func layer(_ input: [UInt8]) -> ([UInt8], String) {
    if input.starts(with: [0x1F, 0x8B]) { return (input, MediaType.layerGzip) }
    if input.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) { return (input, MediaType.layerZstd) }
    return (withChecksums(input), MediaType.layer)
  }

  /// Writes the checksum into every block that has `ustar` where a header has it.
  private static func withChecksums(_ input: [UInt8]) -> [UInt8] {
    var archive = input
    for start in stride(from: 0, through: input.count - 512, by: 512)
    where archive[(start + 257)..<(start + 262)].elementsEqual("ustar".utf8) {
      let field = (start + 148)..<(start + 156)
      archive.replaceSubrange(field, with: "        ".utf8)
      let sum = archive[start..<(start + 512)].reduce(0) { $0 + Int($1) }
      let digits = String(sum, radix: 8)
      archive.replaceSubrange(field, with: "\(String(repeating: "0", count: 6 - digits.count))\(digits)\0 ".utf8)
    }
    return archive
  }
}
