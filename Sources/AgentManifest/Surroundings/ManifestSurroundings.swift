public import Languages

/// The files around a manifest, as far as rules look. All paths are relative to the agent's directory.
///
/// The caller fills it: this module does not know which files go into the image.
public struct ManifestSurroundings: Sendable {
  public var directory: ProjectDirectory
  /// The files that would go into the image; nil if they cannot be listed.
  public var imageFiles: [String]?
  /// Whether the ignore rules leave a file out; nil if they are unknown.
  public var ignores: (@Sendable (_ path: String) -> Bool)?
  /// Whether `build.run` has commands, from any source.
  public var hasCommands = false
  /// Paths or names of files that look like secrets but may go into the image, whatever allowed them.
  public var allowedSecrets: [String]
  /// The entrypoint of the image, from any source; nil if unknown.
  public var entrypoint: [String]?
  /// The Dockerfile that is built instead of a generated one, from any source.
  public var dockerfile: String?
  /// Where packages may come from.
  public var packageHosts: PackageHosts

  public init(
    _ directory: ProjectDirectory, imageFiles: [String]?, entrypoint: [String]?, dockerfile: String?,
    allowedSecrets: [String] = [], packageHosts: PackageHosts = PackageHosts(),
    ignores: (@Sendable (_ path: String) -> Bool)? = nil, hasCommands: Bool = false
  ) {
    self.ignores = ignores
    self.hasCommands = hasCommands
    self.allowedSecrets = allowedSecrets
    self.directory = directory
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
      ProjectDirectory(files: FileList(Array(files.keys))) { path, limit in
        files[path].map { Array($0.utf8) }.flatMap { $0.count <= limit ? $0 : nil }
      }, imageFiles: files.keys.sorted(), entrypoint: entrypoint, dockerfile: dockerfile)
  }
}
