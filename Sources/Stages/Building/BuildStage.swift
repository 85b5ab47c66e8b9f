public import AgentManifest
import Diagnostics
import FileIO
public import ImageBuilding
import OCIRegistry
public import PipelineCore
import Settings
import SystemPackage

/// Builds the image, by an engine or without, and leaves it as an OCI layout in the run folder.
public struct BuildStage: Stage {
  public static let id = StageID.build
  public static var produces: [any RunFact.Type] { [BuiltImage.self, ImageReport.self] }

  private let services: StageServices

  public init(_ services: StageServices) {
    self.services = services
  }

  public func run(_ context: RunContext, _ state: inout RunState) async throws {
    let manifest = try state.require(ValidatedAgent.self, from: .validate).manifest
    let choice = try BuilderChoice(context.settings)
    state.journal.say("\(choice)")
    let plan = try BuildPlan(manifest, context, services)
    let scratch = try ScratchFolder.make("build", in: context.workFolder)
    do {
      var (built, report) = try await ImageBuild(plan, context, services.building(context), into: scratch)
        .run(choice, &state.journal)
      // The work directory holds the old image or the new one, never a part; the old one goes with the scratch folder.
      for name in [BuiltImage.layoutFolder, BuiltImage.testLayoutFolder] {
        let (made, finished) = (scratch.appending(name), context.workFolder.appending(name))
        let old = scratch.appending("old-\(name)")
        if try FileStatus.of(made) != nil {
          try Folder.replace(finished, with: made, movingOldTo: old)
        } else if try FileStatus.of(finished) != nil {
          try Folder.move(finished, to: old)
        }
      }
      try Folder.remove(scratch)
      report.layout = BuiltImage.layoutFolder
      state[BuiltImage.self] = built
      state[ImageReport.self] = report
    } catch {
      try? Folder.remove(scratch)
      throw error
    }
  }
}

extension BuiltImage: PersistentFact {
  public static let factName = "built-image"
}

extension BuildPlan {
  init(_ manifest: AgentManifest, _ context: RunContext, _ services: StageServices) throws {
    try self.init(
      manifest, context, revision: try SourceRevision.read(context, services), sourceDate: services.sourceDateEpoch())
  }
}

extension StageServices {
  /// What the builders need of them, with the settings of one agent.
  func building(_ context: RunContext) -> BuildServices {
    BuildServices(
      environment: environment, engines: engines, keychain: keychain(context.settings),
      mirrors: RegistryMirrors(context.settings(Settings.registryMirrors) ?? [:]),
      registry: { reference in
        registry(for: reference, context.settings, onNotice: RegistryLog(context).take)
      })
  }
}

extension RunState {
  /// The agent's image that the build stage left.
  /// - Throws: where there is none, or the run folder holds another agent's.
  func builtImage(of manifest: AgentManifest) throws(Failure) -> BuiltImage {
    let built = try require(BuiltImage.self, from: .build)
    guard built.agent == manifest.metadata.name.value else {
      throw Failure(
        .usage,
        .error(
          "image-of-another-agent", "the run folder holds the image of `\(built.agent)`, not of this agent",
          at: manifest.metadata.name.location,
          hints: [
            "run `agent-pipeline build` for this agent", "give each agent a run folder of its own with --work-dir",
          ]))
    }
    return built
  }
}

/// Shows the Dockerfile that an engine would be given.
public struct DockerfilePrinter: Sendable {
  private let services: StageServices

  public init(_ services: StageServices) {
    self.services = services
  }

  /// The agent's own, or the one that is made for it. Nothing is fetched, and no engine is asked.
  public func text(_ manifest: AgentManifest, _ context: RunContext) throws -> String {
    if let own = try OwnDockerfile(context) { return own.text }
    return try BuildPlan(manifest, context, services).dockerfile(context)
  }
}
