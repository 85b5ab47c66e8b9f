import ArgumentParser
import Diagnostics
import Reporting
import Settings

/// The small groups of options that commands are put together from, next to their `SettingFlags`.
enum Flags {
  struct Paths: ParsableArguments {
    @Argument(help: "The agents' directories or manifest files. (default: .) [AGENT_PIPELINE_PATH]")
    var path: [String] = []

    /// By setting name, as those of `SettingFlags`.
    var values: [String: [String]] { path.isEmpty ? [:] : [Settings.path.definition.name: path] }
  }

  struct Color: ParsableArguments {
    @Option(help: "Colour on the terminal; NO_COLOR is honoured.") var color: Console.Color = .auto

    var presentation: Presentation { Presentation(color: color) }
  }

  /// What commands that run stages say, and where.
  struct Output: ParsableArguments {
    enum Output: String, ExpressibleByArgument, CaseIterable { case text, json }

    @Option(help: "What goes to standard output: nothing, or the run report as JSON.")
    var output: Output = .text
    @Option(help: ArgumentHelp("A report to write besides report.json and junit.xml.", valueName: "format[=path]"))
    var report: [String] = []
    @Flag(help: "Show only what failed, and the summary.") var quiet = false
    @Flag(help: "Show the output of the programs that are run.") var verbose = false
    @OptionGroup var color: Color

    func validate() throws {
      do throws(Failure) {
        _ = try requests()
      } catch {
        let diagnostic = error.diagnostic
        throw ValidationError(
          ([diagnostic.message] + diagnostic.hints.map { "  hint: \($0)" }).joined(separator: "\n"))
      }
    }

    var presentation: Presentation {
      Presentation(
        detail: quiet ? .quiet : verbose ? .verbose : .normal, color: color.color,
        reports: (try? requests()) ?? [], printsReport: output == .json, isReporting: true)
    }

    private func requests() throws(Failure) -> [ReportRequest] {
      var requests: [ReportRequest] = []
      for text in report { requests.append(try ReportRequest(parsing: text)) }
      return requests
    }
  }

  /// For commands that only talk to registries.
  struct Registry: ParsableArguments {
    @Flag(help: "Show which credential is used for which repository.") var verbose = false

    var presentation: Presentation { Presentation(detail: verbose ? .verbose : .normal) }
  }
}
