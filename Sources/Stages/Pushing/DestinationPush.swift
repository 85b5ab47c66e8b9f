import Diagnostics
import OCIImage
import OCIRegistry
import PipelineCore
import Settings
import Versioning

/// The push of one image to one destination, which keeps what is published there.
struct DestinationPush: Sendable {
  let image: PushableImage
  let destination: Reference
  let release: TaggedRelease
  let limit: PushLimit
  let log: RegistryLog
  let context: RunContext
  let client: RegistryClient

  private var published: PublishedVersions {
    PublishedVersions(
      client: client, destination: destination, digest: image.digest, release: release,
      latestAlwaysMoves: context.settings(Settings.tagLatest) == .always)
  }

  /// - Returns: the outcome if a version of the release is another image there, or if that cannot be found out; `nil` if
  ///   the image may be pushed.
  func refusal() async -> DestinationOutcome? {
    guard context.settings(Settings.pushOverwrite) != true else { return nil }
    let watch = Stopwatch()
    let result = await limit.run("reading the versions at `\(destination.repository)`") {
      () async throws(RegistryFailure) in try await published.taken()
    }
    let failure: (any DiagnosableError)? =
      switch result {
      case .failure(let failure): failure
      case .success(let taken): taken.first.map { VersionPublished.failure($0, isLate: false, release) }
      }
    return failure.map {
      DestinationOutcome(destination, image.digest, release.tags.names, failure: $0, seconds: watch.seconds)
    }
  }

  func run() async -> DestinationOutcome {
    let watch = Stopwatch()
    context.emit(.progress("pushing to \(destination.repository)"))
    var outcome: DestinationOutcome
    do throws(RegistryFailure) {
      let kept = try await limit.run("reading the tags of `\(destination.repository)`") {
        () async throws(RegistryFailure) in try await published.kept()
      }.get()
      let tags = release.tags.names.filter { name in !kept.contains { $0.tag == name } }
      outcome = DestinationOutcome(destination, try await push(tags), seconds: watch.seconds)
      outcome.notes += kept.map(note)
      if outcome.failure == nil { await settle(tags, &outcome) }
    } catch {
      outcome = DestinationOutcome(
        destination, image.digest, release.tags.names, failure: error, seconds: watch.seconds)
    }
    outcome.add(log.takeWaits())
    return outcome
  }

  private func push(_ tags: [String]) async throws(RegistryFailure) -> [TagPush] {
    let isVerifying = context.settings(Settings.pushVerify) ?? false
    return try await limit.run("pushing to `\(destination.repository)`") { () async throws(RegistryFailure) in
      try await client.push(image, to: destination, tags: tags, isVerifying: isVerifying) { event in
        if let line = PushProgress.line(event) { context.emit(.line(line)) }
        if let text = PushProgress.passing(event) { context.emit(.progress(text)) }
      }
    }.get()
  }

  /// Another run may have published the same version at the same time: then this one has not.
  private func settle(_ tags: [String], _ outcome: inout DestinationOutcome) async {
    guard release.isRelease else { return }
    let result = await limit.run("verifying the tags of `\(destination.repository)`") {
      () async throws(RegistryFailure) in (try await published.taken(), try await published.settle(tags))
    }
    switch result {
    case .failure(let failure): outcome.fail(with: failure)
    case .success(let (taken, kept)):
      outcome.notes += kept.map(note)
      outcome.references.removeAll { push in kept.contains { push.reference == "\(destination.with(tag: $0.tag))" } }
      if let first = taken.first { outcome.fail(with: VersionPublished.failure(first, isLate: true, release)) }
    }
  }

  private func note(_ kept: PublishedVersions.Kept) -> Diagnostic {
    .note(
      "tag-kept", "`\(destination.with(tag: kept.tag))` stays at \(kept.version), which is above \(release.label)")
  }
}
