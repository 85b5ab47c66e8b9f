import ArgumentParser
import PipelineCore
import Stages

/// Loads the libraries that a command will need while its command line is read: the second core is idle then.
enum Preparation {
  /// - Parameter command: the first argument, whatever it is.
  static func begin(for command: String?) {
    guard let command else { return }
    let stages = [StageID.build, .tag, .push].map(\.rawValue)
    if command == Run.configuration.commandName || stages.contains(command) {
      Task.detached { StageServices.prepareHistory() }
    }
    let asksRegistries: [any ParsableCommand.Type] = [Run.self, Push.self, Promote.self, Pull.self, Attach.self]
    if asksRegistries.contains(where: { $0.configuration.commandName == command }) {
      Task.detached { StageServices.prepareNetwork() }
    }
  }
}
