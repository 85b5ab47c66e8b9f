import AgentManifest
public import Diagnostics
import ImageBuilding
public import Languages
import OCIImage
public import Settings

/// An agent's directory as git stores it, in the index or in a commit.
public struct AgentSnapshot: Sendable {
  /// Regular files, relative to the agent's directory.
  public var files: [String]
  /// Reads one of them; `nil` if it has more bytes than the limit.
  public var read: @Sendable (_ path: String, _ limit: Int) -> [UInt8]?

  public init(files: [String], read: @escaping @Sendable (_ path: String, _ limit: Int) -> [UInt8]?) {
    self.files = files
    self.read = read
  }

  /// - Returns: `nil` if the ignore rules are malformed, which the build stage reports.
  fileprivate func imageFiles(_ settings: Settings, leavings: [String]) -> [String]? {
    let ignored = read(ApplicationFiles.ignoreFile, ApplicationFiles.ignoreFileLimit) ?? []
    guard
      let rules = try? ApplicationFiles.rules(for: leavings).appending(
        IgnoreRules(parsing: String(decoding: ignored, as: UTF8.self))
      )
      .appending(IgnoreRules(settings(Settings.buildIgnore) ?? []))
    else { return nil }
    return files.filter { !rules.isIgnored($0) }
  }
}

extension LoadedManifest {
  /// The findings about the manifest and the files that git stores next to it, errors first.
  public func findings(
    in snapshot: AgentSnapshot, _ settings: Settings, packageHosts: PackageHosts
  ) -> [Diagnostic] {
    let files = Set(snapshot.files)
    let surroundings = ManifestSurroundings(
      exists: { path in files.contains(path) || files.contains { $0.hasPrefix("\(path)/") } },
      read: { path, limit in files.contains(path) ? snapshot.read(path, limit) : nil },
      imageFiles: snapshot.imageFiles(settings, leavings: runtime?.ignoredFiles ?? []),
      entrypoint: settings(Settings.buildEntrypoint) ?? runtime?.defaultEntrypoint,
      dockerfile: settings(Settings.buildDockerfile),
      packageHosts: packageHosts.adding(settings(Settings.buildAllowHosts) ?? []))
    return judgement(reader.findings(beside: surroundings).diagnostics)
  }
}
