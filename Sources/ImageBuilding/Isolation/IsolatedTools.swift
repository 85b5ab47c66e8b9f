import ChildProcess
import Diagnostics
import FileIO
import Glibc
import Languages
import OCIImage
import PipelineCore
import Sandbox
import SystemPackage

/// Runs the build tools of one agent, each call in a sandbox that shows it what it needs and nothing else.
struct IsolatedTools: ToolRunner {
  let policy: IsolationPolicy
  let needs: ToolNeeds
  let environment: ToolEnvironment
  let userFiles: UserFiles
  /// The environment of this process, which no tool sees.
  let outer: [String: String]
  /// The agent's.
  let directory: FilePath
  /// For what tools download: kept for the agent's next runs, or of this run alone.
  private(set) var caches: FilePath
  let sandboxes: ToolSandboxFinder
  let log = IsolationLog()

  /// Bytes: a disk with less is full.
  private static let leastSpace: UInt64 = 64 << 10
  /// Suffixes of packages in a directory of `PIP_FIND_LINKS`.
  private static let packages = [".whl", ".tar.gz", ".zip", ".tgz", ".tar.bz2"]
  /// Where this user's files are: tools get a home of their own.
  private static let ofThisUser: Set = ["HOME", "XDG_CONFIG_HOME"]

  init(
    _ needs: ToolNeeds, _ policy: IsolationPolicy, environment: [String: String], directory: FilePath,
    caches: FilePath, sandboxes: ToolSandboxFinder
  ) {
    self.needs = needs
    self.policy = policy
    self.environment = ToolEnvironment(environment, needs, policy)
    userFiles = UserFiles(needs, environment)
    outer = environment
    self.directory = directory
    self.caches = caches
    self.sandboxes = sandboxes
  }

  /// The same tools with other, empty caches: what runs with them may write what it likes.
  func keepingDownloads(in directory: FilePath) -> IsolatedTools {
    var tools = self
    tools.caches = directory
    return tools
  }

  func run(_ call: ToolCall) async throws -> ToolExit {
    var call = call
    for name in Self.ofThisUser { call.environment[name] = nil }
    try refuseOtherIndexes(call)
    switch await sandboxes.find() {
    case .success(let sandbox): return try await run(call, in: sandbox)
    case .failure(let failure):
      if policy.isRequired {
        throw Failure(
          .infrastructure, "build-isolation-unavailable", "`build.isolation` is `required`, but no sandbox works here",
          hints: [failure.diagnostic.message] + failure.diagnostic.hints)
      }
      log.note(unisolated: failure)
      return try await PlainTool(call, self).run()
    }
  }

  private func run(_ call: ToolCall, in sandbox: ToolSandbox) async throws -> ToolExit {
    let result = try await sandbox.run(
      ToolSpecification(
        [try program(of: call)] + call.arguments, environment: call.environment, mounts: try mounts(for: call),
        workingDirectory: call.workingDirectory ?? "/", network: network(for: call)),
      timeout: call.timeLimit, standardOutput: call.standardOutput, onLine: call.onLine)
    var ended = ToolExit(result.exit)
    for note in result.notes {
      switch note {
      case .refused(let server): ended.refused.append("\(server)")
      case .unreachable(let server, let reason): ended.unreachable.append("\(server): \(reason)")
      }
    }
    if result.exit.status.isSuccess {
      log.note(refused: ended.refused)
    } else if call.cache == .write {
      try refuseFullDisk()
    }
    return ended
  }

  /// Tools describe a full disk in words of their own, or not at all.
  private func refuseFullDisk() throws(FileFailure) {
    var status = statvfs()
    guard statvfs(caches.string, &status) == 0, UInt64(status.f_bavail) * UInt64(status.f_frsize) < Self.leastSpace
    else {
      return
    }
    throw FileFailure("write to", caches, .noSpace)
  }

  private func program(of call: ToolCall) throws(ChildProcessFailure) -> String {
    if call.program.contains("/") { return call.program }
    guard let path = ExecutableSearch.find(call.program, path: call.environment["PATH"] ?? "") else {
      throw .programNotFound(call.program)
    }
    return path.string
  }

  private func network(for call: ToolCall) -> ToolSpecification.Network {
    switch (policy.network, call.network) {
    case (.host, _): .host
    case (.none, _), (.indexes, .none): .none
    case (.indexes, .indexes): .filtered(rules)
    }
  }

  private var rules: NetworkRules {
    let texts = Array(environment.variables.values) + userFiles.texts
    let servers =
      needs.hosts.map { NetworkRules.Server($0, 443) } + texts.flatMap(NamedServers.servers)
      + policy.hosts.compactMap { NetworkRules.Server($0, defaultPort: 443) }
    return NetworkRules(servers: Set(servers), proxies: HostProxies(environment: outer))
  }

