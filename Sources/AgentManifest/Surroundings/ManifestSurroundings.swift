/// What stands beside a manifest, as far as rules look. All paths are relative to the agent's folder.
///
/// The caller fills it: which files go into the image is not for this module to know.
public struct ManifestSurroundings: Sendable {
  /// Whether a file or a folder is there.
  public var exists: @Sendable (_ path: String) -> Bool
  /// The contents of a file; nothing where there is none, or it has more bytes than the limit.
  public var read: @Sendable (_ path: String, _ limit: Int) -> [UInt8]?
  /// The files that would go into the image; nothing where they cannot be listed.
  public var imageFiles: [String]?
  /// Paths or names of files that look like secrets and go into the image all the same, whoever allowed them.
  public var allowedSecrets: [String]
  /// What the image would start, whoever set it; nothing where that is not known.
  public var entrypoint: [String]?
  /// The Dockerfile that is built instead of a generated one, whoever set it.
  public var dockerfile: String?

  public init(
    allowedSecrets: [String] = [], exists: @escaping @Sendable (_ path: String) -> Bool,
    read: @escaping @Sendable (_ path: String, _ limit: Int) -> [UInt8]?, imageFiles: [String]?,
    entrypoint: [String]?, dockerfile: String?
  ) {
    self.allowedSecrets = allowedSecrets
    self.exists = exists
    self.read = read
    self.imageFiles = imageFiles
    self.entrypoint = entrypoint
    self.dockerfile = dockerfile
  }
}

extension ManifestSurroundings {
  /// A folder that exists on paper only, all of it in the image.
  public init(files: [String: String], entrypoint: [String]? = nil, dockerfile: String? = nil) {
    self.init(
      exists: { path in files.keys.contains { $0 == path || $0.hasPrefix("\(path)/") } },
      read: { path, limit in files[path].map { Array($0.utf8) }.flatMap { $0.count <= limit ? $0 : nil } },
      imageFiles: files.keys.sorted(), entrypoint: entrypoint, dockerfile: dockerfile)
  }

  /// The text of a file; nothing where there is none.
  func text(_ path: String, limit: Int = 1 << 20) -> String? {
    read(path, limit).map { String(decoding: $0, as: UTF8.self) }
  }
}
