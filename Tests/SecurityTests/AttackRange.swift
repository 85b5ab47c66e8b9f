import ChildProcess
import FileIO
import Glibc
import Sandbox
import SystemPackage
import TestSupport
import Testing

/// Where a Python script attacks a sandbox: its root directory, and who runs it.
struct AttackRange: CustomTestStringConvertible, Sendable {
  enum Place: String, CaseIterable {
    /// The program that the sandbox is for.
    case first
    /// A command that runs next to it.
    case beside
  }

  var engine: SandboxEngineID
  /// Who runs the tool; 0 is root.
  var host = geteuid()
  /// Who the program is inside.
  var user: UInt32 = 0
  var place = Place.first

  /// Both engines, run by everyone this machine allows, as both kinds of program. As an ordinary user, runc knows root
  /// only.
  static let all: [AttackRange] = SandboxEngineID.allCases.flatMap { engine in
    hosts.flatMap { host in
      [UInt32(0), 1000].filter { host == 0 || engine == .bwrap || $0 == 0 }.flatMap { user in
        Place.allCases.map { AttackRange(engine: engine, host: host, user: user, place: $0) }
      }
    }
  }

  /// Each engine once, as the caller.
  static let engines = SandboxEngineID.allCases.map { AttackRange(engine: $0) }

  private static let hosts: [UInt32] = geteuid() == 0 ? [0, 65500] : [geteuid()]
  static let hasPython = access("/usr/bin/python3", X_OK) == 0

  var testDescription: String { "\(engine) as \(host), \(user) inside, \(place)" }

  /// What the script printed as `name=value`, and `status`, `met`, `unheld`.
  struct Outcome {
    var values: [String: String]
    var text: String

    subscript(_ name: String) -> String { values[name] ?? "nothing in: \(text)" }
  }

  /// - Parameters:
  ///   - limits: memory in MiB, processes and disk in MiB; `-` for none.
  ///   - inspect: looks at the directory of the run before it is removed: `log`, `root`, `state`.
  func run(
    _ script: String, limits: [String] = ["-", "512", "-"],
    inspect: (FilePath) async throws -> Void = { _ in }
  ) async throws -> Outcome {
    try await withDirectory(script) { directory in
      let exit = try await process(in: directory, limits: limits).run(timeout: .seconds(100))
      #expect(exit.status == .exited(0), "\(exit.output)")
      try await inspect(directory)
      let pairs = exit.output.split(separator: "\n").compactMap { line -> (String, String)? in
        let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        return parts.count == 2 ? (String(parts[0]), String(parts[1])) : nil
      }
      return Outcome(values: Dictionary(pairs) { $1 }, text: exit.output)
    }
  }

  /// The tool's side of an attack; a secret is in its environment and its command line.
  func process(in directory: FilePath, limits: [String]) -> ChildProcess {
    var command =
      [Products.directory.appending("sandbox-helper-fixture").string, "attack", engine.rawValue, directory.string]
      + ["\(user)", place.rawValue] + limits + [Self.canary]
    if host != geteuid() {
      command = ["setpriv", "--reuid=\(host)", "--regid=\(host)", "--clear-groups"] + command
    }
    return ChildProcess(
      command[0], Array(command.dropFirst()), environment: ["PATH": "/usr/bin:/bin:/usr/sbin", "TOKEN": Self.canary])
  }

  static let canary = "canary-5e3f"

  func withDirectory<Result>(_ script: String, _ body: (FilePath) async throws -> Result) async throws -> Result {
    let directory = try Directory.temporary(prefix: "attack-test", in: "/tmp")
    defer { try? Directory.remove(directory) }
    let root = directory.appending("root")
    for name in ["", "tmp"] { try Directory.create(root.appending(name)) }
    chmod(root.appending("tmp").string, 0o1777)
    try FileContents.write(Array(script.utf8), to: root.appending("attack.py"))
    chown(directory.string, host, host)
    let owner = host == 0 ? UserMap.shifted()?.outside(0) ?? 0 : host
    for name in ["", "tmp", "attack.py"] { chown(root.appending(name).string, owner, owner) }
    return try await body(directory)
  }
}
