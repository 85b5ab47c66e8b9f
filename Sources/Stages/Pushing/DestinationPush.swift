import Diagnostics
import OCIImage
import OCIRegistry
import PipelineCore
import Settings
import Synchronization
import TextFormats
import Versioning

/// The push of one image to one destination, which keeps what is published there.
struct DestinationPush: Sendable {
  let image: PushableImage
  let destination: Reference
  let release: TaggedRelease
  let agent: String
  let limit: PushLimit
  let log: RegistryLog
  let context: RunContext
  let client: RegistryClient

  private var published: PublishedVersions {
    PublishedVersions(
      client: client, destination: destination, digest: image.digest, release: release, agent: agent,
      latestAlwaysMoves: context.settings(Settings.tagLatest) == .always)
  }

  private var mayOverwrite: Bool { context.settings(Settings.pushOverwrite) == true }

  /// - Returns: the outcome if the registry has another image under a tag of the release that must stay, or if that cannot
  ///   be found out; `nil` if the image may be pushed.
  func refusal() async -> DestinationOutcome? {
    guard !mayOverwrite else { return nil }
    let watch = Stopwatch()
    let result = await limit.run("reading the versions at `\(destination.repository)`") {
      () async throws(RegistryFailure) in try await published.obstacles()
    }
    let failure: (any DiagnosableError)? =
      switch result {
      case .failure(let failure): failure
      case .success((let foreign?, _)): VersionPublished.failure(foreign, of: agent)
      case .success((_, let taken)): taken.map { VersionPublished.failure($0, isLate: false, release) }
      }
    return failure.map {
      DestinationOutcome(destination, image.digest, release.tags.names, failure: $0, seconds: watch.seconds)
    }
  }

  func run() async -> DestinationOutcome {
    let watch = Stopwatch()
    context.emit(.progress("pushing to \(destination.repository)"))
    // What another run has published while the layers were on their way.
    let late = Mutex<PublishedVersions.Taken?>(nil)
    var outcome: DestinationOutcome
    do throws(RegistryFailure) {
      let kept = try await limit.run("reading the tags of `\(destination.repository)`") {
        () async throws(RegistryFailure) in try await published.kept()
      }.get()
      let tags = release.tags.names.filter { name in !kept.contains { $0.tag == name } }
      outcome = DestinationOutcome(
        destination, try await push(tags, unless: { taken in late.withLock { $0 = taken } }), seconds: watch.seconds)
      outcome.notes += kept.map(note)
      if outcome.failure == nil { await settle(tags, &outcome) }
    } catch {
      let taken = late.withLock { $0 }
      outcome = DestinationOutcome(
        destination, image.digest, release.tags.names,
        failure: taken.map { VersionPublished.failure($0, isLate: true, release) } ?? error, seconds: watch.seconds)
    }
    outcome.add(log.takeWaits())
    return outcome
  }

  /// - Parameter onTaken: called if the version is another image by the time that all content has arrived.
  private func push(
    _ tags: [String], unless onTaken: @escaping @Sendable (PublishedVersions.Taken) -> Void
  ) async throws(RegistryFailure) -> [TagPush] {
    let isVerifying = context.settings(Settings.pushVerify) ?? false
    let arrived = TransferSum()
    let total = HumanText.size(image.allBlobs.reduce(0) { $0 + $1.descriptor.size })
    return try await limit.run("pushing to `\(destination.repository)`") { () async throws(RegistryFailure) in
      try await client.push(
        image, to: destination, tags: tags, isVerifying: isVerifying,
        onEvent: { event in
          if let line = PushProgress.line(event) { context.emit(.line(line)) }
          if let (blob, bytes) = PushProgress.arrived(event) {
            let sum = HumanText.size(arrived.set(bytes, of: blob))
            context.emit(.progress("pushing to \(destination.repository): \(sum) of \(total)"))
          }
        },
        beforeTags: { () async throws(RegistryFailure) in
          guard !mayOverwrite, let taken = try await published.taken().first else { return }
          onTaken(taken)
          throw .published(taken.reference)
        })
    }.get()
  }

  /// Another run may have published the same version at the same time: then this one has not.
  private func settle(_ tags: [String], _ outcome: inout DestinationOutcome) async {
    guard release.isRelease else { return }
    let result = await limit.run("verifying the tags of `\(destination.repository)`") {
      () async throws(RegistryFailure) in
      (try await published.faults(), try await published.settle(tags))
    }
    switch result {
    case .failure(let failure): outcome.fail(with: failure)
    case .success(((let taken, let missing), let kept)):
      outcome.notes += kept.map(note)
      outcome.references.removeAll { push in kept.contains { push.reference == "\(destination.with(tag: $0.tag))" } }
      if let taken {
        outcome.failAll(with: VersionPublished.failure(taken, isLate: true, release))
      } else if let missing {
        outcome.failAll(with: VersionPublished.lost(missing))
      }
    }
  }

  private func note(_ kept: PublishedVersions.Kept) -> Diagnostic {
    .note(
      "tag-kept", "`\(destination.with(tag: kept.tag))` stays at \(kept.version), which is above \(release.label)")
  }
}
