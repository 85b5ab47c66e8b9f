import ArgumentParser
import Diagnostics
import Reporting
import Settings

/// The groups of options that commands use besides their `SettingFlags`.
enum Flags {
  struct Paths: ParsableArguments {
    @Argument(
      help: "The agents' directories or manifest files. (default: .) [AGENT_PIPELINE_PATH]", completion: .file())
    var path: [String] = []

    /// By setting name, as in `SettingFlags`.
    var values: [String: [String]] { path.isEmpty ? [:] : [Settings.path.definition.name: path] }
  }

  struct Color: ParsableArguments {
    @Option(help: "Use colour; `auto` honours NO_COLOR, FORCE_COLOR, CLICOLOR_FORCE and the terminal.")
    var color: Console.Color = .auto

    var presentation: Presentation { Presentation(color: color) }
  }

  /// The output of commands that run stages.
  struct Output: ParsableArguments {
    enum Output: String, ExpressibleByArgument, CaseIterable { case text, json }

    @Option(help: "What to print to standard output: nothing (text), or the run report (json).")
    var output: Output = .text
    @Option(
      help: ArgumentHelp("A report in addition to report.json and junit.xml.", valueName: "format[=path]"),
      completion: .list(AllReportFormats.all.map { $0.id }))
    var report: [String] = []
    @Flag(help: "Show only failures and the summary.") var quiet = false
    @Flag(help: "Show more detail, including the output of programs.") var verbose = false
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
      try report.map { text throws(Failure) in try ReportRequest(parsing: text) }
    }
  }

  /// For commands that only use registries.
  struct Registry: ParsableArguments {
    @Flag(help: "Show which credential is used for each repository.") var verbose = false

    var presentation: Presentation { Presentation(detail: verbose ? .verbose : .normal) }
  }
}
