import AgentManifest
import Diagnostics
import PipelineCore
import Settings
import Stages
import SystemPackage

/// The agents and stages that a call selects, or why nothing can be selected.
struct RunSelection: Sendable {
  private(set) var manifests: [FilePath] = []
  /// `nil` if the options contradict each other.
  private(set) var stages: StageSelection?
  private(set) var diagnostics: [Diagnostic]
  /// Not 0 if nothing can run.
  private(set) var exitCode: Int32

  /// - Parameters:
  ///   - stage: the only one to run; validate always runs before it, because every other stage relies on a valid manifest.
  ///     Without it, the settings select.
  ///   - malformed: the malformed settings.
  init(_ call: Invocation, only stage: StageID?, malformed: [Diagnostic]) async {
    diagnostics = malformed
    exitCode = malformed.isEmpty ? 0 : FailureKind.usage.exitCode
    var known: Set<FilePath> = []
    for path in call.settings(Settings.path) ?? ["."] {
      do throws(Failure) {
        let manifest = try ManifestLocator.find(FilePath(path), in: call.currentDirectory)
        // `. agents/*` may name an agent twice.
        if known.insert(call.directories.absolute(manifest)).inserted { manifests.append(manifest) }
      } catch {
        fail(error)
      }
    }
    do throws(Failure) {
      stages = try Self.stages(stage, call.settings)
      try await refuseSharedDirectories(call)
      let selected = stages?.selected ?? []
      try await SharedBetweenAgents.refuse(
        among: manifests, tags: selected.contains(.tag), pushes: selected.contains(.push), call)
    } catch {
      fail(error)
    }
  }

  private mutating func fail(_ error: some DiagnosableError) {
    diagnostics.append(error.diagnostic)
    if exitCode == 0 { exitCode = error.failureKind.exitCode }
  }

  private static func stages(_ stage: StageID?, _ settings: Settings) throws(Failure) -> StageSelection {
    if settings(Settings.skip)?.contains(StageID.validate.rawValue) == true {
      throw Failure(
        .usage, "contradicting-options",
        "`--skip validate` cannot be used: every other stage relies on a valid manifest")
    }
    var selection =
      if let stage {
        try StageSelection(all: AllStages.ids, only: [stage.rawValue], from: nil, until: nil, skip: nil)
      } else {
        try StageSelection(
          all: AllStages.ids, only: settings(Settings.only), from: settings(Settings.from),
          until: settings(Settings.until), skip: settings(Settings.skip))
      }
    selection.selected.insert(.validate)
    return selection
  }

  private func refuseSharedDirectories(_ call: Invocation) async throws(Failure) {
    guard manifests.count > 1 else { return }
    let directories = call.directories
    var owners: [FilePath: FilePath] = [:]
    var clash: (FilePath, FilePath)?
    func own(_ directory: FilePath, _ manifest: FilePath) {
      if let other = owners.updateValue(manifest, forKey: directory) { clash = (other, manifest) }
    }
    if call.settings(Settings.workDir) == nil {
      for manifest in manifests { own(directories.beside(manifest), manifest) }
    } else {
      // The directories depend on the names, so the manifests are read twice. Read errors are reported the second time.
      await LoadedAgent.read(manifests, in: call.currentDirectory, given: call.settings) { batch in
        for case .success(let agent) in batch { own(directories.work(of: agent, isAlone: false), agent.manifestPath) }
      }
    }
    guard let (one, other) = clash else { return }
    throw Failure(
      .usage, "shared-work-directory", "`\(one)` and `\(other)` would use the same work directory",
      hints: ["give agents that share a work directory different names"])
  }
}
