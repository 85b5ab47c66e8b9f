public import Diagnostics
import FoundationEssentials
public import PipelineCore

/// `report.json`: the contract `agent-pipeline.report/v1`, for scripts.
public enum JSONReport: ReportFormat {
  public static let id = "json"
  public static let defaultFileName = "report.json"

  public static func render(_ report: RunReport) throws(Failure) -> [UInt8] {
    let encoder = JSONEncoder()
    // Sorted keys make two reports comparable with diff.
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    do {
      return try Array(encoder.encode(report)) + Array("\n".utf8)
    } catch {
      throw Failure(.infrastructure, "report-encoding", "cannot write the report as JSON: \(error)")
    }
  }
}
