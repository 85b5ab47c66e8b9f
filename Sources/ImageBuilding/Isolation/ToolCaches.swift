import AgentManifest
import Diagnostics
import FileIO
import OCIImage
import PipelineCore
import SystemPackage

/// The directory in which an agent's build tools keep what they download.
///
/// Programs of the project write to some of it, so nothing of it is shared: not between agents, and not between runs that
/// are trusted differently. What a change request wrote, no build of a branch reads.
struct ToolCaches {
  static let directory = "tools"

  private let path: FilePath

  init(_ cache: FilePath, for manifest: AgentManifest, in agent: FilePath, _ source: SourceTrust) {
    let name = "\(agent.string)\n\(manifest.metadata.name.value)"
    path = cache.appending(Self.directory).appending("\(source)")
      .appending(String(SHA256.digest(of: Array(name.utf8)).hex.prefix(32)))
  }

  /// Creates it for this user alone. The cache's owner has been checked when it was opened.
  func claim() throws(FileFailure) -> FilePath {
    try Directory.create(path, permissions: 0o700)
    CacheDirectory.touch(path)
    return path
  }
}
