import Diagnostics
import OCIImage
import OCIRegistry
import PipelineCore
import Reporting
import Settings
import Stages

/// Attaches the reports to the pushed images (`push.attachReports`), the last step of a push.
///
/// It comes after the reports are complete, so that those that are attached do not tell how it ended. If it fails, the
/// report changes, and must be written again.
struct ReportAttachment: Sendable {
  static let jsonType = "application/vnd.agent-pipeline.report.v1+json"
  static let junitType = "application/vnd.agent-pipeline.junit.v1+xml"

  let call: Invocation
  let written: ReportWriter.Result

  /// - Parameters:
  ///   - report: gets a failed check of the push stage and a finding for each image that something is missing at.
  ///   - settings: by manifest, of the agents whose reports are to be attached.
  /// - Returns: whether something could not be attached.
  func attach(to report: inout RunReport, _ settings: [String: Settings]) async -> Bool {
    var exitCode: Int32 = 0
    for index in report.agents.indices {
      guard let settings = settings[report.agents[index].manifest] else { continue }
      for (subject, isNew) in Self.subjects(of: report.agents[index]) {
        guard let kind = await attach(to: subject, isNew: isNew, of: &report.agents[index], settings) else { continue }
        if exitCode == 0 { exitCode = kind.exitCode }
      }
    }
    guard exitCode != 0 else { return false }
    report.outcome = .failed
    report.exitCode = call.interruption.reason?.exitCode ?? (report.exitCode == 0 ? exitCode : report.exitCode)
    return true
  }

  /// One image per repository, however many tags it has there.
  private static func subjects(of agent: AgentReport) -> [(image: Reference, isNew: Bool)] {
    var subjects: [(image: Reference, isNew: Bool)] = []
    for pushed in agent.pushed where pushed.status != .failed {
      guard let tag = try? Reference(parsing: pushed.reference), let digest = Digest(pushed.digest) else { continue }
      let image = tag.with(digest: digest)
      let isNew = pushed.status == .pushed
      if let index = subjects.firstIndex(where: { $0.image == image }) {
        subjects[index].isNew = subjects[index].isNew || isNew
      } else {
        subjects.append((image, isNew))
      }
    }
    return subjects
  }

  /// - Returns: the kind of the failure; `nil` if the reports are attached.
  private func attach(
    to subject: Reference, isNew: Bool, of agent: inout AgentReport, _ settings: Settings
  ) async -> FailureKind? {
    let clock = ContinuousClock()
    let start = clock.now
    call.console.handle(.progress("attaching the reports to \(subject)"))
    var failure: (any DiagnosableError)?
    do {
      let client = call.services.registry(for: subject, settings)
      // An unchanged image has its reports, unless an earlier run failed to attach them.
      if !isNew, try await hasReports(subject, client) { return nil }
      try await attach(to: subject, client)
    } catch let error as any DiagnosableError {
      failure = error
    } catch {
      failure = Failure(.infrastructure, "internal-error", "\(error)")
    }
    var check = CheckReport(
      id: "attach:\(subject)", name: "reports attached to `\(subject)`", outcome: .passed,
      durationSeconds: (clock.now - start) / .seconds(1))
    guard let failure else {
      call.console.handle(.check(check))
      return nil
    }
    var diagnostic = failure.diagnostic
    diagnostic.message = "the reports could not be attached to `\(subject)`: \(diagnostic.message)"
    diagnostic.hints.append(
      "the image is pushed; attach a report later with `agent-pipeline attach \(subject) FILE --type MEDIATYPE`")
    call.console.show(diagnostic)
    check.outcome = .error
    check.message = diagnostic.message
    agent.diagnostics.append(diagnostic)
    agent.outcome = .failed
    if agent.exitCode == 0 { agent.exitCode = failure.failureKind.exitCode }
    for index in agent.stages.indices where agent.stages[index].name == .push {
      agent.stages[index].checks.append(check)
      agent.stages[index].outcome = .failed
    }
    return failure.failureKind
  }

  private func hasReports(_ subject: Reference, _ client: RegistryClient) async throws -> Bool {
    guard let digest = subject.digest else { return false }
    return try await client.referrers(of: digest, in: subject).contains { $0.artifactType == Self.jsonType }
  }

  private func attach(to subject: Reference, _ client: RegistryClient) async throws {
    let files = [
      (written.path(of: JSONReport.self), Self.jsonType), (written.path(of: JUnitReport.self), Self.junitType),
    ]
    let descriptor = try await client.resolve(subject)
    try await call.withScratch { scratch in
      for (path, type) in files {
        guard let path else { continue }
        _ = try await client.attach(path, mediaType: type, to: descriptor, in: subject, scratch: scratch)
      }
    }
  }
}
