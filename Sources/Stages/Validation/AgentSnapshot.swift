import AgentManifest
public import Diagnostics
import ImageBuilding
public import Languages
import OCIImage
public import Settings

/// An agent's directory as git stores it, in the index or in a commit.
public struct AgentSnapshot: Sendable {
  /// The agent's directory, seen from the repository's root; empty if it is the root.
  public var place: String
  /// Regular files of the repository, seen from its root.
  public var files: FileList
  /// Reads one of them; `nil` if it has more bytes than the limit.
  public var read: @Sendable (_ path: String, _ limit: Int) -> [UInt8]?

  public init(
    place: String, files: FileList, read: @escaping @Sendable (_ path: String, _ limit: Int) -> [UInt8]?
  ) {
    self.place = place
    self.files = files
    self.read = read
  }

  fileprivate var directory: ProjectDirectory { ProjectDirectory(place: place, files: files, read: read) }

  /// - Returns: `nil` if the ignore rules are malformed, which the build stage reports.
  fileprivate func rules(_ settings: Settings, leavings: [String]) -> IgnoreRules? {
    let ignored = directory.read(ApplicationFiles.ignoreFile, ApplicationFiles.ignoreFileLimit) ?? []
    return try? ApplicationFiles.rules(for: leavings).appending(
      IgnoreRules(parsing: String(decoding: ignored, as: UTF8.self))
    )
    .appending(IgnoreRules(settings(Settings.buildIgnore) ?? []))
  }

  fileprivate func imageFiles(_ rules: IgnoreRules) -> [String] {
    files.below(place).filter { !rules.isIgnored($0) }
  }
}

extension LoadedManifest {
  /// The findings about the manifest and the files that git stores next to it, errors first.
  public func findings(
    in snapshot: AgentSnapshot, _ settings: Settings, packageHosts: PackageHosts
  ) -> [Diagnostic] {
    let rules = snapshot.rules(settings, leavings: runtime?.ignoredFiles ?? [])
    let surroundings = ManifestSurroundings(
      snapshot.directory, imageFiles: rules.map(snapshot.imageFiles),
      entrypoint: settings(Settings.buildEntrypoint) ?? runtime?.defaultEntrypoint,
      dockerfile: settings(Settings.buildDockerfile),
      packageHosts: packageHosts.adding(settings(Settings.buildAllowHosts) ?? []),
      ignores: rules.map { rules -> @Sendable (String) -> Bool in { rules.isIgnored($0) } },
      hasCommands: settings(Settings.buildRun)?.isEmpty == false)
    return judgement(reader.findings(beside: surroundings).diagnostics)
  }
}
