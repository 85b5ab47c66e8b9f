public import AgentManifest
public import Diagnostics
public import OCIImage
public import SystemPackage

/// What a language needs to become an image: its dependencies, its default command, its own way to probe itself.
///
/// One new runtime is one new file and one line in `AllRuntimes`.
public protocol AgentRuntime: Sendable {
  var language: RuntimeSelection.Language { get }

  /// The base image where the manifest names none; `version` is the one behind the runtime's name.
  func defaultBaseImage(version: String?) -> String

  /// What the container runs where `build.entrypoint` is unset.
  var defaultEntrypoint: [String] { get }

  /// Patterns in .dockerignore's syntax for what the language's tools leave behind and no image needs.
  var ignoredFiles: [String] { get }

  /// The language's version in the image: what the manifest asks for, else what the base image declares.
  ///
  /// - Throws: where neither says it, or both and they differ.
  func version(requested: Located<RuntimeSelection>, base: ImageConfig?) throws(Failure) -> String

  /// Where installed dependencies stand in the image; absolute.
  var dependencyFolder: String { get }

  /// Where those only the tests need stand in the tested container; the shipped image does not hold them.
  var testDependencyFolder: String { get }

  /// The runtime's own file that names the dependencies, beside the manifest: `requirements.txt`.
  var lockFileName: String { get }

  /// The variables by which the language finds what stands in `folders`, on top of the base image's own.
  func environment(dependencyFolders folders: [String], base: [String: String]) -> [String: String]

  /// Everything that decides what `install` puts into the folder: the key of the layer cache.
  func inputs(of request: DependencyRequest) throws -> [String]

  /// Installs the dependencies for the image's platform into an empty folder, by the host's package manager.
  func install(_ request: DependencyRequest, into folder: FilePath) async throws

  /// A program in the image that ends with status 0 when `probe` succeeds, for engines' health checks.
  func probeCommand(_ probe: HealthProbe, timeout: Duration) -> [String]
}

/// What to install, and for which image.
public struct DependencyRequest: Sendable {
  /// `spec.dependencies` or `spec.dev_dependencies`, in the language's own syntax.
  public var dependencies: [Located<String>]
  /// The runtime's own file in the agent's folder, such as requirements.txt, where there is one.
  public var lockFile: FilePath?
  /// The language's version in the image, such as `3.11`.
  public var version: String
  public var platform: Platform
  /// Where the result will stand in the image; absolute.
  public var folderInImage: String
  /// The environment of the package manager: its own settings, proxies, PATH.
  public var environment: [String: String]
  /// Gets each line the package manager prints.
  public var onLine: @Sendable (String) -> Void

  public init(
    dependencies: [Located<String>], lockFile: FilePath?, version: String, platform: Platform, folderInImage: String,
    environment: [String: String], onLine: @escaping @Sendable (String) -> Void
  ) {
    self.dependencies = dependencies
    self.lockFile = lockFile
    self.version = version
    self.platform = platform
    self.folderInImage = folderInImage
    self.environment = environment
    self.onLine = onLine
  }

  public var isEmpty: Bool { dependencies.isEmpty && lockFile == nil }
}

/// A health check that no program of the manifest's own makes.
public enum HealthProbe: Sendable, Hashable {
  case http(path: String, port: Int)
  case tcp(port: Int)
}
