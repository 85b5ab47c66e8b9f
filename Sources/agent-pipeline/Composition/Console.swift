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
    console.terminalWidth = StandardStreams.isErrorTerminal && environment["CI"] == nil ? terminalWidth : nil
    console.isASCII = !isUTF8(environment)
    console.redactor = redactor
    console.dressing = dressing
    return console
  }

  /// https://no-color.org: any value that is not empty disables colour. CI logs show colour without a terminal.
  static func isColored(_ color: Color, _ environment: [String: String], isTerminal: Bool) -> Bool {
    switch color {
    case .always: return true
    case .never: return false
    case .auto:
      if !(environment["NO_COLOR"] ?? "").isEmpty { return false }
      return AllCIVendors.facts(for: nil, environment: environment).showsColor
        || (isTerminal && environment["TERM"] != "dumb")
    }
  }

  private static func isUTF8(_ environment: [String: String]) -> Bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].compactMap { environment[$0] }.first { !$0.isEmpty }
    // Most CI containers have no locale, and their logs are read in a browser.
    guard let locale else { return true }
    return locale.lowercased().contains("utf") || locale == "C" || locale == "POSIX"
  }

  private static var terminalWidth: Int {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }
}
