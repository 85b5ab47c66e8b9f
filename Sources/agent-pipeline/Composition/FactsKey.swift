import Diagnostics
import FileIO
import Glibc
import SystemPackage

/// The key that seals facts: `AGENT_PIPELINE_FACTS_KEY`, a secret that the jobs of a pipeline share, else a key that this
/// user has on this machine, which the first run makes.
enum FactsKey {
  static let variable = "AGENT_PIPELINE_FACTS_KEY"
  /// Bytes: a shorter one could be guessed.
  private static let shortest = 16

  /// What is wrong with the variable.
  static func problem(_ environment: [String: String]) -> Diagnostic? {
    guard let text = environment[variable], !text.isEmpty, text.utf8.count < shortest else { return nil }
    return .error(
      "malformed-setting", "\(variable) is shorter than \(shortest) characters",
      hints: ["set it to a random text such as the output of `openssl rand -hex 32`"])
  }

  /// - Returns: the key, and whether all jobs of a pipeline share it.
  static func find(_ environment: [String: String]) -> (bytes: [UInt8], isShared: Bool) {
    if let text = environment[variable], !text.isEmpty { return (Array(text.utf8), true) }
    // Without a place of its own, the facts of this run are known to this run only.
    return (file(environment).flatMap { stored($0) ?? made($0) } ?? random(), false)
  }

  /// XDG Base Directory specification: `$XDG_STATE_HOME`, else `~/.local/state`; `nil` if neither is set, or if it is in
  /// a git work tree, whose commits could contain the key.
  private static func file(_ environment: [String: String]) -> FilePath? {
    func absolute(_ name: String) -> FilePath? {
      environment[name].map { FilePath($0) }.flatMap { $0.isAbsolute ? $0 : nil }
    }
    guard let state = absolute("XDG_STATE_HOME") ?? absolute("HOME")?.appending(".local/state") else { return nil }
    return state.appending("agent-pipeline/facts-key")
  }

  /// A key counts only if no one else can read or write it.
  private static func stored(_ path: FilePath) -> [UInt8]? {
    guard let file = try? FileDescriptor.open(path, .readOnly, options: [.noFollow, .closeOnExec, .nonBlocking]) else {
      return nil
    }
    defer { try? file.close() }
    var status = stat()
    guard fstat(file.rawValue, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_mode & 0o077 == 0,
      status.st_uid == geteuid(), isOutside(path)
    else { return nil }
    var bytes = [UInt8](repeating: 0, count: 32)
    let count = try? bytes.withUnsafeMutableBytes { try file.read(into: $0) }
    return count == bytes.count ? bytes : nil
  }

  /// Two first runs at once: the one that comes second takes the first's.
  private static func made(_ path: FilePath) -> [UInt8]? {
    let key = random()
    guard (try? Directory.create(path.removingLastComponent(), permissions: 0o700)) != nil, isOutside(path) else {
      return nil
    }
    let partial = path.removingLastComponent().appending("facts-key.\(UInt64.random(in: .min ... .max))")
    guard
      let file = try? FileDescriptor.open(
        partial, .writeOnly, options: [.create, .exclusiveCreate, .noFollow, .closeOnExec], permissions: .ownerReadWrite
      )
    else { return nil }
    defer { _ = partial.withPlatformString { unlink($0) } }
    defer { try? file.close() }
    guard (try? file.writeAll(key)) != nil else { return nil }
    let isFirst = partial.withPlatformString { old in path.withPlatformString { link(old, $0) } } == 0
    return isFirst ? key : stored(path)
  }

  /// Whether the path is in no git work tree.
  private static func isOutside(_ path: FilePath) -> Bool {
    var place = path
    while place.removeLastComponent() {
      if (try? FileStatus.of(place.appending(".git"))) != .some(nil) { return false }
    }
    return true
  }

  private static func random() -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    return (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
  }
}
