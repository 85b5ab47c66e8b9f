import Diagnostics
import OCIImage
import OCIRegistry
import PipelineCore
import TextFormats

/// The outcome of the push to one destination.
struct DestinationOutcome {
  var references: [PushReport]
  var check: CheckReport
  var failure: (any DiagnosableError)?
  /// How often the push was retried and why, and the tags that stay where they are.
  var notes: [Diagnostic] = []

  /// The image arrived; single tags may have failed.
  init(_ destination: Reference, _ results: [TagPush], seconds: Double) {
    references = results.map(PushReport.init)
    let failure = results.lazy.compactMap { if case .failed(let failure) = $0.status { failure } else { nil } }.first
    let uploaded = results.reduce(0) { $0 + $1.bytesUploaded }
    let mounted = results.reduce(0) { $0 + $1.bytesMounted }
    let unchanged = results.allSatisfy { if case .unchanged = $0.status { true } else { false } }
    let tags = results.compactMap(\.reference.tag).joined(separator: ", ")
    check = CheckReport(
      id: "push:\(destination.repository)", name: destination.repository, outcome: .passed, durationSeconds: seconds,
      message: unchanged
        ? "unchanged: \(tags)" + (uploaded > 0 ? ", \(HumanText.size(uploaded)) of lost layers restored" : "")
        : "\(tags), \(HumanText.size(uploaded)) uploaded" + (mounted > 0 ? ", \(HumanText.size(mounted)) mounted" : ""))
    if let failure { fail(with: failure) }
  }

  /// The image did not arrive: no tag was touched.
  init(
    _ destination: Reference, _ digest: Digest, _ tags: [String], failure: any DiagnosableError, seconds: Double
  ) {
    references = tags.map { tag in
      var report = PushReport(reference: "\(destination.with(tag: tag))", digest: "\(digest)", status: .failed)
      report.class = (failure as? RegistryFailure)?.failureClass.rawValue ?? failure.diagnostic.code
      return report
    }
    check = CheckReport(
      id: "push:\(destination.repository)", name: destination.repository, outcome: .error, durationSeconds: seconds)
    fail(with: failure)
  }

  /// Adds the waits to the first reference: the blobs are part of its push.
  mutating func add(_ waits: RegistryLog.Waits) {
    guard waits.count > 0, !references.isEmpty else { return }
    let seconds = waits.total.inSeconds
    references[0].waitedSeconds = seconds
    references[0].retries = max(references[0].retries, (failure as? RegistryFailure)?.retries ?? 0)
    let times = HumanText.count(waits.count, "time")
    notes.append(
      .note(
        "push-retried",
        "`\(check.name)`: retried \(times), waited \(HumanText.duration(seconds)); last reason: \(waits.lastReason)"))
  }

  /// The tags do not name the image.
  mutating func failAll(with failure: any DiagnosableError) {
    for index in references.indices {
      references[index].status = .failed
      references[index].class = failure.diagnostic.code
    }
    fail(with: failure)
  }

  /// What was found out after the push.
  mutating func fail(with failure: any DiagnosableError) {
    self.failure = failure
    check.outcome = failure.failureKind == .agent ? .failed : .error
    check.message = failure.diagnostic.message
  }
}

extension PushReport {
  init(_ push: TagPush) {
    self.init(reference: "\(push.reference)", digest: "\(push.digest)", status: .unchanged)
    switch push.status {
    case .pushed: status = .pushed
    case .unchanged: status = .unchanged
    case .failed(let failure):
      status = .failed
      `class` = failure.failureClass.rawValue
    }
    retries = push.retries
    bytesUploaded = push.bytesUploaded
    bytesMounted = push.bytesMounted
    durationSeconds = push.duration.inSeconds
  }
}
