public import SystemPackage

/// What the summary tells beside the report.
public struct SummaryDetails: Sendable {
  /// The reports that were written.
  public var reports: [FilePath]
  /// The container ports of each agent, by its path in the report.
  public var ports: [String: [Int]]

  public init(reports: [FilePath] = [], ports: [String: [Int]] = [:]) {
    self.reports = reports
    self.ports = ports
  }
}
