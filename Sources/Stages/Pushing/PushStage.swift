import AgentManifest
import Diagnostics
import ImageBuilding
import OCIImage
import OCIRegistry
public import PipelineCore
import Settings
import SystemPackage

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
    guard context.settings(Settings.pushTo) == nil, registryURL == nil else { return nil }
    return "no destination: set `push.to` to a repository, with --push-to, AGENT_PIPELINE_PUSH_TO or in agent.yaml"
  }

  /// Checks push access before a build of minutes, not after it.
  public func preflight(_ context: RunContext, _ state: RunState) async throws {
    guard !context.isDryRun, context.settings(Settings.pushPreflight) != false else { return }
    let log = RegistryLog(context)
    let limit = PushLimit(context.settings)
    var failures: [RegistryFailure] = []
    for destination in try destinations(context, state.require(ValidatedAgent.self, from: .validate).manifest) {
      try Task.checkCancellation()
      context.emit(.progress("checking push access to \(destination.repository)"))
      let client = services.registry(for: destination, context.settings, onNotice: log.take)
      let result = await limit.run("checking push access to `\(destination.repository)`") {
        () async throws(RegistryFailure) -> [TagPush] in
        try await client.checkPushAccess(to: destination)
        return []
      }
      if case .failure(let failure) = result { failures.append(failure) }
    }
    // One run reports all failures, so that they can be fixed together.
    guard let first = failures.first else { return }
    guard failures.count > 1 else { throw first }
    var diagnostic = first.diagnostic
    diagnostic.message = failures.map(\.diagnostic.message).joined(separator: "; ")
    diagnostic.hints = failures.flatMap(\.diagnostic.hints)
    throw Failure(first.failureKind, diagnostic)
  }

  public func run(_ context: RunContext, _ state: inout RunState) async throws {
    let manifest = try state.require(ValidatedAgent.self, from: .validate).manifest
    let built = try state.builtImage(of: manifest)
    let release = try state.require(TaggedRelease.self, from: .tag)
    try PushGate.check(built, release, context, &state)
    let destinations = try destinations(context, manifest)
    guard !context.isDryRun else {
      for destination in destinations {
        let references = release.tags.map { "\(destination.with(tag: $0))" }
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
    var pushed = PushedImage(references: [])
    var failures: [any DiagnosableError] = []
    for destination in destinations {
      try Task.checkCancellation()
      let outcome = await push(image, to: destination, release.tags, limit, log, context)
      pushed.references += outcome.references
      state[PushedImage.self] = pushed
      state.journal.record(outcome.check)
      if let retries = outcome.retries { state.journal.record(retries) }
      if let failure = outcome.failure { failures.append(failure) }
    }
    // Every destination has been tried. The first failure decides the exit status; the others are reported as well.
    for failure in failures.dropFirst() { state.journal.record(failure.diagnostic) }
    if let first = failures.first { throw first }
  }

  private var registryURL: String? {
    guard let url = services.environment["AGENT_REGISTRY_URL"], !url.isEmpty else { return nil }
    let host = url.firstRange(of: "://").map { String(url[$0.upperBound...]) } ?? url
    return String(host.reversed().drop { $0 == "/" }.reversed())
  }

  private func destinations(_ context: RunContext, _ manifest: AgentManifest) throws -> [Reference] {
    let names =
      context.settings(Settings.pushTo)
      ?? [registryURL.map { "\($0)/\(manifest.metadata.name.value)" }].compactMap(\.self)
    var seen: Set<String> = []
    return try names.map { try Destination.parse($0, context.settings) }.filter { seen.insert($0.repository).inserted }
  }

  private func push(
    _ image: PushableImage, to destination: Reference, _ tags: [String], _ limit: PushLimit, _ log: RegistryLog,
    _ context: RunContext
  ) async -> DestinationOutcome {
    let watch = Stopwatch()
    context.emit(.progress("pushing to \(destination.repository)"))
    let client = services.registry(for: destination, context.settings, onNotice: log.take)
    let isVerifying = context.settings(Settings.pushVerify) ?? false
    let result = await limit.run("pushing to `\(destination.repository)`") { () async throws(RegistryFailure) in
      try await client.push(image, to: destination, tags: tags, isVerifying: isVerifying) { event in
        if let line = PushProgress.line(event) { context.emit(.line(line)) }
        if let text = PushProgress.passing(event) { context.emit(.progress(text)) }
      }
    }
    var outcome =
      switch result {
      case .success(let results): DestinationOutcome(destination, results, seconds: watch.seconds)
      case .failure(let failure):
        DestinationOutcome(destination, image, tags, failure: failure, seconds: watch.seconds)
      }
    outcome.add(log.takeWaits())
    return outcome
  }
}
