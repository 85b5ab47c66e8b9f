import Diagnostics
import FileIO
import Languages
import OCIImage
import PipelineCore
import SystemPackage

/// What an engine gets to build from: a Dockerfile and the agent's files, without those that the ignore rules exclude.
struct BuildContext {
  /// Directory of the agent's files in a build with a generated Dockerfile, which so is not one of them.
  static let sourceDirectory = "source"

  private(set) var archive = ArchiveParts()
  /// The Dockerfile's path in the archive.
  let dockerfile: String
  /// For people: `12 files`.
  let summary: String

  /// A generated Dockerfile.
  init(_ text: String, sources: SourceTree) {
    dockerfile = "Dockerfile"
    archive.add(Self.entry(dockerfile, .bytes(Array(text.utf8))))
    archive.add(Self.entry(Self.sourceDirectory, .directory))
    for entry in sources.entries {
      var entry = entry
      entry.path = "\(Self.sourceDirectory)/\(entry.path)"
      archive.add(entry)
    }
    archive.finish()
    summary = "\(sources.entries.count) files and directories"
  }

  /// The agent's own Dockerfile.
  /// - Parameter place: its path; it is sent even if it is ignored or outside of the directory.
  init(_ text: String, at place: FilePath, sources: SourceTree) {
    var relative = place
    let isInside = relative.removePrefix(sources.directory)
    dockerfile = isInside ? relative.string : "Dockerfile.agent-pipeline"
    for entry in sources.entries where entry.path != dockerfile { archive.add(entry) }
    archive.add(Self.entry(dockerfile, .bytes(Array(text.utf8))))
    archive.finish()
    summary = "\(sources.entries.count) files and directories"
  }

  private static func entry(_ path: String, _ contents: LayerEntry.Contents) -> LayerEntry {
    LayerEntry(
      path: path, contents: contents, mode: contents == .directory ? 0o755 : 0o644,
      attributes: LayerAttributes(modified: RecipeLayer.modificationTime))
  }
}