  /// A configuration that a fork's build does not get may name an index of its own. Without it the tool would take a
  /// package of the same name from the public index.
  private func refuseOtherIndexes(_ call: ToolCall) throws(Failure) {
    guard policy.source == .fork, call.network == .indexes else { return }
    let own = userFiles.files.filter { userFiles.secretPaths.contains($0.path) }.map(\.source)
    for file in own + namedFiles.filter({ UserFiles.holdsSecret(fileAt: $0) }) {
      let servers = NamedServers.servers(in: UserFiles.text(file) ?? "")
      guard let server = servers.first(where: { !needs.hosts.contains($0.host) }) else { continue }
      throw Failure(
        .infrastructure, "package-index-withheld",
        "`\(file)` names the index \(server.host), and contains a password that a fork's build must not see",
        hints: ["name the index without a password, in a variable such as PIP_INDEX_URL or in another file"])
    }
  }

  /// Files of this machine that variables and configuration name, such as certificates.
  private var namedFiles: [FilePath] { named(in: Array(environment.variables.values)) }

  private func named(in values: [String]) -> [FilePath] {
    HostPaths(
      home: outer["HOME"].flatMap { $0.isEmpty ? nil : FilePath($0) },
      searchPath: environment.variables["PATH"] ?? "", agent: directory
    ).named(in: values + userFiles.texts)
  }

  func mounts(for call: ToolCall) throws -> [ToolSpecification.Mount] {
    let host = HostPaths(
      home: outer["HOME"].flatMap { $0.isEmpty ? nil : FilePath($0) },
      searchPath: environment.variables["PATH"] ?? "", agent: directory)
    // Variables such as PIP_CONFIG_FILE and PIP_CLIENT_CERT name files that a stranger's program must not read.
    let named = namedFiles.filter { policy.source != .fork || !UserFiles.holdsSecret(fileAt: $0) }
    let seen = named + host.toolchains(environment.variables)
    var mounts = SystemFiles.mounts + (policy.paths + seen).map { .init($0) }
    for name in needs.caches where call.cache != .none {
      let cache = caches.pushing(FilePath(name))
      try Directory.create(cache, permissions: 0o700)
      mounts.append(.init(cache, at: ToolSandbox.home.pushing(FilePath(name)), isWritable: call.cache == .write))
    }
    for (name, source) in try visibleUserFiles(for: call) {
      mounts.append(.init(source, at: ToolSandbox.home.pushing(FilePath(name))))
    }
    return mounts + call.reads.map { .init($0) } + call.writes.map { .init($0, isWritable: true) }
  }

  /// The user's configuration that a call may read: a stranger's program gets none, and one that has no network none with
  /// a password.
  func visibleUserFiles(for call: ToolCall) throws -> [(path: String, source: FilePath)] {
    if call.runsProjectCode, policy.source == .fork { return [] }
    return try userFiles.files.filter { file in
      // A stranger has more ways to run a program in a download than any list knows.
      let isWithheld = policy.source == .fork || (call.runsProjectCode && call.network == .none)
      if isWithheld, userFiles.secretPaths.contains(file.path) { return false }
      // Where a cache is read-only, the place for the file must be there already.
      let isBelowCache = needs.caches.contains { file.path.hasPrefix("\($0)/") }
      return try call.cache != .read || !isBelowCache || FileStatus.of(caches.pushing(FilePath(file.path))) != nil
    }
  }

  /// What decides the contents of every layer besides its own inputs: the part of the environment that tools see, and
  /// their configuration. PATH decides which tool runs; the tool's version is an input of its own.
  var inputs: [String] {
    let variables = environment.variables.filter { $0.key != "PATH" && !Self.ofThisUser.contains($0.key) }.sorted {
      $0.key < $1.key
    }
    return variables.map { "\($0.key)=\(NamedServers.withoutLogins($0.value))" }
      + userFiles.texts.map(NamedServers.withoutLogins) + ["network \(policy.network)"]
      + named(in: variables.map(\.value)).flatMap(Self.contents).sorted()
  }

  /// A constraint file, a directory of packages: what a variable names decides as the variable does. Directories of
  /// toolchains do not count: the tools' versions do.
  private static func contents(of path: FilePath) -> [String] {
    var files = [path]
    if let names = try? Directory.names(in: path) {
      files = names.filter { name in packages.contains(where: name.hasSuffix) }.map(path.appending)
    }
    return files.compactMap { file in
      guard (try? FileStatus.of(file, followsLinks: true))?.kind == .file else { return nil }
      return "\(file) \((try? SHA256.digest(ofFile: file)).map { "\($0)" } ?? "unreadable")"
    }
  }
}
