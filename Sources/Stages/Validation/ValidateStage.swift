public import AgentManifest
public import Diagnostics
import FileIO
import ImageBuilding
public import Languages
import OCIImage
public import PipelineCore
import Settings
import SystemPackage

/// A manifest as it was read, before it is validated.
public struct LoadedManifest: Sendable {
  let reader: ManifestReader
  /// The findings about the settings in `spec.pipeline`.
  let settingDiagnostics: [Diagnostic]

  public var manifest: AgentManifest? { reader.manifest }

  public init(_ reader: ManifestReader, settingDiagnostics: [Diagnostic]) {
    self.reader = reader
    self.settingDiagnostics = settingDiagnostics
  }

  /// The reader's findings and those of the settings, errors first. If both concern one value, the reader's is kept.
  func judgement(_ findings: [Diagnostic]) -> [Diagnostic] {
    let places = findings.filter { $0.severity == .error }.compactMap(\.location)
    let others = settingDiagnostics.filter { diagnostic in
      guard let range = diagnostic.location else { return true }
      return !places.contains { place in
        (range.line, range.column) <= (place.line, place.column)
          && (place.line, place.column) < (range.endLine, range.endColumn)
      }
    }
    return Diagnostic.Severity.allCases.flatMap { severity in
      (findings + others).filter { $0.severity == severity }
    }
  }
}

/// A manifest without errors: the proof that every later stage asks for.
struct ValidatedAgent: RunFact {
  static let factName = "validated agent"

  var manifest: AgentManifest
}

/// Reports all faults of the manifest and of the files next to it at once.
///
/// The manifest is read before the pipeline starts, because the settings depend on it; this stage judges it.
public struct ValidateStage: Stage {
  public static let id = StageID.validate
  public static var produces: [any RunFact.Type] { [ValidatedAgent.self] }
  /// Validation writes nothing, so several runs may validate one agent at once.
  public static var needsWorkDirectory: Bool { false }

  let loaded: LoadedManifest
  let packageHosts: PackageHosts

  /// - Parameter packageHosts: where packages may come from.
  public init(_ loaded: LoadedManifest, packageHosts: PackageHosts) {
    self.loaded = loaded
    self.packageHosts = packageHosts
  }

  public func run(_ context: RunContext, _ state: inout RunState) async throws {
    let findings = loaded.reader.findings(beside: surroundings(context))
    let all = loaded.judgement(findings.diagnostics + BuildPlan.pathProblems(context))
    for diagnostic in all { state.journal.record(diagnostic) }
    if let summary = Self.summary(all, suppressed: findings.suppressed) {
      state.journal.say("\(context.manifest): \(summary)")
    }
    guard !all.contains(where: { $0.severity == .error }), let manifest = loaded.manifest else { return }
    state[ValidatedAgent.self] = ValidatedAgent(manifest: manifest)
  }

  /// `2 errors, 1 warning, 1 suppressed`; `nil` if there is nothing to count.
  static func summary(_ diagnostics: [Diagnostic], suppressed: Int) -> String? {
    let parts = diagnostics.counts + (suppressed > 0 ? ["\(suppressed) suppressed"] : [])
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }
}

extension ValidateStage {
  /// The agent's directory, as the rules see it.
  func surroundings(_ context: RunContext) -> ManifestSurroundings {
    let runtime = loaded.runtime
    // The build stage reports a malformed .dockerignore; here it means that the files of the image are unknown.
    let application = ApplicationFiles(context: context, leavings: runtime?.ignoredFiles ?? [])
    let rules = try? application.rules()
    let files =
      runtime?.includesSources == false && context.settings(Settings.buildDockerfile) == nil
      ? []
      : try? application.paths()
    return ManifestSurroundings(
      ProjectDirectory(at: context.directory),
      imageFiles: files, entrypoint: context.settings(Settings.buildEntrypoint) ?? runtime?.defaultEntrypoint,
      dockerfile: context.settings(Settings.buildDockerfile),
      allowedSecrets: context.settings(Settings.buildAllowSecrets) ?? [],
      packageHosts: packageHosts.adding(context.settings(Settings.buildAllowHosts) ?? []),
      ignores: rules.map { rules -> @Sendable (String) -> Bool in { rules.isIgnored($0) } },
      hasCommands: context.settings(Settings.buildRun)?.isEmpty == false)
  }
}

extension LoadedManifest {
  /// `nil` if the manifest's runtime is unknown.
  var runtime: (any Language)? { manifest?.spec.runtime.value.language }
}
