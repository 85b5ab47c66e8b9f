import AgentManifest
import Diagnostics
import FileIO
import ImageBuilding
import Languages
import PipelineCore
import Settings
import SystemPackage

extension ValidateStage {
  /// The agent's directory, as the rules of the manifest want to know it.
  func surroundings(_ context: RunContext) -> ManifestSurroundings {
    let directory = context.directory
    let runtime = loaded.runtime
    // A malformed .dockerignore is the build's to report; here it means that nobody knows what the image would hold.
    let files =
      runtime?.includesSources == false && context.settings(Settings.buildDockerfile) == nil
      ? []
      : try? ApplicationFiles(context: context, leavings: runtime?.ignoredFiles ?? []).paths()
    return ManifestSurroundings(
      allowedSecrets: context.settings(Settings.buildAllowSecrets) ?? [],
      exists: { path in
        let found = try? FileStatus.of(directory.appending(FilePath(path).components))
        return found != nil
      },
      read: { path, limit in try? FileContents.read(directory.appending(FilePath(path).components), limit: limit) },
      imageFiles: files, entrypoint: context.settings(Settings.buildEntrypoint) ?? runtime?.defaultEntrypoint,
      dockerfile: context.settings(Settings.buildDockerfile))
  }
}

extension LoadedManifest {
  /// Nothing where the manifest's runtime is unknown.
  var runtime: (any Language)? { manifest?.spec.runtime.value.language }
}
