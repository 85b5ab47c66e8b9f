public import AgentManifest
import Diagnostics
import FileIO
public import ImageBuilding
import OCIImage
import OCIRegistry
public import PipelineCore
import Settings
import SystemPackage
import Versioning

/// Builds the image with the chosen builder and leaves it as an OCI layout in the work directory.
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
    let plan = try await BuildPlan(manifest, context, services, &state.journal)
    let scratch = try ScratchDirectory.make("build", in: context.workDirectory)
    defer { try? Directory.remove(scratch) }
    var (built, report) = try await ImageBuild(plan, context, services.building(context), into: scratch)
      .run(choice, &state.journal)
    // The work directory contains the old image or the new one, never a part of one.
    for name in [BuiltImage.layoutDirectory, BuiltImage.testLayoutDirectory] {
      let (made, finished) = (scratch.appending(name), context.workDirectory.appending(name))
      let old = scratch.appending("old-\(name)")
      if try FileStatus.of(made) != nil {
        try Directory.replace(finished, with: made, movingOldTo: old)
      } else if try FileStatus.of(finished) != nil {
        try Directory.move(finished, to: old)
      }
    }
    report.layout = BuiltImage.layoutDirectory
    state[BuiltImage.self] = built
    state[ImageReport.self] = report
  }
}

extension BuiltImage: PersistentFact {
  public static let factName = "built-image"
}

extension BuildPlan {
  /// The version is a function of the commit and its history, so the image can say it before the tag stage has run.
  init(
    _ manifest: AgentManifest, _ context: RunContext, _ services: StageServices, _ journal: inout StageJournal
  ) async throws {
    var revision = try SourceRevision.read(context, services)
    if revision != nil {
      do {
        let found = try await TagDecision(services, context, manifest)
        revision?.version = found.decision.label(of: found.build.commit)
      } catch let failure as any DiagnosableError {
        // A build alone needs no history; the tag stage does, and reports what it lacks.
        journal.record(
          .note(
            "version-unknown", "the image says no version: \(failure.diagnostic.message)",
            hints: failure.diagnostic.hints))
      }
    }
    try self.init(manifest, context, revision: revision, sourceDate: services.sourceDateEpoch())
  }
}

extension RunContext {
  /// A layout that the build stage left in the work directory.
  func layout(_ name: String) throws -> ImageLayout {
    let path = workDirectory.appending(name)
    if try FileStatus.of(path)?.kind == .symbolicLink {
      throw FileFailure("read", path, .tooManySymbolicLinkLevels, because: .symbolicLink)
    }
    return try ImageLayout(opening: path)
  }
}

extension StageServices {
  /// The services that the builders need, with the settings of one agent.
  func building(_ context: RunContext) -> BuildServices {
    BuildServices(
      environment: environment, sandboxes: toolSandboxes, source: ci.source, engines: engines,
      keychain: keychain(context.settings),
      mirrors: RegistryMirrors(context.settings(Settings.registryMirrors) ?? [:]),
      registry: { reference in
        registry(for: reference, context.settings, onNotice: RegistryLog(context).take)
      })
  }
}

extension RunState {
  /// The agent's image that the build stage left.
  /// - Throws: if there is none, or the work directory contains another agent's.
  func builtImage(of manifest: AgentManifest) throws(Failure) -> BuiltImage {
    let built = try require(BuiltImage.self, from: .build)
    guard built.agent == manifest.metadata.name.value else {
      throw Failure(
        .usage, "image-of-another-agent",
        "the work directory contains the image of `\(built.agent)`, not of this agent",
        at: manifest.metadata.name.location,
        hints: [
          "run `agent-pipeline build` for this agent", "give each agent its own work directory with `--work-dir`",
        ])
    }
    return built
  }
}

extension StageServices {
  /// The agent's own Dockerfile, or the generated one. Nothing is fetched, and no engine is used.
  public func dockerfile(_ manifest: AgentManifest, _ context: RunContext) async throws -> String {
    if let own = try OwnDockerfile(context) { return own.text }
    var journal = RunState().journal
    return try await BuildPlan(manifest, context, self, &journal).dockerfile(context)
  }
}
