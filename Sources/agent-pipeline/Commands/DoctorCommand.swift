import AgentManifest
import ArgumentParser
import Diagnostics
import PipelineCore
import Reporting
import Settings
import Stages
import SystemPackage

struct DoctorCommand: AsyncParsableCommand, SettingsCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Checks what a run needs on this machine.",
    discussion: """
      It looks at sandboxes, the access to registries and the git history. Nothing is written to disk or to a registry. The exit status is 3 if something that a run needs cannot \
      be used.
      """)

  @OptionGroup var paths: Flags.Paths
  @OptionGroup(title: "Settings") var settings: SettingFlags<DoctorCommand>
  @OptionGroup var color: Flags.Color

  func run() async throws {
    try await Invocation.run(settings.values.merging(paths.values) { $1 }, color.presentation) { call in
      let style = TerminalStyle(
        isColored: Console.isColored(
          call.presentation.color, call.environment, isTerminal: StandardStreams.isOutputTerminal))
      let machine = Doctor(call.services, call.settings)
      var found = await machine.sandboxes() + [machine.buildIsolation()]
      for path in call.settings(Settings.path) ?? ["."] {
        // Agents may share a repository or a registry.
        for examination in await examine(path, call) where !found.contains(examination) { found.append(examination) }
        try Task.checkCancellation()
      }
      call.write(LogCommands.disarmed(Self.text(found, style)))
      return found.contains { $0.verdict == .unusable } ? FailureKind.infrastructure.exitCode : 0
    }
  }

  private func examine(_ path: String, _ call: Invocation) async -> [Examination] {
    // The machine can be examined without a manifest too.
    var agent: LoadedAgent?
    var found: Examination
    do {
      let loaded = try call.agent(at: path)
      agent = loaded
      found = Examination(
        .agent, loaded.name, loaded.loaded.manifest == nil ? .unusable : .usable, "\(loaded.manifestPath)",
        hints: loaded.loaded.manifest == nil ? ["run `agent-pipeline validate` to see what is wrong"] : [])
    } catch {
      let diagnostic = (error as? any DiagnosableError)?.diagnostic ?? .error("internal-error", "\(error)")
      let isAskedFor = call.settings(Settings.path) != nil
      found = Examination(
        .agent, "agent.yaml", isAskedFor ? .unusable : .unneeded, diagnostic.message, hints: diagnostic.hints)
    }
    let doctor = Doctor(call.services, agent?.settings ?? call.settings)
    let directory = agent?.place ?? call.directories.absolute(FilePath(path))
    let name = agent?.loaded.manifest?.metadata.name.value
    return await [found] + doctor.registries(of: name, in: directory) + doctor.history(of: directory)
  }

  static func text(_ examinations: [Examination], _ style: TerminalStyle) -> String {
    var text = ""
    for area in Examination.Area.allCases {
      text += "\(style(area.rawValue, .emphasis))\n"
      for examination in examinations where examination.area == area {
        let mark =
          switch examination.verdict {
          case .usable: style("✓", .success)
          case .unneeded: style("–", .faint)
          case .unusable: style("✗", .error)
          }
        text += "  \(mark) \(PlainText.oneLine("\(examination.name): \(examination.detail)"))\n"
        text += examination.hints.map { "      \(style("hint", .note)): \(PlainText.oneLine($0))\n" }.joined()
      }
    }
    return text
  }
}
