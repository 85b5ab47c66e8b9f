import AgentManifest
import ChildProcess
import Diagnostics
import Sandbox

/// What an agent may have lacked in its test, by what it printed.
struct CrashHints {
  let manifest: AgentManifest
  let specification: SandboxSpecification
  /// The end of what it printed.
  let log: String

  var all: [Diagnostic] { [secrets, refusedWrite].compactMap(\.self) }

  /// Variables from secrets, which no image contains and no test has.
  private var secrets: Diagnostic? {
    let unset = manifest.spec.environment.filter { variable in
      variable.source == .secret && specification.environment[variable.name.value] == nil
    }
    guard let first = unset.first else { return nil }
    let names = unset.map { "`\($0.name.value)`" }.joined(separator: ", ")
    return .note(
      "secret-unset-in-test", "the agent ran without \(names), which agent.yaml takes from a secret",
      at: first.name.location,
      hints: ["give the test a value that is not a secret: `test.environment: {\(first.name.value): test}`"])
  }

  private static let refusals = [
    "Permission denied", "EACCES", ": permission denied", "AccessDeniedException", "unable to open database file",
    "attempt to write a readonly database",
  ]
  private static let readOnlyRefusals = ["Read-only file system", "EROFS", "read-only file system"]

  /// A write where the agent's user may not write, as far as the log says so.
  var refusedWrite: Diagnostic? {
    let isReadOnly = Self.readOnlyRefusals.contains(where: log.contains)
    guard isReadOnly || Self.refusals.contains(where: log.contains) else { return nil }
    let user = specification.user
    let home = specification.environment["HOME"].map { "`\($0)` (HOME)" }
    let places =
      specification.isReadOnly ? "a volume" : [home, "`/tmp`", "a volume"].compactMap(\.self).joined(separator: ", ")
    let reason =
      if specification.isReadOnly {
        "the test's file system is read-only (`test.readOnly`)"
      } else if isReadOnly {
        "agent.yaml mounts a volume with `readOnly: true`"
      } else {
        "it runs as user \(user.uid), and the files of the image, `\(specification.workingDirectory)` too, belong to root"
      }
    return .note(
      "write-refused", "the agent's log reports a refused write: \(reason)",
      hints: [
        "write to \(places); a volume is `volumes: [{target: \(specification.workingDirectory)/data, type: volume}]`"
      ])
  }
}

extension ChildProcess.Status {
  /// `exited with status 1`
  var asEnd: String {
    switch self {
    case .exited(let code): "exited with status \(code)"
    case .signaled(let signal): "was ended by signal \(signal)"
    case .timedOut: "was ended at the time limit"
    }
  }
}
