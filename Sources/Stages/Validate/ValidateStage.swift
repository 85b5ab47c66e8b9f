public import AgentManifest
public import Diagnostics
public import PipelineCore

/// A manifest as it was read, before anybody relies on it.
public struct LoadedManifest: Sendable {
  public var manifest: AgentManifest?
  /// What the reader and the settings in `spec.pipeline` gave cause to say.
  public var diagnostics: [Diagnostic]

  public init(manifest: AgentManifest?, diagnostics: [Diagnostic]) {
    self.manifest = manifest
    self.diagnostics = diagnostics
  }
}

/// A manifest without errors: the proof that every later stage asks for.
struct ValidatedAgent: RunFact {
  static let factName = "validated agent"

  var manifest: AgentManifest
}

/// Reports what is wrong with the manifest, all of it at once.
///
/// The manifest is read before the pipeline starts, because the settings depend on it; this stage passes judgement.
public struct ValidateStage: Stage {
  public static let id = StageID.validate
  public static var produces: [any RunFact.Type] { [ValidatedAgent.self] }

  private let loaded: LoadedManifest

  public init(_ loaded: LoadedManifest) {
    self.loaded = loaded
  }

  public func run(_ context: RunContext, _ state: inout RunState) async throws {
    let errors = loaded.diagnostics.filter { $0.severity == .error }
    for diagnostic in errors + loaded.diagnostics.filter({ $0.severity != .error }) { state.journal.record(diagnostic) }
    guard errors.isEmpty, let manifest = loaded.manifest else { return }
    state[ValidatedAgent.self] = ValidatedAgent(manifest: manifest)
  }
}
