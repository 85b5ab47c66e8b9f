import ArgumentParser
import PipelineCore
import Reporting
import Settings

/// What every command that runs stages takes.
struct RunOptions: ParsableArguments {
  @Argument(help: "The agents' folders or manifest files. (default: .) [AGENT_PIPELINE_PATH]")
  var path: [String] = []
  @OptionGroup(title: "Options of the run") var general: GeneralOptions
  @OptionGroup(title: "Settings of the stages")
  var settings: SettingOptions

  /// What was given, by setting name.
  var flags: [String: [String]] {
    var flags = FlagValues(values: settings.flags.merging(general.flags) { $1 })
    flags.set(Settings.path, path)
    return flags.values
  }

  /// - Parameter more: flags that only one command has.
  func request(more: [String: [String]] = [:]) -> RunRequest {
    RunRequest(
      flags: flags.merging(more) { $1 }, detail: general.quiet ? .quiet : general.verbose ? .verbose : .normal,
      color: general.color, reports: general.report, printsReport: general.output == .json)
  }
}

/// What does not belong to a stage.
struct GeneralOptions: ParsableArguments {
  enum Output: String, ExpressibleByArgument, CaseIterable { case text, json }

  @Flag(help: .of(Settings.dryRun)) var dryRun = false
  @Flag(help: .of(Settings.strict)) var strict = false
  @Option(help: .of(Settings.timeout)) var timeout: String?
  @Option(help: .of(Settings.workDir)) var workDir: String?
  @Option(help: .of(Settings.reportDir)) var reportDir: String?
  @Option(help: .of(Settings.cacheDir)) var cacheDir: String?
  @Option(help: .of(Settings.insecureRegistries)) var insecureRegistries: [String] = []
  @Option(help: .of(Settings.registryMirrors)) var registryMirrors: [String] = []
  @Option(help: "What goes to standard output: nothing, or the run report as JSON.")
  var output: Output = .text
  @Option(help: ArgumentHelp("A report to write besides report.json and junit.xml.", valueName: "format[=path]"))
  var report: [String] = []
  @Flag(help: "Show only what failed, and the summary.") var quiet = false
  @Flag(help: "Show the output of the programs that are run.") var verbose = false
  @Option(help: "Colour on the terminal; NO_COLOR is honoured.") var color: Console.Color = .auto

  var flags: [String: [String]] {
    var flags = FlagValues()
    flags.set(Settings.dryRun, dryRun)
    flags.set(Settings.strict, strict)
    flags.set(Settings.timeout, timeout)
    flags.set(Settings.workDir, workDir)
    flags.set(Settings.reportDir, reportDir)
    flags.set(Settings.cacheDir, cacheDir)
    flags.set(Settings.insecureRegistries, insecureRegistries)
    flags.set(Settings.registryMirrors, registryMirrors)
    return flags.values
  }
}

/// Which stages `run` runs.
struct SelectionOptions: ParsableArguments {
  @Option(help: .of(Settings.from)) var from: String?
  @Option(help: .of(Settings.until)) var until: String?
  @Option(help: .of(Settings.only)) var only: [String] = []
  @Option(help: .of(Settings.skip)) var skip: [String] = []

  var flags: [String: [String]] {
    var flags = FlagValues()
    flags.set(Settings.from, from)
    flags.set(Settings.until, until)
    flags.set(Settings.only, only)
    flags.set(Settings.skip, skip)
    return flags.values
  }
}
