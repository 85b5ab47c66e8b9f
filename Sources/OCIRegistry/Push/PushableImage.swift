import Diagnostics
import FoundationEssentials
public import OCIImage
public import SystemPackage

/// An image ready to be pushed: the exact bytes of its manifest, and where its blobs come from; or an index of such.
public struct PushableImage: Sendable {
  public struct Blob: Sendable {
    public var descriptor: Descriptor
    /// A repository that may have the blob already.
    public var mountSource: Reference?
    /// The file with the bytes; asked for only if they have to be uploaded.
    public var path: @Sendable () async throws(RegistryFailure) -> FilePath
  }

  public let manifest: [UInt8]
  public let mediaType: String
  public let digest: Digest
  /// Of this manifest: layers, base first, then the configuration; each digest once. An index has none.
  public private(set) var blobs: [Blob]
  /// What an index names, in its order.
  public private(set) var children: [PushableImage]

  public var descriptor: Descriptor { Descriptor(mediaType: mediaType, digest: digest, size: Int64(manifest.count)) }

  /// - Parameters:
  ///   - manifest: the bytes of an image manifest, OCI's or Docker's.
  ///   - path: the file of a blob.
  /// - Throws: if the bytes are not an image manifest.
  public init(manifest: [UInt8], path: (Digest) -> FilePath) throws(RegistryFailure) {
    try self.init(manifest: manifest) { descriptor in
      let path = path(descriptor.digest)
      return Blob(descriptor: descriptor) { () async throws(RegistryFailure) in path }
    }
  }

  /// - Parameters:
  ///   - fallback: counts if the manifest does not say its type itself.
  ///   - digest: what it is called where it comes from; an index names it so.
  ///   - blob: where a blob comes from.
  init(
    manifest: [UInt8], mediaType fallback: String = MediaType.manifest, _ digest: Digest? = nil,
    blob: (Descriptor) -> Blob
  ) throws(RegistryFailure) {
    let decoded: ImageManifest = try Self.decode(manifest, "image manifest")
    self.manifest = manifest
    mediaType = decoded.mediaType ?? fallback
    self.digest = digest ?? SHA256.digest(of: manifest)
    children = []
    var seen: Set<Digest> = []
    blobs = (decoded.layers + [decoded.config])
      .filter { !$0.isForeign && seen.insert($0.digest).inserted }.map(blob)
  }

  /// - Parameters:
  ///   - index: the bytes of an image index, OCI's or Docker's.
  ///   - child: the image of an entry.
  init(
    index: [UInt8], mediaType fallback: String = MediaType.index, _ digest: Digest? = nil,
    child: (Descriptor) async throws(RegistryFailure) -> PushableImage
  ) async throws(RegistryFailure) {
    let decoded: ImageIndex = try Self.decode(index, "image index")
    manifest = index
    mediaType = decoded.mediaType ?? fallback
    self.digest = digest ?? SHA256.digest(of: index)
    blobs = []
    children = []
    var seen: Set<Digest> = []
    for entry in decoded.manifests where seen.insert(entry.digest).inserted {
      let image = try await child(entry)
      let (said, found) = (
        ManifestShape.Kind(mediaType: entry.mediaType), ManifestShape.Kind(mediaType: image.mediaType)
      )
      guard said == nil || found == nil || said == found else {
        throw RegistryFailure(
          .registryError,
          "`\(entry.digest.short)` is `\(image.mediaType.shown)`, but its index calls it "
            + "`\(entry.mediaType.shown)`")
      }
      children.append(image)
    }
  }

  /// Every blob of the image and its parts, each digest once.
  public var allBlobs: [Blob] {
    var seen: Set<Digest> = []
    return (children.flatMap(\.allBlobs) + blobs).filter { seen.insert($0.descriptor.digest).inserted }
  }

  /// The manifests in the order in which a registry takes them: each after what it names, each digest once.
  var manifestsInOrder: [PushableImage] {
    var seen: Set<Digest> = []
    return (children.flatMap(\.manifestsInOrder) + [self]).filter { seen.insert($0.digest).inserted }
  }

  /// The image with a place where the registry may find some of its blobs itself.
  /// - Parameter layers: the digests that are there.
  public func mounting(_ layers: Set<Digest>, from source: Reference) -> PushableImage {
    var copy = self
    copy.children = children.map { $0.mounting(layers, from: source) }
    for index in copy.blobs.indices where layers.contains(copy.blobs[index].descriptor.digest) {
      copy.blobs[index].mountSource = source
    }
    return copy
  }

  static func decode<Value: Decodable>(_ bytes: [UInt8], _ what: String) throws(RegistryFailure) -> Value {
    do throws(JSONProblem) {
      return try CanonicalJSON.decode(Value.self, from: bytes)
    } catch {
      throw RegistryFailure(
        .registryError, "`\(SHA256.digest(of: bytes).short)` is not a readable \(what): \(error.message.shown)",
        hints: ["inspect it with `agent-pipeline registry inspect`"])
    }
  }
}

extension PushableImage {
  /// Deeper indexes are refused: real ones have one level.
  static let nestingLimit = 4

  /// An image or an index of a layout.
  public init(_ descriptor: Descriptor, in layout: ImageLayout) async throws {
    try await self.init(descriptor, in: layout, depth: Self.nestingLimit)
  }

  private init(_ descriptor: Descriptor, in layout: ImageLayout, depth: Int) async throws(RegistryFailure) {
    let bytes = try RegistryFailure.local(layout.read(descriptor, limit: ImageLayout.manifestLimit))
    if MediaType.isIndex(descriptor.mediaType) {
      guard depth > 0 else { throw RegistryFailure(.registryError, "the image nests indexes too deeply") }
      try await self.init(index: bytes, descriptor.digest) { (entry) async throws(RegistryFailure) in
        try await PushableImage(entry, in: layout, depth: depth - 1)
      }
    } else {
      try self.init(manifest: bytes, descriptor.digest) { blob in
        Blob(descriptor: blob) { () async throws(RegistryFailure) in layout.blobPath(blob.digest) }
      }
    }
  }
}

extension Descriptor {
  /// Layers whose licence forbids to distribute them; clients fetch them from their own URLs.
  var isForeign: Bool { mediaType.contains(".foreign.") || mediaType.contains(".nondistributable.") }
}

extension Reference {
  public func with(digest: Digest) -> Reference {
    var copy = self
    copy.tag = nil
    copy.digest = digest
    return copy
  }
}
