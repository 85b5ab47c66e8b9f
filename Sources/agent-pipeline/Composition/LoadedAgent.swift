import AgentManifest
import Diagnostics
import FileIO
import Settings
import Stages
import SystemPackage
import TextFormats

/// One agent with its manifest read and its settings resolved, but not validated.
struct LoadedAgent {
  /// A manifest is a page of text.
  static let sizeLimit = 1 << 20

  /// As the user would write it.
  var manifestPath: FilePath
  /// The agent's directory, absolute.
  let place: FilePath
  var loaded: LoadedManifest
  var source: ManifestSource
  var settings: Settings

  /// - Parameters:
  ///   - currentDirectory: the base of a relative path.
  ///   - given: what flags and variables set, for all agents of the run.
  /// - Throws: if the manifest cannot be read.
  init(manifestPath: FilePath, in currentDirectory: FilePath, given: Settings) throws(Failure) {
    let bytes = try Self.contents(of: manifestPath, in: currentDirectory)
    self.init(manifestPath: manifestPath, in: currentDirectory, bytes: bytes, given: given)
  }

  init(manifestPath: FilePath, in currentDirectory: FilePath, bytes: [UInt8], given: Settings) {
    self.manifestPath = manifestPath
    place = currentDirectory.pushing(manifestPath.removingLastComponent()).lexicallyNormalized()
    let reader = ManifestReader(bytes: bytes, file: manifestPath.string)
    let written = reader.manifest.map { Self.settings(in: $0.spec) } ?? [:]
    let (settings, malformed) = given.completed { written[$0] }
    self.settings = settings
    loaded = LoadedManifest(reader, settingDiagnostics: malformed)
    source = ManifestSource(file: manifestPath.string, bytes: bytes, secrets: reader.secrets)
  }

  /// The agent's directory, as the user would write it.
  var directory: FilePath {
    let directory = manifestPath.removingLastComponent()
    return directory.isEmpty ? "." : directory
  }

  var name: String { loaded.manifest?.metadata.name.value ?? place.lastComponent?.string ?? "agent" }

  private static func contents(of path: FilePath, in currentDirectory: FilePath) throws(Failure) -> [UInt8] {
    let file = currentDirectory.pushing(path)
    do throws(FileFailure) {
      return try FileContents.read(file, limit: sizeLimit, in: Project(around: file.removingLastComponent()))
    } catch {
      guard error.errno == .fileTooLarge else {
        let shown = FileFailure(error.operation, path, error.errno, because: error.cause)
        throw Failure(shown.failureKind, shown.diagnostic)
      }
      throw Failure(
        .agent, "file-too-large",
        "`\(path)` is larger than \(HumanText.size(Int64(sizeLimit))), the limit for a manifest",
        hints: ["check that this is the right file"])
    }
  }

  /// The settings in `spec.pipeline`, by name.
  private static func settings(in spec: Spec) -> [String: (value: SettingValue, location: SourceLocation)] {
    var found = spec.pipeline.settings
    // The field of Agent-as-Code means the same as ours.
    if let base = spec.buildBaseImage {
      let written = Located(SettingValue.scalar(base.value), at: base.location)
      found.merge([Settings.buildBaseImage.definition.name: written]) { ours, _ in ours }
    }
    return found.mapValues { ($0.value, $0.location) }
  }
}
