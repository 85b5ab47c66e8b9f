import AgentManifest
import Diagnostics
import ImageBuilding
import OCIImage
import OCIRegistry
public import PipelineCore
import Settings
import SystemPackage
import Versioning

/// Pushes the built image to every destination under its tags: blobs first, the tags last.
public struct PushStage: Stage {
  public static let id = StageID.push
  public static var produces: [any RunFact.Type] { [PushedImage.self] }
  public static var reportsOwnRunOnly: Bool { true }

  private let services: StageServices

  public init(_ services: StageServices) {
    self.services = services
  }

  public func skipReason(_ context: RunContext, _ state: RunState) -> String? {
    // Who asks for the push by name, or names an empty destination, wants one.
    guard destinations(context).isEmpty, NoDestination.failure(context) == nil else { return nil }
    if let origin = context.settings.emptied(Settings.pushTo) { return "no destination: \(origin) is empty" }
    return "no destination: set `push.to` to a repository, with --push-to, AGENT_PIPELINE_PUSH_TO or in agent.yaml"
  }

  /// Checks push access before a build of minutes, not after it; and that the version is not out.
  public func preflight(_ context: RunContext, _ state: RunState) async throws {
    let manifest = try state.require(ValidatedAgent.self, from: .validate).manifest
    let references = try references(context, manifest)
    guard !context.isDryRun, context.settings(Settings.pushPreflight) != false else { return }
    let log = RegistryLog(context)
    let limit = PushLimit(context.settings)
    let release = try await release(context, manifest)
    let name = manifest.metadata.name.value
    var failures: [any DiagnosableError] = []
    for destination in references {
      try Task.checkCancellation()
      context.emit(.progress("checking push access to \(destination.repository)"))
      let client = services.registry(for: destination, context.settings, onNotice: log.take)
      let result = await limit.run("checking push access to `\(destination.repository)`") {
        () async throws(RegistryFailure) -> [PublishedVersions.Taken] in
        try await client.checkPushAccess(to: destination)
        guard let release else { return [] }
        return try await PublishedVersions(
          client: client, destination: destination, digest: nil, release: release, agent: name,
          latestAlwaysMoves: false
        ).ofOtherCommits()
      }
      switch result {
      case .failure(let failure): failures.append(failure)
      case .success(let taken):
        if let first = taken.first, let release {
          failures.append(VersionPublished.failure(first, isLate: false, release))
        }
      }
    }
    // One run reports all failures, so that they can be fixed together.
    guard let first = failures.first else { return }
    guard failures.count > 1 else { throw first }
    var diagnostic = first.diagnostic
    diagnostic.message = failures.map(\.diagnostic.message).joined(separator: "; ")
    diagnostic.hints = failures.flatMap(\.diagnostic.hints)
    throw Failure(first.failureKind, diagnostic)
  }

  /// What this run is going to release; `nil` if that is nothing, or what is out may be replaced.
  private func release(_ context: RunContext, _ manifest: AgentManifest) async throws -> TaggedRelease? {
    guard context.selection?.selected.contains(.tag) == true, context.settings(Settings.pushOverwrite) != true else {
      return nil
    }
    let release = TaggedRelease(try await TagFindings(services, context, manifest))
    return release.isRelease ? release : nil
  }

  public func run(_ context: RunContext, _ state: inout RunState) async throws {
    let manifest = try state.require(ValidatedAgent.self, from: .validate).manifest
    let destinations = try references(context, manifest)
    let built = try state.builtImage(of: manifest)
    let release = try state.require(TaggedRelease.self, from: .tag)
    try PushGate.check(built, release, context, &state)
    guard !release.tags.isEmpty else {
      for destination in destinations {
        state.journal.record(
          CheckReport(
            id: "push:\(destination)", name: destination.repository, outcome: .skipped,
            message: "`tag.image` gives this build no tag, so nothing is pushed"))
      }
      return
    }
    guard !context.isDryRun else {
      for destination in destinations {
        let references = release.tags.map { "\(destination.with(tag: $0.name))" }
        state.journal.record(
          CheckReport(
            id: "push:\(destination)", name: destination.repository, outcome: .skipped,
            message: "dry run, would push \(references.joined(separator: ", "))"))
      }
      return
    }

    let layout = try context.layout(BuiltImage.layoutDirectory)
    var image = try await PushableImage(built.descriptor, in: layout)
    if let base = built.base, let source = try? Reference(parsing: base.repository) {
      image = image.mounting(Set(base.layers), from: source)
    }
    let limit = PushLimit(context.settings)
    let log = RegistryLog(context)
    defer { log.record(in: &state.journal) }
    let pushes = destinations.map { destination in
      DestinationPush(
        image: image, destination: destination, release: release, agent: manifest.metadata.name.value, limit: limit,
        log: log, context: context, client: services.registry(for: destination, context.settings, onNotice: log.take))
    }
    var refusals: [DestinationOutcome?] = []
    for push in pushes { refusals.append(await push.refusal()) }
    // No destination gets a version that another one has with other bytes.
    let isTaken = refusals.contains { $0?.failure is Failure }
    var pushed = PushedImage(references: [])
    var failures: [any DiagnosableError] = []
    for (push, refusal) in zip(pushes, refusals) where !isTaken || refusal != nil {
      try Task.checkCancellation()
      let outcome = if let refusal { refusal } else { await push.run() }
      pushed.references += outcome.references
      state[PushedImage.self] = pushed
      state.journal.record(outcome.check)
      for note in outcome.notes { state.journal.record(note) }
      if let failure = outcome.failure { failures.append(failure) }
    }
    // The first failure decides the exit status; the others are reported as well.
    for failure in failures.dropFirst() { state.journal.record(failure.diagnostic) }
    if let first = failures.first { throw first }
    try await ReleasePage(services: services, context: context)
      .publish(release, notes: state[VersionReport.self]?.notes, manifest, &state.journal)
  }

  private func destinations(_ context: RunContext) -> Destinations {
    Destinations(context.settings, environment: services.environment)
  }

  private func references(_ context: RunContext, _ manifest: AgentManifest) throws -> [Reference] {
    let destinations = destinations(context)
    if destinations.isEmpty, let failure = NoDestination.failure(context) { throw failure }
    return try destinations.references(name: manifest.metadata.name.value, directory: context.directory)
  }
}
