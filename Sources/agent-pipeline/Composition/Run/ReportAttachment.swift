import Diagnostics
import OCIImage
import OCIRegistry
import PipelineCore
import Reporting
import Settings
import Stages

/// Attaches the reports to the pushed images (`push.attachReports`), after the run, when the reports are complete.
struct ReportAttachment: Sendable {
  static let jsonType = "application/vnd.agent-pipeline.report.v1+json"
  static let junitType = "application/vnd.agent-pipeline.junit.v1+xml"

  let call: Invocation
  let written: ReportWriter.Result

  /// - Parameter agents: with the settings of each.
  /// - Returns: what could not be attached.
  func attach(to agents: [(report: AgentReport, settings: Settings)]) async -> [any DiagnosableError] {
    var failures: [any DiagnosableError] = []
    for (report, settings) in agents where settings(Settings.pushAttachReports) == true {
      // One subject per repository, however many tags it has there.
      var subjects: [Reference] = []
      // An unchanged image already has its reports.
      for pushed in report.pushed where pushed.status == .pushed {
        guard var reference = try? Reference(parsing: pushed.reference), let digest = Digest(pushed.digest) else {
          continue
        }
        reference.tag = nil
        reference.digest = digest
        if !subjects.contains(reference) { subjects.append(reference) }
      }
      for subject in subjects {
        do {
          try await attach(to: subject, settings)
        } catch let error as any DiagnosableError {
          failures.append(error)
        } catch {
          failures.append(Failure(.infrastructure, "internal-error", "\(error)"))
        }
      }
    }
    return failures
  }

  private func attach(to subject: Reference, _ settings: Settings) async throws {
    let client = call.services.registry(for: subject, settings)
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
