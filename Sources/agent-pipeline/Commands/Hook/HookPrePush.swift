import ArgumentParser
import Diagnostics
import GitHistory
import PipelineCore
import Settings

struct HookPrePush: AsyncParsableCommand, SettingsCommand {
  static let nameInTable = "hook"
  static let configuration = CommandConfiguration(
    commandName: "pre-push",
    abstract: "Checks the agents that the pushed commits change, as they are in these commits.",
    discussion: """
      git passes the pushed references on standard input; the pre-commit framework sets PRE_COMMIT_TO_REF and others. \
      Deletions and commits that the remote already has are not checked. Nothing is written to the repository.
      """)

  @Argument(help: "The name of the remote, as git passes it.") var remote: String?
  @Argument(help: "The URL of the remote, as git passes it.") var url: String?
  @Option(
    help: "The last stage to run: validate, build or test. (default: validate) [AGENT_PIPELINE_UNTIL]",
    completion: .list(["validate", "build", "test"]))
  var until: String?
  @OptionGroup(title: "Settings") var settings: SettingFlags<HookPrePush>
  @OptionGroup var color: Flags.Color

  func run() async throws {
    var flags = settings.values
    flags[Settings.until.definition.name] = until.map { [$0] }
    try await Invocation.run(flags, color.presentation) { call in
      let last = try Self.lastStage(call.settings)
      let refs = try PushedRef.all(call.environment, input: StandardStreams.readInput, remote: remote)
      let repository = try call.openRepository()
      let agents = try PushedAgents.find(refs, in: repository)
      var check = HookCheck(call: call)
      var files: [String: HookFiles] = [:]
      for agent in agents {
        try Task.checkCancellation()
        let all = try files[agent.commit] ?? HookFiles(repository.files(at: agent.commit, below: ""))
        files = [agent.commit: all]
        check.validate(agent.manifest, among: all, of: repository)
      }
      if check.exitCode == 0, last != .validate, !agents.isEmpty {
        (check.exitCode, check.failed) = try await PushedTrees(repository: repository, call: call, last: last).run(
          agents)
      }
      return check.conclude(stopping: "push")
    }
  }

  private static func lastStage(_ settings: Settings) throws(Failure) -> StageID {
    let sensible: [StageID] = [.validate, .build, .test]
    guard let text = settings(Settings.until) else { return .validate }
    guard let stage = sensible.first(where: { $0.rawValue == text }) else {
      throw Failure(
        .usage, "unknown-stage", "the stage `\(text)` cannot be the last stage of a push hook",
        hints: [
          NearestName.to(text, in: sensible.map(\.rawValue)).map { "did you mean `\($0)`?" }
            ?? "write one of \(sensible.map { "`\($0)`" }.joined(separator: ", "))",
          "it comes from \(settings.origin(of: Settings.until) ?? .default)",
        ])
    }
    return stage
  }
}
