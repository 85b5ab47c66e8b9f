import Diagnostics
import Languages
import OCIImage
import PipelineCore
import Settings

/// What an engine is to build: the agent's own Dockerfile or the one that is made, and the files next to it.
struct EngineOrder {
  let files: BuildContext
  let base: DockerfileBase
  /// Images that the engine must have before the build.
  let images: [String]
  /// How the language builds; `nil` if the agent's own Dockerfile says it.
  let runtime: RuntimeDockerfile?
  let own: OwnDockerfile?

  /// For people: which Dockerfile, and how many files go along.
  var summary: String { "\(own?.shown ?? "generated Dockerfile"), \(files.summary)" }

  init(_ plan: BuildPlan, _ context: RunContext, _ journal: inout StageJournal) throws {
    own = try OwnDockerfile(context)
    let target = context.settings(Settings.buildTarget)
    if let own {
      for finding in Self.settingsWithoutEffect(context.settings) { journal.record(finding) }
      // What the language's tools left may be what the Dockerfile copies: only its own rules count.
      var application = ApplicationFiles(context: context, leavings: [])
      application.modified = plan.sourceDate
      application.ownIgnoreFile = own.ignoreFile
      let sources = try application.tree()
      try plan.refuseSecrets(in: sources, context.settings)
      let reader = DockerfileReader(own.text, arguments: context.settings(Settings.buildArgs) ?? [:])
      files = BuildContext(own.text, at: own.path, sources: sources)
      base = DockerfileBase(text: reader.base(target: target))
      images = reader.images
      runtime = nil
    } else {
      if let target { throw Self.targetWithoutDockerfile(target, context.settings) }
      let file = try GeneratedDockerfile(plan, context)
      if plan.runtime.includesSources { try plan.refuseSecrets(in: file.project.own, context.settings) }
      files = BuildContext(file.text, sources: file.project.tree)
      base = file.base
      images = (base.isPulled ? [base.text] : []) + file.runtime.otherImages
      runtime = file.runtime
    }
  }

  private static func targetWithoutDockerfile(_ target: String, _ settings: Settings) -> Failure {
    Failure(
      .usage, "target-without-dockerfile", "`build.target` is `\(target)`, but no Dockerfile is set",
      at: settings.origin(of: Settings.buildTarget)?.location,
      hints: ["set `build.dockerfile`, or remove `build.target`"])
  }

  /// What a Dockerfile of the agent's own decides instead.
  private static func settingsWithoutEffect(_ settings: Settings) -> [Diagnostic] {
    let set: [(String, SettingOrigin?)] = [
      ("build.baseImage", settings.origin(of: Settings.buildBaseImage)),
      ("build.entrypoint", settings.origin(of: Settings.buildEntrypoint)),
      ("build.user", settings.origin(of: Settings.buildUser)),
      ("build.installer", settings.origin(of: Settings.buildInstaller)),
    ]
    return set.compactMap { name, origin in
      guard let origin, origin != .default else { return nil }
      return .warning(
        "setting-without-effect", "`\(name)` has no effect: the agent's own Dockerfile determines it",
        at: origin.location, hints: ["remove `\(name)`; it comes from \(origin)"])
    }
  }
}
