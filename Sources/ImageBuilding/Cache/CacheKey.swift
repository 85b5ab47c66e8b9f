public import AgentManifest
import Diagnostics
import FileIO
import Languages
import OCIImage
public import Settings
import Synchronization
public import SystemPackage

/// A name under which a CI system keeps the cache from job to job. It stays the same while nothing changes that decides the
/// layers of dependencies, so that the same content is not stored again, and no machine, path or time is part of it.
public struct CacheKey: Sendable, CustomStringConvertible {
  /// Raised where caches of earlier versions are of no use.
  private static let format = 1
  /// Bytes: lock files of large projects have some megabytes.
  private static let fileLimit = 64 << 20

  /// One agent as far as it decides the key.
  public struct Agent: Sendable {
    var manifest: AgentManifest?
    /// Of agent.yaml.
    var bytes: [UInt8]
    var settings: Settings
    var directory: FilePath
    /// The name of agent.yaml, which an agent may have two of.
    var file: String

    /// - Parameters:
    ///   - manifest: `nil` if agent.yaml cannot be read as one; then its bytes decide.
    ///   - directory: absolute.
    public init(_ manifest: AgentManifest?, bytes: [UInt8], file: String, in directory: FilePath, _ settings: Settings)
    {
      self.manifest = manifest
      self.bytes = bytes
      self.settings = settings
      self.directory = directory
      self.file = file
    }
  }

  /// What the keys of these agents begin with on this kind of machine, whatever they depend on.
  public let prefix: String
  private let inputs: String

  public var description: String { prefix + inputs }

  public init(_ agents: [Agent]) {
    let places = agents.map { "\(ProjectDirectory(at: $0.directory).place)/\($0.file)" }
    let host = Platform.host
    prefix =
      "agent-pipeline-\(Self.format)-\(host.os)-\(host.architecture)-\(LayerCache.name(of: places).prefix(8))-"
    inputs = String(LayerCache.name(of: agents.flatMap(Self.inputs)).prefix(32))
  }

  private static func inputs(of agent: Agent) -> [String] {
    guard let manifest = agent.manifest else { return ["bytes", SHA256.digest(of: agent.bytes).hex] }
    let declaration = manifest.declaration
    let settings = agent.settings.listing.filter { $0.definition.name.hasPrefix("build.") }.compactMap { setting in
      setting.value.map { "\(setting.definition.name)=\($0)" }
    }
    return ["runtime", "\(declaration.runtime.value)"]
      + ["dependencies"] + declaration.dependencies.map(\.value)
      + ["tests"] + declaration.devDependencies.map(\.value)
      + ["settings"] + settings
      + ["files"] + files(of: declaration.runtime.value.language, in: agent.directory)
  }

  /// The project files that the language's tools start from, here and above, and all that it reads to find out what the agent
  /// depends on, with their digests.
  private static func files(of language: any Language, in directory: FilePath) -> [String] {
    let project = ProjectDirectory(at: directory)
    let asked = Asked()
    let watched = ProjectDirectory(
      place: project.place, exists: project.exists,
      read: { path, limit in
        asked.note(path)
        return project.read(path, limit)
      }, names: project.names)
    _ = language.dependencies(in: watched)
    _ = language.workspace(of: watched)
    let depth = project.place.split(separator: "/").count
    for height in 0...depth {
      for name in language.toolFiles { asked.note(String(repeating: "../", count: height) + name) }
    }
    return asked.paths.sorted().compactMap { path in
      project.read(path, fileLimit).map { "\(path) \(SHA256.digest(of: $0).hex)" }
    }
  }

  /// The files that were asked for.
  private final class Asked: Sendable {
    private let noted = Mutex<Set<String>>([])

    var paths: Set<String> { noted.withLock { $0 } }

    func note(_ path: String) { noted.withLock { _ = $0.insert(path) } }
  }
}
