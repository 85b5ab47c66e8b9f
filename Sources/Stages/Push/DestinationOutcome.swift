import Diagnostics
import OCIImage
import OCIRegistry
import PipelineCore
import TextFormats

/// What became of the push to one destination.
struct DestinationOutcome {
  var references: [PushReport]
  var check: CheckReport
  var failure: RegistryFailure?

  /// The image arrived; single tags may have failed.
  init(_ destination: Reference, _ results: [TagPush], seconds: Double) {
    references = results.map(PushReport.init)
    failure =
      results.lazy.compactMap { if case .failed(let failure) = $0.status { failure } else { nil } }.first
    let uploaded = results.reduce(0) { $0 + $1.bytesUploaded }
    let unchanged = results.allSatisfy { if case .unchanged = $0.status { true } else { false } }
    let tags = results.compactMap(\.reference.tag).joined(separator: ", ")
    check = CheckReport(
      id: "push:\(destination.repository)", name: destination.repository, outcome: .passed, durationSeconds: seconds,
      message: unchanged ? "unchanged: \(tags)" : "\(tags), \(HumanText.size(uploaded)) uploaded")
    if let failure { fail(with: failure) }
  }

  /// The image did not arrive: no tag was touched.
  init(
    _ destination: Reference, _ image: PushableImage, _ tags: [String], failure: RegistryFailure, seconds: Double
  ) {
    references = tags.map { tag in
      var report = PushReport(
        reference: "\(destination.with(tag: tag))", digest: "\(image.digest)", status: .failed)
      report.class = failure.failureClass.rawValue
      return report
    }
    check = CheckReport(
      id: "push:\(destination.repository)", name: destination.repository, outcome: .error, durationSeconds: seconds)
    self.failure = failure
    fail(with: failure)
  }

  private mutating func fail(with failure: RegistryFailure) {
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
    durationSeconds =
      Double(push.duration.components.seconds) + Double(push.duration.components.attoseconds) / 1e18
  }
}
