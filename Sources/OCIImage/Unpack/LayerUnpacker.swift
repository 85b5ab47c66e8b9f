import FileIO
public import SystemPackage

/// Unpacks an image's layers into a directory, base first, deletions (whiteouts) applied.
///
/// Layers are not trusted: nothing is written outside the root, devices are refused, and each
/// layer's digest and diff id are checked while it streams. Extended attributes are not restored.
public struct LayerUnpacker: Sendable {
  /// The owner that a file gets, by the one in its layer.
  public typealias OwnerMap = @Sendable (UInt32) -> UInt32

  private let owner: OwnerMap?
  /// For all layers of an image together.
  public let limits: UnpackLimits

  /// - Parameter owner: for users and groups alike; needs root. Without it, all files belong to the caller.
  public init(limits: UnpackLimits = UnpackLimits(), mappingOwners owner: OwnerMap? = nil) {
    self.limits = limits
    self.owner = owner
  }

  /// A layer, and the layout that contains its blob.
  public struct Source: Sendable {
    public var layer: Descriptor
    public var diffID: Digest
    public var layout: ImageLayout

    public init(layer: Descriptor, diffID: Digest, layout: ImageLayout) {
      self.layer = layer
      self.diffID = diffID
      self.layout = layout
    }
  }

  /// - Parameters:
  ///   - extra: layers that go on top of the image's own.
  ///   - root: created if missing; should be empty. Partly unpacked files stay after a failure.
  public func unpack(_ image: StoredImage, with extra: [Source] = [], into root: FilePath) throws(ImageFailure) {
    try ImageFailure.wrapping { () throws(FileFailure) in try Directory.create(root) }
    let tree = TreeWriter(root: try RootDirectory(opening: root), owner: owner, limits: limits)
    let own = zip(image.manifest.layers, image.config.rootfs.diffIDs).map {
      Source(layer: $0, diffID: $1, layout: image.layout)
    }
    for source in own + extra {
      do throws(ImageFailure) {
        try unpack(source.layer, source.diffID, from: source.layout, into: tree)
      } catch {
        throw .inLayer(source.layer.digest, error)
      }
    }
    try tree.finish()
  }

  private func unpack(
    _ layer: Descriptor, _ diffID: Digest, from layout: ImageLayout, into tree: TreeWriter
  ) throws(ImageFailure) {
    let blob = HashingSource(try layout.open(layer), layer.digest.algorithm)
    let archive = HashingSource(try LayerArchive.decompressed(layer, blob), diffID.algorithm)
    let reader = TarReader(archive)
    tree.startLayer()
    while let entry = try reader.next() { try tree.write(entry, contents: reader) }
    // The digests include what may follow the archive's end.
    try archive.drain()
    try blob.drain()
    let found = Descriptor(mediaType: layer.mediaType, digest: blob.finish(), size: blob.count)
    try ImageLayout.check(found, against: layer, in: layout.path)
    let foundDiffID = archive.finish()
    guard foundDiffID == diffID else { throw .wrongDiffID(expected: diffID, actual: foundDiffID) }
  }
}
