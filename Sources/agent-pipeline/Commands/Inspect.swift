import AgentManifest
import ArgumentParser
import Diagnostics
import Reporting
import Settings
import Stages

struct Inspect: AsyncParsableCommand, SettingsCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Shows each setting and where its value comes from.")

  @OptionGroup var paths: Flags.Paths
  @OptionGroup(title: "Settings") var settings: SettingFlags<Inspect>
  @OptionGroup var color: Flags.Color

  func run() async throws {
    try await Invocation.print(settings.values.merging(paths.values) { $1 }, color.presentation) { call in
      var output = ""
      for path in call.settings(Settings.path) ?? ["."] {
        try Task.checkCancellation()
        let agent = try call.agent(at: path)
        output += PlainText.oneLine("\(agent.name) (\(agent.manifestPath))") + "\n"
        if let spec = agent.loaded.manifest?.spec { output += "  runtime: \(spec.runtime.value)\n" }
        for setting in agent.settings.listing { output += "  \(PlainText.oneLine("\(setting)"))\n" }
      }
      return LogCommands.disarmed(output)
    }
  }
}
