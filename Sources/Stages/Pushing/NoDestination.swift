import Diagnostics
import PipelineCore
import Settings

/// The error that a push which was asked for has nowhere to go.
enum NoDestination {
  /// - Returns: `nil` if a run may leave the push out.
  static func failure(_ context: RunContext) -> Failure? {
    let emptied = context.settings.emptied(Settings.pushTo)
    let isNamed = context.selection?.named.contains(.push) == true
    // An empty variable is a usual way to push nothing; an empty flag is a variable of a script that was not set.
    if case .flag? = emptied {} else if !isNamed { return nil }
    guard let emptied else {
      return Failure(
        .usage, "no-destination", "there is nowhere to push to: the setting `push.to` is not set",
        hints: [
          "set it to a repository, with --push-to, AGENT_PIPELINE_PUSH_TO or `spec.pipeline.push.to` in agent.yaml"
        ])
    }
    return Failure(
      .usage, "no-destination", "there is nowhere to push to: `\(emptied)` is empty",
      hints: ["check the variable that its value comes from, or leave the setting out to push nothing"])
  }
}
