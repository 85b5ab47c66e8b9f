import ArgumentParser
import PipelineCore
import Stages

/// A command line of a stage and nothing but paths, the way hooks and CI jobs that are set by variables call the tool.
///
/// ArgumentParser finds the eighty options of a stage by reflection, which takes longer than to validate a manifest.
/// Where there is no option, nothing has to be found; every other command line, help and all messages are its own.
struct PlainCommandLine {
  /// The only stage to run; `run` runs those that the settings select.
  let stage: StageID?
  let request: RunRequest

  /// - Parameter arguments: without the program's name.
  init?(_ arguments: ArraySlice<String>) {
    guard let name = arguments.first, !arguments.contains(where: { $0.hasPrefix("-") || $0.isEmpty }) else {
      return nil
    }
    stage = AllStages.ids.first { $0.rawValue == name }
    guard stage != nil || name == Run.configuration.commandName else { return nil }
    var flags = FlagValues()
    flags.set(Settings.path, Array(arguments.dropFirst()))
    request = RunRequest(flags: flags.values)
  }
}
