import ChildProcess
import FileIO
import Glibc
import Sandbox
import SystemPackage
import TestSupport
import Testing

/// A root directory made of busybox, and the directories of a run; removed when the body is done.
struct Laboratory: Sendable {
  static let busybox: FilePath? = [FilePath("/bin/busybox"), "/usr/bin/busybox"]
    .first { access($0.string, X_OK) == 0 }

  static let host = SandboxHost(
    searchPath: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", helper: [helper])

  private static let helper: String = Products.directory.appending("sandbox-helper-fixture").string

  /// The engines that work on this machine; asked once, because the answer takes a sandbox each.
  static func engines() async -> [any SandboxEngine] {
    await usable.value
  }

  private static let usable = Task {
    var usable: [any SandboxEngine] = []
    for engine in SandboxEngines.all(host: host) where await engine.availability() == .usable { usable.append(engine) }
    return usable
  }

  /// Runs the test with each engine; a machine without any proves nothing, which is an issue.
  static func withEngines(_ body: (any SandboxEngine, Laboratory) async throws -> Void) async throws {
    let engines = await engines()
    try #require(!engines.isEmpty, "neither runc nor bubblewrap works here")
    for engine in engines {
      try await use { try await body(engine, $0) }
    }
  }

  let directory: FilePath

  var root: FilePath { directory.appending("root") }
  var state: FilePath { directory.appending("state") }
  var log: FilePath { directory.appending("log") }

  static func use<Result>(_ body: (Laboratory) async throws -> Result) async throws -> Result {
    let laboratory = try Laboratory()
    defer { try? Directory.remove(laboratory.directory) }
    return try await body(laboratory)
  }

  private init() throws {
    directory = try Directory.temporary(prefix: "sandbox-test", in: "/tmp")
    // Others than the owner may be the user inside.
    chmod(directory.string, 0o755)
    try Directory.create(root.appending("bin"))
    try Directory.create(root.appending("etc"))
    try Directory.create(root.appending("tmp"))
    chmod(root.appending("tmp").string, 0o1777)
    guard let busybox = Self.busybox else { return }
    let program = try FileContents.read(busybox, limit: 64 << 20)
    try FileContents.write(program, to: root.appending("bin/busybox"), permissions: FilePermissions(rawValue: 0o755))
    for name in [
      "cat", "env", "false", "grep", "id", "ip", "ls", "nc", "ps", "pwd", "sh", "sleep", "touch", "true", "wget",
    ] {
      symlink("busybox", root.appending("bin").appending(name).string)
    }
    for path in ["", "bin", "etc", "tmp", "bin/busybox"] { give(path, to: 0) }
  }

  /// Makes a user of the sandbox the owner of a file in its root directory.
  func give(_ path: String, to user: UInt32) {
    guard let map = Self.userMap else { return }
    chown(root.pushing(FilePath(path)).string, map.outside(user), map.outside(user))
  }

  static let userMap = UserMap.shifted()

  func specification(
    _ script: String, log: String = "log", environment: [String: String] = [:],
    workingDirectory: String = "/", user: SandboxSpecification.User = .root,
    readOnlyBinds: [SandboxSpecification.Bind] = [], limits: SandboxLimits = SandboxLimits()
  ) throws -> SandboxSpecification {
    SandboxSpecification(
      root: root, arguments: ["/bin/sh", "-c", script], environment: environment.merging(["PATH": "/bin"]) { $1 },
      workingDirectory: workingDirectory, user: user, readOnlyBinds: readOnlyBinds,
      log: try SandboxLog(directory.appending(log)), stateDirectory: state, limits: limits, userMap: Self.userMap)
  }

  func logText(_ name: String = "log") throws -> String {
    String(decoding: try FileContents.read(directory.appending(name), limit: 1 << 20), as: UTF8.self)
  }

  /// Waits until the log holds the text, which says that the script has come so far.
  func waitForLog(_ text: String, in name: String = "log") async throws {
    for _ in 0..<500 {
      if let log = try? logText(name), log.contains(text) { return }
      try await Task.sleep(for: .milliseconds(10))
    }
    struct Silence: Error {}
    throw Silence()
  }

  func expectNothingLeft(at location: Testing.SourceLocation = #_sourceLocation) throws {
    let found = try leftovers()
    #expect(found == [], sourceLocation: location)
  }

  /// What the sandbox left behind: processes, mounts, and files of its state.
  private func leftovers() throws -> [String] {
    var found = try processes()
    let mounts = String(decoding: try FileContents.read("/proc/self/mountinfo", limit: 4 << 20), as: UTF8.self)
    if mounts.contains(directory.string) { found.append("a mount") }
    if let names = try? Directory.names(in: state) { found += names }
    return found
  }

  /// The processes of the host that name our directory in their command line or mounts.
  func processes() throws -> [String] {
    try Directory.names(in: "/proc").filter { name in
      guard let number = Int32(name), number != getpid() else { return false }
      return ["cmdline", "mountinfo"].contains { file in
        let contents = (try? FileContents.read(FilePath("/proc/\(name)/\(file)"), limit: 4 << 20)) ?? []
        // Not String.contains, which takes seconds for the mounts of all processes in a debug build.
        return strstr(contents.map { CChar(bitPattern: $0 == 0 ? 32 : $0) } + [0], directory.string) != nil
      }
    }
  }
}
