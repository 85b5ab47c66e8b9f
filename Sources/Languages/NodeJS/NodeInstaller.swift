import Diagnostics
import FileIO
import OCIImage
import SystemPackage

/// Installs packages with the host's package manager for the image's platform. No install script is executed; a package
/// from a git repository may be prepared, if the user allows its server.
struct NodeInstaller: Sendable {
  /// Above the agent's directory: Node looks there for packages that the agent's own directory lacks.
  static let testDirectory = "/node_modules"

  enum Purpose: Sendable { case running, testing }

  let request: BuildRequest
  let package: NodePackage
  /// Whether `build` scripts run.
  let buildsPackages: Bool

  private var project: NodeProject { package.project }

  /// - Parameter dependencies: of agent.yaml. If there is a lock file, it decides, and must contain them all.
  /// - Returns: `nil` if there is nothing to install.
  func recipe(for purpose: Purpose, dependencies: [Located<String>]) async throws -> LayerRecipe? {
    let name = purpose == .running ? "dependencies" : "test dependencies"
    if let lock = package.lock {
      try DeclaredDependencies.check(dependencies, NPMPackage.self, in: lock) { "run `npm install \($0)`" }
      let isWhole = project.member.isEmpty && !project.members.isEmpty
      let isNeeded = isWhole || (purpose == .running ? project.needsPackages : !package.devDependencies.isEmpty)
      guard isNeeded else { return nil }
      let tree = try installTree()
      var recipe = LayerRecipe(
        name, role: .dependencies, directoryInImage: base(purpose),
        inputs: try await inputs(purpose) + ["locked", project.manager.rawValue, tree.digest()],
        summary: "from \(lock.name)"
      ) { try await installLocked(tree, purpose, into: $0) }
      recipe.projectFiles = localDirectories
      return recipe
    }
    let isNeeded = purpose == .running || dependencies.count > request.agent.dependencies.count
    guard isNeeded, !dependencies.isEmpty else { return nil }
    let names = dependencies.map(\.value).sorted()
    return LayerRecipe(
      name, role: .dependencies,
      directoryInImage: purpose == .running ? "\(request.applicationDirectory)/node_modules" : Self.testDirectory,
      inputs: try await inputs(purpose) + ["named", try request.sources.text(NpmConfiguration.file) ?? ""] + names,
      summary: "\(names.count) from agent.yaml"
    ) { try await install(names, into: $0) }
  }

  /// Where packages of the repository may come in the layer, seen from its directory.
  private var localDirectories: [String] {
    let up = project.agent.place.split(separator: "/").map { _ in ".." }
    let names = project.local.compactMap { local in
      project.agent[(up + [local.place]).joined(separator: "/")].flatMap(NodeManifest.init)?.name
    }
    return (names + [".workspace"]).flatMap {
      ["node_modules/\($0)", "\(request.applicationDirectory.dropFirst())/node_modules/\($0)"]
    }
  }

  /// The directory of the image that holds all that is installed.
  private func base(_ purpose: Purpose) -> String {
    purpose == .running && project.member.isEmpty ? request.applicationDirectory : "/"
  }

  private func inputs(_ purpose: Purpose) async throws -> [String] {
    [
      "node-4", try await manager().version(), purpose == .running ? "running" : "testing", "\(request.platform)",
      request.isMusl ? "musl" : "glibc", "\(buildsPackages)",
    ]
  }

  private func manager() throws(Failure) -> NodeTool { try NodeTool(request, project) }

  /// What decides what is installed: with packages of the repository all but the agent's own code, else a few files.
  private func installTree() throws -> ProjectTree {
    var project = request.project
    let files = Set([NodeManifest.name] + NodeManager.files)
    let (agent, hasLocal) = (project.agent, !self.project.local.isEmpty || mentionsFiles)
    if hasLocal, self.project.member.isEmpty { return project }
    let prefix = agent.isEmpty ? "" : "\(agent)/"
    // Classic yarn installs every member that it finds; the others are told which ones are needed.
    let needed = Set(self.project.local.map(\.place))
    let unneeded =
      self.project.manager != .yarn
      ? []
      : Set(
        self.project.members.values.filter { !needed.contains($0.place) && $0.place != agent }
          .map { "\($0.place)/\(NodeManifest.name)" })
    let own = self.project.local.map(\.place).filter(self.project.isOwn)
    project.tree.entries = project.tree.entries.filter { entry in
      if entry.path.hasPrefix(prefix) {
        return files.contains(String(entry.path.dropFirst(prefix.count)))
          || own.contains { entry.path == $0 || entry.path.hasPrefix("\($0)/") }
      }
      return !unneeded.contains(entry.path)
    }
    return project
  }

