public import Diagnostics
public import SystemPackage

/// One report that is to be written: `--report FORMAT[=PATH]`.
public struct ReportRequest: Sendable {
  public var format: any ReportFormat.Type
  /// The default is the format's own name in the report directory.
  public var path: FilePath?

  public init(_ format: any ReportFormat.Type, path: FilePath? = nil) {
    self.format = format
    self.path = path
  }

  /// - Parameters:
  ///   - text: `FORMAT` or `FORMAT=PATH`.
  ///   - formats: those there are.
  /// - Throws: a usage failure that names the formats there are.
  public init(
    parsing text: String, among formats: [any ReportFormat.Type] = AllReportFormats.all
  ) throws(Failure) {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts.first ?? "")
    let ids = formats.map { $0.id }
    guard let format = formats.first(where: { $0.id == name }) else {
      let nearest = NearestName.to(name, in: ids).map { "did you mean `\($0)`? " } ?? ""
      throw Failure(
        .usage, "unknown-report-format", "`--report \(text)`: unknown format",
        hints: [nearest + "the formats are \(ids.joined(separator: ", "))"])
    }
    self.format = format
    if parts.count == 2 {
      guard !parts[1].isEmpty else {
        throw Failure(
          .usage, "empty-report-path", "`--report \(text)`: the path is empty",
          hints: ["write `\(name)=PATH`, or `\(name)` alone for the report directory"])
      }
      path = FilePath(String(parts[1]))
    }
  }
}
