import ArgumentParser
import CIVendors
import Diagnostics
import Glibc
import PipelineCore
import Reporting

/// How text is shown on the terminal, from flags, variables and the kind of standard error.
enum Console {
  enum Color: String, ExpressibleByArgument, CaseIterable { case auto, always, never }

  static func options(
    _ detail: ConsoleOptions.Detail, _ color: Color, environment: [String: String], redactor: Redactor,
    dressing: StageDressing = StageDressing()
  ) -> ConsoleOptions {
    var console = ConsoleOptions()
    console.detail = detail
    console.style = TerminalStyle(
      isColored: isColored(color, environment, isTerminal: StandardStreams.isErrorTerminal))
    if canRewriteLines(environment) { console.terminalWidth = { StandardStreams.width(of: STDERR_FILENO) ?? 80 } }
    console.isASCII = !isUTF8(environment)
    console.redactor = redactor
    console.dressing = dressing
    return console
  }

  /// Logs of CI systems are read later, also where they come from a terminal.
  private static func canRewriteLines(_ environment: [String: String]) -> Bool {
    StandardStreams.isErrorTerminal && environment["CI"] == nil && environment["TERM"] != "dumb"
  }

  /// The first of these that says something: `--color`; NO_COLOR (no-color.org), any value that is not empty;
  /// FORCE_COLOR (force-color.org) and CLICOLOR_FORCE (bixense.com/clicolors), of which `0` and `false` say no and nothing;
  /// a CI system whose logs show colours; CLICOLOR and TERM; the terminal.
  ///
  /// - Parameter isLog: whether it is text for people, which a CI system shows. Data is not coloured without a terminal.
  static func isColored(
    _ color: Color, _ environment: [String: String], isTerminal: Bool, isLog: Bool = true
  ) -> Bool {
    switch color {
    case .always: return true
    case .never: return false
    case .auto: break
    }
    func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0.lowercased() } }
    if value("NO_COLOR") != nil { return false }
    // Node.js and its tools take 0 for no.
    if let forced = value("FORCE_COLOR") { return !["0", "false"].contains(forced) }
    if let forced = value("CLICOLOR_FORCE"), forced != "0" { return true }
    if isLog, AllCIVendors.facts(for: nil, environment: environment).showsColor { return true }
    return isTerminal && value("TERM") != "dumb" && value("CLICOLOR") != "0"
  }

  private static func isUTF8(_ environment: [String: String]) -> Bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].compactMap { environment[$0] }.first { !$0.isEmpty }
    // Most CI containers have no locale, and their logs are read in a browser.
    guard let locale else { return true }
    return locale.lowercased().contains("utf") || locale == "C" || locale == "POSIX"
  }
}