  /// Whether the lock names packages that are no packages of a registry, such as patches.
  private var mentionsFiles: Bool {
    let text = package.lock?.text ?? ""
    return ["file:", "link:", "portal:", "patch:", "patchedDependencies", "\"link\": true"].contains {
      text.contains($0)
    }
  }

  /// Whether a package of the repository is made by scripts before it is installed.
  private var buildsLocal: Bool {
    buildsPackages && project.local.contains { !$0.scripts.isEmpty && !project.isOwn($0.place) }
  }

  private func installLocked(_ tree: ProjectTree, _ purpose: Purpose, into directory: FilePath) async throws {
    try await Directory.withTemporary(prefix: "npm", beside: directory) { scratch in
      _ = try tree.copy(to: scratch)
      if buildsLocal {
        try await install(in: scratch, production: false)
        try await buildLocal(in: scratch)
        for place in places { try Directory.remove(scratch.pushing(FilePath(place)).appending("node_modules")) }
      }
      try await install(in: scratch, production: purpose == .running)
      try NodeModules(
        copy: scratch, project, applicationDirectory: request.applicationDirectory, isForTests: purpose == .testing,
        platform: request.platform
      ).move(to: directory, standingFor: base(purpose))
    }
  }

  /// Where managers make a node_modules.
  var places: [String] {
    [project.root.place, project.agent.place] + project.local.filter { !$0.isArchive }.map(\.place)
      + project.members.values.map(\.place)
  }

  /// Installs what the lock says in a copy of the project.
  func install(in copy: FilePath, production: Bool) async throws {
    let manager = try manager()
    for arguments in project.manager.install(
      production: production, member: project.member, others: project.shared)
    {
      let place = project.manager.startsInMember(arguments) ? project.agent.place : project.root.place
      try await manager.run(
        arguments, in: copy.pushing(FilePath(place)),
        purpose: "\(project.manager.command) cannot install the dependencies"
      ) { call in
        // A hook of pnpm is a program of the repository, and yarn runs scripts of workspaces.
        call.runsProjectCode =
          package.hasGitPackages || project.manager == .berry
          || [".pnpmfile.cjs", ".pnpmfile.mjs"].contains(where: project.root.exists)
        (call.writes, call.network, call.cache) = ([copy], .indexes, call.runsProjectCode ? .none : .write)
      }
    }
  }

  /// Runs the scripts of the repository's packages that make what the agent needs of them.
  func buildLocal(in copy: FilePath) async throws {
    for package in project.local {
      for script in package.scripts { try await run(script, in: package.place, of: copy) }
    }
  }

  /// Runs a script of package.json, with nothing of this machine but the copy.
  func run(_ script: String, in place: String, of copy: FilePath) async throws {
    try await manager().run(
      ["run", script], in: copy.pushing(FilePath(place)), purpose: "the `\(script)` script failed"
    ) { call in
      call.runsProjectCode = true
      call.environment.merge(["CI": "true", "SOURCE_DATE_EPOCH": "315532800"]) { $1 }
      (call.writes, call.network, call.cache) = ([copy], .indexes, .none)
    }
  }

  /// Installs packages that agent.yaml alone names.
  private func install(_ names: [String], into directory: FilePath) async throws {
    let manager = try manager()
    try await Directory.withTemporary(prefix: "npm", beside: directory) { scratch in
      try await install(names, manager, in: scratch)
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

  private func install(_ names: [String], _ manager: NodeTool, in scratch: FilePath) async throws {
    if let text = try request.sources.text(NpmConfiguration.file) {
      try FileContents.write(Array(text.utf8), to: scratch.appending(NpmConfiguration.file))
    }
    let text = try request.sources.text(NodeManifest.name) ?? "{\"private\": true}\n"
    try FileContents.write(Array(text.utf8), to: scratch.appending(NodeManifest.name))
    try await manager.run(
      ["install", "--no-save", "--no-package-lock"] + manager.npmOptions + ["--"] + names, in: scratch,
      purpose: "npm cannot install the dependencies"
    ) { call in
      call.runsProjectCode = names.contains(where: NodePackage.namesGit)
      (call.writes, call.network, call.cache) = ([scratch], .indexes, call.runsProjectCode ? .none : .write)
    }
  }
}
