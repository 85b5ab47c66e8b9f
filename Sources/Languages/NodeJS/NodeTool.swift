import Diagnostics
import FileIO
import OCIImage
import Synchronization
import SystemPackage

/// The host's program of a package manager; corepack's where it is the only one.
struct NodeTool: Sendable {
  private let tool: BuildTool
  /// What corepack needs before the manager's own arguments.
  private let prefix: [String]
  private let manager: NodeManager
  private let request: BuildRequest

  init(_ request: BuildRequest, _ project: NodeProject) throws(Failure) {
    self.request = request
    let manager = project.manager
    self.manager = manager
    func called(_ name: String) -> BuildTool {
      var tool = BuildTool(
        name, install: manager == .npm ? "apt-get install npm" : "npm install --global corepack", NodeJS.network,
        request)
      tool.environment = tool.environment.filter { !NodeManager.choosesPackages($0.key) }
      tool.environment.merge(manager.environment) { $1 }
      return tool
    }
    // Debian calls classic yarn `yarnpkg`.
    let names = manager == .yarn ? ["yarn", "yarnpkg"] : [manager.command]
    if let found = names.map(called).first(where: { (try? $0.locate()) != nil }) {
      (tool, prefix) = (found, [])
      return
    }
    let corepack = called("corepack")
    guard manager != .npm, (try? corepack.locate()) != nil else { throw called(manager.command).missing }
    // Without `packageManager`, corepack would take a release of its own choice: for yarn a classic one.
    let isNamed = project.manifest?.packageManager ?? NodeManifest(in: project.root)?.packageManager
    let name = isNamed == nil && manager == .berry ? "yarn@stable" : manager.command
    (tool, prefix) = (corepack, [name])
  }

  /// npm's version stands in its package.json, where a call would take a tenth of a second.
  /// - Throws: if yarn is of another kind than the lock file.
  func version() async throws -> String {
    if !prefix.isEmpty { return "corepack \(prefix[0]) \(try await tool.version(["--version"]))" }
    if manager == .npm, let program = FileStatus.realPath(of: try tool.locate()),
      program.lastComponent?.string == "npm-cli.js"
    {
      let package = program.removingLastComponent().removingLastComponent().appending("package.json")
      return String(decoding: try FileContents.read(package, limit: 1 << 20), as: UTF8.self)
    }
    let version = try await tool.version(["--version"])
    let isClassic = version.hasPrefix("1.")
    guard manager != .yarn && manager != .berry || isClassic == (manager == .yarn) else {
      throw Failure(
        .infrastructure, "toolchain-version",
        "the lock file is of yarn \(manager == .yarn ? "1" : "2 or later"), but `\(tool.name)` is version \(version)",
        hints: ["install corepack, which runs the version that `packageManager` of package.json names"])
    }
    return "\(tool.name) \(version)"
  }

  func run(
    _ arguments: [String], in directory: FilePath, purpose: String, _ needs: (inout ToolCall) -> Void
  ) async throws {
    guard arguments.first == "ci" else {
      try await tool.run(prefix + arguments, in: directory, purpose: purpose, needs)
      return
    }
    let stale = Mutex<[String]>([])
    var listening = tool
    listening.onLine = { [onLine = tool.onLine] line in
      if let found = StaleLock.finding(line) { stale.withLock { $0.append(found) } }
      onLine(line)
    }
    do {
      try await listening.run(prefix + arguments + platform, in: directory, purpose: purpose, needs)
    } catch {
      if let failure = StaleLock.failure(stale.withLock { $0 }) { throw failure }
      throw error
    }
  }

  var npmOptions: [String] {
    [
      "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--install-links=false",
      "--dry-run=false", "--package-lock-only=false", "--global=false",
    ] + platform
  }

  /// npm alone selects the native packages of another platform; what the others take is looked at afterwards.
  private var platform: [String] {
    let machine = ["amd64": "x64", "386": "ia32"][request.platform.architecture] ?? request.platform.architecture
    return ["--os=\(request.platform.os)", "--cpu=\(machine)", "--libc=\(request.isMusl ? "musl" : "glibc")"]
  }
}
