public import Diagnostics
public import SystemPackage

/// What a runtime puts into an image, and how the agent starts in it.
public struct RuntimeBuild: Sendable {
  /// Layers to make, the one that changes least first. The agent's own files come on top of them.
  public var layers: [LayerRecipe]
  /// Makes the agent's own files in the image, where they are not those of its directory; its layer is what the step leaves
  /// and the settings do not exclude.
  public var application: LayerRecipe?
  /// For the tested container only; the shipped image does not contain it.
  public var testLayer: LayerRecipe?
  /// What the container runs if `build.entrypoint` is unset.
  public var entrypoint: [String]
  /// Of the image.
  public var environment: [String: String]
  /// Directories by the variable that finds them, for the commands of the test stage.
  public var testSearchPaths: [String: String]
  /// A program in the image that ends with status 0 when the requested probe succeeds.
  public var probeCommand: [String]?
  /// Findings that are not failures.
  public var diagnostics: [Diagnostic]

  public init(
    layers: [LayerRecipe], application: LayerRecipe? = nil, testLayer: LayerRecipe? = nil, entrypoint: [String],
    environment: [String: String] = [:], testSearchPaths: [String: String] = [:], probeCommand: [String]? = nil,
    diagnostics: [Diagnostic] = []
  ) {
    self.layers = layers
    self.application = application
    self.testLayer = testLayer
    self.entrypoint = entrypoint
    self.environment = environment
    self.testSearchPaths = testSearchPaths
    self.probeCommand = probeCommand
    self.diagnostics = diagnostics
  }

  /// One compiled program, named as the agent.
  init(program name: String, in directory: String, layers: [LayerRecipe] = [], probe: HealthProbe?) {
    self.init(
      layers: layers, entrypoint: ["\(directory)/\(name)"],
      probeCommand: probe.map { [ProbeLayer.program] + $0.arguments }
    )
  }
}

/// How one layer is made: everything that decides its contents, and the step that makes them.
public struct LayerRecipe: Sendable {
  public enum Role: Sendable, Hashable {
    case dependencies, application
  }

  /// Of the step, for reports: `dependencies`.
  public var name: String
  public var role: Role
  /// Where the layer's files are in the image; absolute.
  public var directoryInImage: String
  /// Directories of the layer with files of the project, in which a secret may lie by mistake; an empty path is all of it.
  public var projectFiles: [String] = []
  /// Everything that decides what `fill` puts into the directory: the key of the layer cache.
  public var inputs: [String]
  /// What the layer is made from, for people: `3 named`.
  public var summary: String
  /// Puts the layer's files into an empty directory.
  public var fill: @Sendable (FilePath) async throws -> Void

  public init(
    _ name: String, role: Role, directoryInImage: String, inputs: [String], summary: String,
    fill: @escaping @Sendable (FilePath) async throws -> Void
  ) {
    self.name = name
    self.role = role
    self.directoryInImage = directoryInImage
    self.inputs = inputs
    self.summary = summary
    self.fill = fill
  }
}
