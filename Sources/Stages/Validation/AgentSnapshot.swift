import AgentManifest
public import Diagnostics
import ImageBuilding
import Languages
import OCIImage
import PipelineCore
public import Settings

/// An agent's directory as git keeps it, in the index or in a commit, with nothing on disk.
public struct AgentSnapshot: Sendable {
  /// Regular files, relative to the agent's directory.
  public var files: [String]
  /// The contents of one of them; nothing where it has more bytes than the limit.
  public var read: @Sendable (_ path: String, _ limit: Int) -> [UInt8]?

  public init(files: [String], read: @escaping @Sendable (_ path: String, _ limit: Int) -> [UInt8]?) {
    self.files = files
    self.read = read
  }

  /// - Returns: nothing where the ignore rules cannot be read, which is the build's to report.
  fileprivate func imageFiles(_ settings: Settings, leavings: [String]) -> [String]? {
    let ignored = read(ApplicationFiles.ignoreFile, ApplicationFiles.ignoreFileLimit) ?? []
    guard
      let rules = try? IgnoreRules(leavings).appending(IgnoreRules(parsing: String(decoding: ignored, as: UTF8.self)))
        .appending(IgnoreRules(settings(Settings.buildIgnore) ?? []))
    else { return nil }
    return files.filter { !rules.isIgnored($0) }
  }
}

extension LoadedManifest {
  /// What is wrong with the manifest and with what git keeps beside it; what must be mended comes first.
  public func findings(in snapshot: AgentSnapshot, _ settings: Settings) -> [Diagnostic] {
    let files = Set(snapshot.files)
    let surroundings = ManifestSurroundings(
      exists: { path in files.contains(path) || files.contains { $0.hasPrefix("\(path)/") } },
      read: { path, limit in files.contains(path) ? snapshot.read(path, limit) : nil },
      imageFiles: snapshot.imageFiles(settings, leavings: runtime?.ignoredFiles ?? []),
      entrypoint: settings(Settings.buildEntrypoint) ?? runtime?.defaultEntrypoint,
      dockerfile: settings(Settings.buildDockerfile))
    return judgement(reader.findings(beside: surroundings).diagnostics)
  }
}
