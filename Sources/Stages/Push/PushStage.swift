import AgentManifest
import Diagnostics
import OCIImage
import OCIRegistry
public import PipelineCore
import SystemPackage

/// Pushes the built image to every destination under its tags: blobs first, the tags last.
public struct PushStage: Stage {
  public static let id = StageID.push
  public static var produces: [any RunFact.Type] { [PushedImage.self] }

  private let services: StageServices

  public init(_ services: StageServices) {
    self.services = services
  }

  public func skipReason(_ context: RunContext, _ state: RunState) -> SkipReason? {
    guard context.settings(Settings.pushTo) == nil, registryURL == nil else { return nil }
    return SkipReason(
      "no destination: set `push.to` to a repository, with --push-to, AGENT_PIPELINE_PUSH_TO or in agent.yaml")
  }

  public func run(_ context: RunContext, _ state: inout RunState) async throws {
    let manifest = try state.require(ValidatedAgent.self, from: .validate).manifest
    let built = try state.builtImage(of: manifest)
    let release = try state.require(TaggedRelease.self, from: .tag)
    try PushGate.check(built, release, state[TestOutcome.self], &state.journal)
    let names =
      context.settings(Settings.pushTo)
      ?? [registryURL.map { "\($0)/\(manifest.metadata.name.value)" }].compactMap(\.self)
    let destinations = try names.map { try Destination.parse($0, context.settings) }
    guard !context.isDryRun else {
      for destination in destinations {
        let references = release.tags.map { "\(destination.with(tag: $0))" }
        state.journal.record(
          CheckReport(
            id: "push:\(destination)", name: destination.repository, outcome: .skipped, durationSeconds: 0,
            message: "dry run, would push \(references.joined(separator: ", "))"))
      }
      return
    }

    let layout = try ImageLayout(opening: context.workFolder.appending(BuiltImage.layoutFolder))
    let image = try await PushableImage(built.descriptor, in: layout)
    var pushed = PushedImage(references: [])
    var failures: [any DiagnosableError] = []
    for destination in destinations {
      try Task.checkCancellation()
      let outcome = await push(image, to: destination, release.tags, destinations, context)
      pushed.references += outcome.references
      state[PushedImage.self] = pushed
      state.journal.record(outcome.check)
      if let failure = outcome.failure { failures.append(failure) }
    }
    // Every destination has been tried; the first failure decides the exit status, the others are told as well.
    for failure in failures.dropFirst() { state.journal.record(failure.diagnostic) }
    if let first = failures.first { throw first }
  }

  private var registryURL: String? {
    guard let url = services.environment["AGENT_REGISTRY_URL"], !url.isEmpty else { return nil }
    let host = url.firstRange(of: "://").map { String(url[$0.upperBound...]) } ?? url
    return String(host.reversed().drop { $0 == "/" }.reversed())
  }

  private func push(
    _ image: PushableImage, to destination: Reference, _ tags: [String], _ all: [Reference], _ context: RunContext
  ) async -> DestinationOutcome {
    let watch = Stopwatch()
    context.emit(.progress("pushing to \(destination.repository)"))
    let client = services.registry(for: destination, context.settings, destinations: Set(all.map(\.domain)))
    do throws(RegistryFailure) {
      let results = try await client.push(image, to: destination, tags: tags)
      return DestinationOutcome(destination, results, seconds: watch.seconds)
    } catch {
      return DestinationOutcome(destination, image, tags, failure: error, seconds: watch.seconds)
    }
  }
}
