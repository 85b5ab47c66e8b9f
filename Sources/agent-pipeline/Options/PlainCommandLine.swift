import ArgumentParser
import PipelineCore
import Reporting
import Settings
import Stages

/// A command line of a stage, paths and the few switches of everyday use, the way hooks and CI jobs that are set by
/// variables call the tool.
///
/// ArgumentParser finds the eighty options of a stage by reflection, which takes longer than to validate a manifest.
/// Here nothing has to be found; every other command line, help and all messages are its own.
struct PlainCommandLine {
  /// The only stage to run; `run` runs those that the settings select.
  let stage: StageID?
  let request: RunRequest

  /// - Parameter arguments: without the program's name.
  init?(_ arguments: ArraySlice<String>) {
    guard let name = arguments.first else { return nil }
    stage = AllStages.ids.first { $0.rawValue == name }
    guard stage != nil || name == Run.configuration.commandName else { return nil }
    var paths: [String] = []
    var switches: Set<String> = []
    for argument in arguments.dropFirst() {
      guard argument.hasPrefix("-") else {
        paths.append(argument)
        continue
      }
      guard Self.switches.contains(argument), switches.insert(argument).inserted else { return nil }
    }
    guard !paths.contains("") else { return nil }
    var flags = FlagValues()
    flags.set(Settings.path, paths)
    flags.set(Settings.dryRun, switches.contains("--dry-run"))
    flags.set(Settings.strict, switches.contains("--strict"))
    request = RunRequest(
      flags: flags.values,
      detail: switches.contains("--quiet") ? .quiet : switches.contains("--verbose") ? .verbose : .normal)
  }

  private static let switches: Set = ["--dry-run", "--strict", "--quiet", "--verbose"]
}
