public import Languages

/// The files around a manifest, as far as rules look. All paths are relative to the agent's directory.
///
/// The caller fills it: this module does not know which files go into the image.
public struct ManifestSurroundings: Sendable {
  public var directory: ProjectDirectory
  /// The files that would go into the image; nil if they cannot be listed.
  public var imageFiles: [String]?
  /// Paths or names of files that look like secrets but may go into the image, whatever allowed them.
  public var allowedSecrets: [String]
  /// The entrypoint of the image, from any source; nil if unknown.
  public var entrypoint: [String]?
  /// The Dockerfile that is built instead of a generated one, from any source.
  public var dockerfile: String?
  /// Where packages may come from.
  public var packageHosts: PackageHosts

  public init(
    allowedSecrets: [String] = [], exists: @escaping @Sendable (_ path: String) -> Bool,
    read: @escaping @Sendable (_ path: String, _ limit: Int) -> [UInt8]?, imageFiles: [String]?,
    entrypoint: [String]?, dockerfile: String?, packageHosts: PackageHosts = PackageHosts()
  ) {
    self.allowedSecrets = allowedSecrets
    directory = ProjectDirectory(exists: exists, read: read)
    self.imageFiles = imageFiles
    self.entrypoint = entrypoint
    self.dockerfile = dockerfile
    self.packageHosts = packageHosts
  }
}

extension ManifestSurroundings {
  /// A directory that exists on paper only, all of it in the image.
  public init(files: [String: String], entrypoint: [String]? = nil, dockerfile: String? = nil) {
    self.init(
      exists: { path in files.keys.contains { $0 == path || $0.hasPrefix("\(path)/") } },
      read: { path, limit in files[path].map { Array($0.utf8) }.flatMap { $0.count <= limit ? $0 : nil } },
      imageFiles: files.keys.sorted(), entrypoint: entrypoint, dockerfile: dockerfile)
  }
}
