import Diagnostics
import Sandbox
import Synchronization

/// What of the isolation of builds the user has to know, collected while tools run.
final class IsolationLog: Sendable {
  private struct Notes {
    var unisolated: SandboxFailure?
    var refused: [String] = []
  }

  private let notes = Mutex(Notes())

  func note(unisolated failure: SandboxFailure) { notes.withLock { $0.unisolated = failure } }

  func note(refused servers: [String]) {
    notes.withLock { notes in notes.refused += servers.filter { !notes.refused.contains($0) } }
  }

  /// - Parameter withheld: names of `build.environment` whose values the tools did not get.
  func diagnostics(withheld: [String]) -> [Diagnostic] {
    let notes = notes.withLock(\.self)
    var found: [Diagnostic] = []
    if let failure = notes.unisolated {
      found.append(
        .warning(
          "build-not-isolated",
          "no sandbox works here, so build tools can read this user's files and use the whole network",
          hints: [
            "they get a clean environment and an empty home directory, but no more protection than that",
            failure.diagnostic.message,
          ] + failure.diagnostic.hints + ["to refuse such builds, set `--build-isolation required`"]))
    }
    if !notes.refused.isEmpty {
      found.append(
        .warning(
          "build-network-refused", "the build was refused access to \(notes.refused.joined(separator: ", "))",
          hints: ["if the agent may use it, allow it with `--build-allow-hosts \(notes.refused[0])`"]))
    }
    if !withheld.isEmpty {
      found.append(
        .warning(
          "build-variable-withheld",
          "`build.environment` names \(withheld.map { "`\($0)`" }.joined(separator: ", ")), which the build did not get",
          hints: [
            "only builds of the repository's own branches and tags get variables that agent.yaml names",
            "name it with `--build-environment` to let it through everywhere",
          ]))
    }
    return found
  }
}
