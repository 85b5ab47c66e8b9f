import PipelineCore
import Reporting

/// What one call of the tool is asked for, however it was said.
struct RunRequest: Sendable {
  /// What was given on the command line, by setting name.
  var flags: [String: [String]] = [:]
  var detail = ConsoleOptions.Detail.normal
  var color = Console.Color.auto
  /// `format[=path]`, besides report.json and junit.xml.
  var reports: [String] = []
  /// Whether the run report goes to standard output.
  var printsReport = false
}
