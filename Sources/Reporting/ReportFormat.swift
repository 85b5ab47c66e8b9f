public import Diagnostics
public import PipelineCore

/// A format of the run report: a pure function of `RunReport`.
public protocol ReportFormat: Sendable {
  /// What users write after `--report`, such as `junit`.
  static var id: String { get }
  /// Its name in the report directory.
  static var defaultFileName: String { get }

  /// The whole file.
  static func render(_ report: RunReport) throws(Failure) -> [UInt8]
}

/// Every format there is, each written in every run: a new one is a file in `Formats/` and a line here.
public enum AllReportFormats {
  public static let all: [any ReportFormat.Type] = [
    JSONReport.self,
    JUnitReport.self,
  ]
}
