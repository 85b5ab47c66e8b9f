import Diagnostics
import FileIO
import OCIImage
import SystemPackage

/// Runs the host's npm for the image's platform. No install script is executed; a package from a git repository may be
/// prepared, if the user allows its server.
struct NpmInstaller: Sendable {
  /// Above the agent's directory: Node looks there for packages that the agent's own directory lacks.
  static let testDirectory = "/node_modules"

  enum Purpose: Sendable { case running, testing }

  let request: BuildRequest
  let package: NodePackage

  /// - Parameter dependencies: of agent.yaml. If there is a lock file, it decides, and must contain them all.
  /// - Returns: `nil` if there is nothing to install.
  func recipe(for purpose: Purpose, dependencies: [Located<String>]) async throws -> LayerRecipe? {
    let name = purpose == .running ? "dependencies" : "test dependencies"
    let directory = purpose == .running ? "\(request.applicationDirectory)/node_modules" : Self.testDirectory
    if let lock = package.lock {
      try DeclaredDependencies.check(dependencies, NPMPackage.self, in: lock) { "run `npm install \($0)`" }
      let isNeeded = purpose == .running ? !package.dependencies.isEmpty : !package.devDependencies.isEmpty
      guard isNeeded else { return nil }
      return LayerRecipe(
        name, role: .dependencies, directoryInImage: directory,
        inputs: try await inputs(purpose) + ["locked", lock.text, try lockedInputs()], summary: "from \(lock.name)"
      ) { try await install(["ci"] + (purpose == .running ? ["--omit=dev"] : []), into: $0) }
    }
    let isNeeded = purpose == .running || dependencies.count > request.agent.dependencies.count
    guard isNeeded, !dependencies.isEmpty else { return nil }
    let names = dependencies.map(\.value).sorted()
    return LayerRecipe(
      name, role: .dependencies, directoryInImage: directory, inputs: try await inputs(purpose) + ["named"] + names,
      summary: "\(names.count) from agent.yaml"
    ) { try await install(["install", "--no-save", "--no-package-lock"], names: names, into: $0) }
  }

  private func inputs(_ purpose: Purpose) async throws -> [String] {
    [
      "npm-2", try await version(), purpose == .running ? "running" : "testing", "\(request.platform)",
      request.isMusl ? "musl" : "glibc",
      try request.sources.text(".npmrc") ?? "",
    ]
  }

  /// npm's version. Its package.json says it at once, where a call would take a tenth of a second.
  private func version() async throws -> String {
    let npm = try tool()
    if let program = FileStatus.realPath(of: try npm.locate()), program.lastComponent?.string == "npm-cli.js" {
      let package = program.removingLastComponent().removingLastComponent().appending("package.json")
      return String(decoding: try FileContents.read(package, limit: 1 << 20), as: UTF8.self)
    }
    return try await npm.version(["--version"])
  }

  private func lockedInputs() throws -> String {
    let document = try request.sources.text("package.json") ?? ""
    return package.hasLocalPackages ? try request.project.digest() : document
  }

  private func install(_ command: [String], names: [String] = [], into directory: FilePath) async throws {
    let npm = try tool()
    try await Directory.withTemporary(prefix: "npm", beside: directory) { scratch in
      if package.hasLocalPackages {
        try request.sources.copy(to: scratch)
      } else {
        for name in ["package.json", ".npmrc", package.lock?.name].compactMap(\.self) {
          // A .npmrc may contain a token and is then ignored for the image, but npm needs it.
          let file = request.sources.directory.appending(name)
          guard try FileStatus.of(file)?.kind == .file else { continue }
          try OpenFile.copy(file, to: scratch.appending(name), permissions: 0o600)
        }
      }
      if try FileStatus.of(scratch.appending("package.json")) == nil {
        try FileContents.write(Array("{\"private\": true}\n".utf8), to: scratch.appending("package.json"))
      }
      try await npm.run(
        command + options + ["--"] + names, in: scratch, purpose: "npm cannot install the dependencies"
      ) { call in
        call.runsProjectCode = package.hasGitPackages || names.contains(where: NodePackage.namesGit)
        (call.writes, call.network, call.cache) = ([scratch], .indexes, call.runsProjectCode ? .none : .write)
      }
      let modules = scratch.appending("node_modules")
      guard try FileStatus.of(modules) != nil else { return }
      // A script of a package from git may have put a link there.
      try Project(only: scratch).require(modules)
      // npm's own bookkeeping, which repeats the lock file and grows by its version.
      try Directory.remove(modules.appending(".package-lock.json"))
      try MachineCode.check(modules, for: request.platform)
      try Directory.move(modules, to: directory)
    }
  }

  private var options: [String] {
    let machine = ["amd64": "x64", "386": "ia32"][request.platform.architecture] ?? request.platform.architecture
    return [
      "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--install-links=false",
      "--os=\(request.platform.os)", "--cpu=\(machine)", "--libc=\(request.isMusl ? "musl" : "glibc")",
    ]
  }

  private func tool() throws(Failure) -> BuildTool {
    let npm = BuildTool(
      "npm", install: "apt-get install npm", NodeJS.network, request,
      without: ["NODE_ENV", "NODE_OPTIONS", "npm_config_prefix", "npm_config_global", "npm_config_production"])
    _ = try npm.locate()
    return npm
  }
}
