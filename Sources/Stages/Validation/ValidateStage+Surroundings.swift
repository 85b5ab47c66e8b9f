import AgentManifest
import Diagnostics
import FileIO
import ImageBuilding
import Languages
import PipelineCore
import Settings
import SystemPackage

extension ValidateStage {
  /// The agent's directory, as the rules see it.
  func surroundings(_ context: RunContext) -> ManifestSurroundings {
    let directory = context.directory
    let runtime = loaded.runtime
    // The build stage reports a malformed .dockerignore; here it means that the files of the image are unknown.
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
  /// `nil` if the manifest's runtime is unknown.
  var runtime: (any Language)? { manifest?.spec.runtime.value.language }
}
