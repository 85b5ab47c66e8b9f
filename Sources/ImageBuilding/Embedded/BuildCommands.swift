import ChildProcess
import Diagnostics
import FileIO
import Languages
import OCIImage
import PipelineCore
import Settings
import SystemPackage
import TextFormats

/// The commands of `build.run`: shell lines in a copy of the project, held like every build tool.
struct BuildCommands {
  /// One that takes longer is stuck.
  private static let timeLimit = Duration.seconds(30 * 60)

  let commands: [String]
  let platform: Platform
  /// Seconds since 1970.
  let sourceDate: Int64
  let context: RunContext

  /// What the commands read is not known, so they run in every build: their product is never older than its inputs.
  ///
  /// Package managers and compilers want to write to their caches. These are of this build alone: what the project's code
  /// writes must not reach a later one.
  func run(
    on sources: ProjectSources, in scratch: FilePath, _ tools: IsolatedTools
  ) async throws -> ProjectSources {
    let project = try sources.tree()
    let agent = try project.copy(to: scratch)
    let caches = try Directory.temporary(prefix: "caches", in: scratch.removingLastComponent())
    defer { try? Directory.remove(caches) }
    let tools = tools.keepingDownloads(in: caches)
    for command in commands {
      context.emit(.progress("running \(command)"))
      var call = ToolCall(
        "/bin/sh", ["-e", "-c", command], environment: environment(tools), workingDirectory: agent,
        timeLimit: Self.timeLimit, onLine: { [emit = context.emit] in emit(.detail($0)) })
      (call.writes, call.network, call.cache) = ([scratch], .indexes, .write)
      call.runsProjectCode = true
      let ended = try await tools.run(call)
      if ended.exit.status.isSuccess { continue }
      throw failure(of: command, ended)
    }
    return ProjectSources(sources, copiedTo: scratch)
  }

  /// As BuildKit names the platform (docs.docker.com, "Automatic platform ARGs in the global scope").
  private func environment(_ tools: IsolatedTools) -> [String: String] {
    tools.environment.variables.merging([
      "CI": "true", "SOURCE_DATE_EPOCH": "\(sourceDate)", "TARGETPLATFORM": "\(platform)", "TARGETOS": platform.os,
      "TARGETARCH": platform.architecture, "TARGETVARIANT": platform.variant ?? "",
    ]) { $1 }
  }

  private func failure(of command: String, _ ended: ToolExit) -> Failure {
    let said = ended.ending
    let place = context.settings.origin(of: Settings.buildRun)?.location
    if ended.exit.status == .timedOut {
      return Failure(
        .timeout, "build-timeout",
        "`\(command)` did not finish within \(DurationText.format(Self.timeLimit))", at: place,
        hints: ["it said: \(said)"])
    }
    if let failure = ended.networkFailure(of: command) { return failure }
    return Failure(
      .agent, "build-failed", "`\(command)` failed: \(ended.exit.status)", at: place,
      hints: [said.isEmpty ? "it said nothing" : "it said: \(said)"])
  }
}
