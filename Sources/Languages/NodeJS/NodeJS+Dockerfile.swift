import Diagnostics
import SystemPackage

extension NodeJS {
  /// Packages are installed in a stage of their own, where their scripts run and native code is compiled.
  public func dockerfile(_ request: DockerfileRequest) throws -> RuntimeDockerfile {
    let agent = request.agent
    let package = try NodePackage(request.sources, at: agent.place, requiresLock: false)
    let installer = request.isDefaultBase ? "node:\(agent.version ?? "lts")" : request.base
    let hasDevelopment = !agent.devDependencies.isEmpty || (package.lock != nil && !package.devDependencies.isEmpty)
    var file = RuntimeDockerfile(
      build: RuntimeBuild(
        layers: [], entrypoint: package.start, environment: ["NODE_ENV": "production"],
        testSearchPaths: hasDevelopment ? ["PATH": "\(NpmInstaller.testDirectory)/.bin"] : [:],
        probeCommand: request.probe.map(command)))
    file.otherImages = installer == request.base ? [] : [installer]
    let directory = request.applicationDirectory
    if let commands = try commands(request, package, isForTests: false) {
      file.stages.from(installer, as: "dependencies")
      install(commands, request, package, &file.stages)
      file.image.copy(["\(directory)/node_modules/"], to: "\(directory)/node_modules/", from: "dependencies")
      file.dependencyDirectories = ["\(directory)/node_modules"]
    }
    file.image.declareSource()
    file.image.copySource([""], to: "\(directory)/")
    if hasDevelopment, let commands = try commands(request, package, isForTests: true) {
      var tests = DockerfileText()
      tests.from(installer)
      install(commands, request, package, &tests)
      tests.run(["mv", "\(directory)/node_modules", NpmInstaller.testDirectory])
      file.tests = tests
    }
    return file
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
      return [["npm", "ci"] + quiet + (isForTests ? [] : ["--omit=dev"])]
    }
    let production = isForTests ? [] : ["--prod"]
    if request.sources.contains("yarn.lock") {
      return [["yarn", "install", "--frozen-lockfile", "--non-interactive"] + (isForTests ? [] : ["--production"])]
    }
    if request.sources.contains("pnpm-lock.yaml") {
      return [["corepack", "enable"], ["pnpm", "install", "--frozen-lockfile", "--node-linker=hoisted"] + production]
    }
    let isNeeded = !named.isEmpty || !package.dependencies.isEmpty
    guard isNeeded else { return nil }
    let names = named.map(\.value).sorted()
    return [
      ["npm", "install", "--no-save", "--no-package-lock"] + quiet + (isForTests ? [] : ["--omit=dev"])
        + (names.isEmpty ? [] : ["--"] + names)
    ]
  }

  private func install(
    _ commands: [[String]], _ request: DockerfileRequest, _ package: NodePackage, _ text: inout DockerfileText
  ) {
    text.declareSource()
    text.workingDirectory(request.applicationDirectory)
    if package.hasLocalPackages {
      text.copySource([""], to: "./")
    } else {
      let files = ["package.json", package.lock?.name, "yarn.lock", "pnpm-lock.yaml", ".npmrc"].compactMap(\.self)
        .filter { request.sources.contains($0) }
      if !files.isEmpty { text.copySource(files, to: "./") }
    }
    for command in commands { text.run(command) }
    text.run(["mkdir", "-p", "node_modules"])
  }
}
