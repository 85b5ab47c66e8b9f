import Diagnostics
import SystemPackage

extension NodeJS {
  /// Packages are installed in a stage of their own, where their scripts run and native code is compiled. A `build` script
  /// runs in one more, from which the agent's files come.
  public func dockerfile(_ request: DockerfileRequest) throws -> RuntimeDockerfile {
    let agent = request.agent
    let package = try NodePackage(
      request.project.directory, at: agent.place, version: agent.version,
      hasEntrypoint: request.options.hasEntrypoint, applicationDirectory: request.applicationDirectory)
    try refuseWorkspace(package.project, at: agent.place)
    let installer = request.isDefaultBase ? "node:\(agent.version ?? "lts")" : request.base
    let hasDevelopment = !agent.devDependencies.isEmpty || (package.lock != nil && !package.devDependencies.isEmpty)
    var file = RuntimeDockerfile(
      build: RuntimeBuild(
        layers: [], entrypoint: package.start,
        environment: ["NODE_ENV": "production"].merging(package.environment) { $1 },
        testSearchPaths: hasDevelopment ? ["PATH": "\(NodeInstaller.testDirectory)/.bin"] : [:],
        probeCommand: request.probe.map(command)))
    file.otherImages = installer == request.base ? [] : [installer]
    let directory = request.applicationDirectory
    if let commands = try commands(request, package, isForTests: false) {
      file.stages.from(installer, as: "dependencies")
      install(commands, request, package, &file.stages)
      file.image.copy(["\(directory)/node_modules/"], to: "\(directory)/node_modules/", from: "dependencies")
      file.dependencyDirectories = ["\(directory)/node_modules"]
    }
    let programs = LocalPrograms(package.project, in: request.sources)
    if package.project.makesOwnFiles || !programs.isEmpty {
      if !file.stages.lines.isEmpty { file.stages.blank() }
      file.stages.from(installer, as: "build")
      install(try commands(request, package, isForTests: true) ?? [], request, package, &file.stages)
      file.stages.copySource([""], to: "./")
      if package.project.manifest?.hasBuild == true {
        file.stages.run([package.project.manager.command, "run", "build"])
      }
      file.stages.run(["rm", "-rf", "node_modules"])
      file.image.copy(["\(directory)/"], to: "\(directory)/", from: "build")
    } else {
      file.image.declareSource()
      file.image.copySource([""], to: "\(directory)/")
    }
    if hasDevelopment, let commands = try commands(request, package, isForTests: true) {
      var tests = DockerfileText()
      tests.from(installer)
      install(commands, request, package, &tests)
      tests.run(["mv", "\(directory)/node_modules", NodeInstaller.testDirectory])
      file.tests = tests
    }
    return file
  }

  /// The Dockerfile stands in the agent's directory, and sees nothing above it.
  private func refuseWorkspace(_ project: NodeProject, at place: SourceLocation) throws(Failure) {
    guard !project.member.isEmpty || project.workspace != .own || !project.members.isEmpty else { return }
    throw Failure(
      .usage, "workspace-needs-embedded-builder",
      "the agent is part of a workspace, which a Docker Engine's generated Dockerfile cannot install", at: place,
      hints: ["set `build.engine` to `oci`, or write a Dockerfile and set `build.dockerfile`"])
  }

  /// What installs the packages; `nil` if there are none.
  private func commands(
    _ request: DockerfileRequest, _ package: NodePackage, isForTests: Bool
  ) throws(Failure) -> [[String]]? {
    let agent = request.agent
    let quiet = ["--no-audit", "--no-fund", "--no-update-notifier"]
    let named = agent.dependencies + (isForTests ? agent.devDependencies : [])
    if let lock = package.lock {
      try DeclaredDependencies.check(named, NPMPackage.self, in: lock) { "run `npm install \($0)`" }
      guard isForTests || !package.dependencies.isEmpty else { return nil }
    }
    let production = isForTests ? [] : ["--prod"]
    switch (package.project.manager, package.lock) {
    case (.npm, .some): return [["npm", "ci"] + quiet + (isForTests ? [] : ["--omit=dev"])]
    case (.yarn, .some):
      return [["yarn", "install", "--frozen-lockfile", "--non-interactive"] + (isForTests ? [] : ["--production"])]
    case (.pnpm, .some):
      return [
        ["corepack", "enable"], ["pnpm", "install", "--frozen-lockfile", "--config.node-linker=hoisted"] + production,
      ]
    case (.berry, .some):
      let variables = ["env", "YARN_NODE_LINKER=node-modules", "YARN_IGNORE_PATH=1"]
      let commands = NodeManager.berry.install(production: !isForTests, member: "")
      return [["corepack", "enable"]] + commands.map { variables + ["yarn"] + $0.filter { $0 != "--mode=skip-build" } }
    case (_, nil):
      guard !named.isEmpty else { return nil }
      return [
        ["npm", "install", "--no-save", "--no-package-lock"] + quiet + (isForTests ? [] : ["--omit=dev"]) + ["--"]
          + named.map(\.value).sorted()
      ]
    }
  }

  private func install(
    _ commands: [[String]], _ request: DockerfileRequest, _ package: NodePackage, _ text: inout DockerfileText
  ) {
    text.declareSource()
    text.workingDirectory(request.applicationDirectory)
    if package.project.local.isEmpty {
      let files = ([NodeManifest.name] + NodeManager.files).filter { request.sources.contains($0) }
      if !files.isEmpty { text.copySource(files, to: "./") }
    } else {
      text.copySource([""], to: "./")
    }
    for command in commands { text.run(command) }
    text.run(["mkdir", "-p", "node_modules"])
  }
}
