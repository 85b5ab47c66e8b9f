import ChildProcess
import FileIO
import Languages
import Sandbox
import SystemPackage

/// Runs a build tool where no sandbox works: with a clean environment and an empty home, and nothing else to hold it.
struct PlainTool {
  private let call: ToolCall
  private let tools: IsolatedTools

  init(_ call: ToolCall, _ tools: IsolatedTools) {
    self.call = call
    self.tools = tools
  }

  func run() async throws -> ToolExit {
    let own = try Directory.temporary(prefix: "agent-pipeline-tool", in: tools.sandboxes.temporaryDirectory)
    do {
      let exit = try await run(in: own)
      try Directory.remove(own)
      return ToolExit(exit)
    } catch {
      try? Directory.remove(own)
      throw error
    }
  }

  private func run(in own: FilePath) async throws -> ChildProcess.Exit {
    let (home, temporaries, empty) = (own.appending("home"), own.appending("tmp"), own.appending("empty"))
    for directory in [home, temporaries, empty] { try Directory.create(directory) }
    for name in tools.needs.caches where call.cache != .none {
      let cache = tools.caches.pushing(FilePath(name))
      try Directory.create(cache, permissions: 0o700)
      let place = home.pushing(FilePath(name))
      try Directory.create(place.removingLastComponent())
      try Directory.link(place, to: cache.string)
    }
    for (name, source) in try tools.visibleUserFiles(for: call) {
      let place = home.pushing(FilePath(name))
      try Directory.create(place.removingLastComponent())
      try Directory.remove(place)
      try Directory.link(place, to: source.string)
    }
    var environment = call.environment
    environment["HOME"] = home.string
    environment["TMPDIR"] = temporaries.string
    for name in ["http_proxy", "https_proxy", "no_proxy", "all_proxy"].flatMap({ [$0, $0.uppercased()] }) {
      environment[name] = tools.outer[name]
    }
    // The JVM asks the system for the home directory, and not the environment.
    for name in ["MAVEN_OPTS", "GRADLE_OPTS"] {
      environment[name] = [environment[name], "-Duser.home=\(home)"].compactMap(\.self).joined(separator: " ")
    }
    return try await ChildProcess(
      call.program, call.arguments, environment: environment, workingDirectory: call.workingDirectory ?? empty
    ).run(timeout: call.timeLimit, standardOutput: call.standardOutput, onLine: call.onLine)
  }
}
