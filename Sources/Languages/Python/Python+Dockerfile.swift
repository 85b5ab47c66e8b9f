import Diagnostics
import SystemPackage

extension Python {
  /// pip installs in a stage of its own, where source packages can be compiled, into the environment that is copied over.
  public func dockerfile(_ request: DockerfileRequest) throws -> RuntimeDockerfile {
    let agent = request.agent
    try refuseLocks(request)
    let requirements = try RequirementsFile(in: request.sources.directory)
    if let requirements { try refuse(requirements, request) }
    // The full image has compilers; with a base of one's own, nothing else is known to fit.
    let installer = request.isDefaultBase ? "python:\(agent.version ?? "3")" : request.base
    let hasDependencies = requirements != nil || !agent.dependencies.isEmpty
    var file = RuntimeDockerfile(
      build: RuntimeBuild(
        layers: [], entrypoint: ["python", "main.py"],
        environment: ["PYTHONUNBUFFERED": "1", "PYTHONDONTWRITEBYTECODE": "1"],
        testSearchPaths: agent.devDependencies.isEmpty
          ? [:] : ["PYTHONPATH": Self.testDirectory, "PATH": "\(Self.testDirectory)/bin"],
        probeCommand: request.probe.map(command)))
    file.otherImages = installer == request.base ? [] : [installer]
    if hasDependencies {
      file.stages.from(installer, as: "dependencies")
      file.stages.run(["python", "-m", "venv", "--system-site-packages", "--without-pip", Self.environment])
      install(
        requirements, agent.dependencies.map(\.value),
        ["python", "-m", "pip", "--python", "\(Self.environment)/bin/python", "install"], &file.stages)
      file.image.copy(["\(Self.environment)/"], to: "\(Self.environment)/", from: "dependencies")
      file.dependencyDirectories = [Self.environment]
      file.build.environment["VIRTUAL_ENV"] = Self.environment
      file.expandingEnvironment = [("PATH", "\(Self.environment)/bin:$PATH")]
    }
    file.image.declareSource()
    file.image.copySource([""], to: "\(request.applicationDirectory)/")
    if !agent.devDependencies.isEmpty {
      var tests = DockerfileText()
      tests.from(installer)
      install(
        nil, agent.devDependencies.map(\.value), ["python", "-m", "pip", "install", "--target", Self.testDirectory],
        &tests)
      file.tests = tests
    }
    return file
  }

  /// A lock says what to install for one Python and platform; which those are, only the embedded builder knows.
  private func refuseLocks(_ request: DockerfileRequest) throws {
    let project: PythonProject
    do {
      project = try PythonProject(in: request.project.directory)
    } catch {
      throw Failure(
        .agent, "lock-file-unusable", error.message, at: error.place(beside: request.agent.place),
        hints: [error.hint])
    }
    guard let file = project.source.file, project.source != .requirements else { return }
    throw Failure(
      .usage, "setting-needs-embedded-builder", "a Docker Engine's generated Dockerfile cannot install from `\(file)`",
      at: request.agent.place, hints: ["set `build.engine` to `oci`, or write a Dockerfile and set `build.dockerfile`"])
  }

  /// Only the environment of the stage `dependencies` gets into the image, and an engine sees the agent's directory alone.
  private func refuse(_ requirements: RequirementsFile, _ request: DockerfileRequest) throws(Failure) {
    func refused(
      _ code: String, _ message: String, _ file: String, _ line: Int, _ hints: [String]
    ) -> Failure {
      let place = LockProblem(message: "", hint: "", line: line, file: file).place(beside: request.agent.place)
      return Failure(
        .usage, code, message, at: place,
        hints: hints + ["or set `build.engine` to `oci`, or write a Dockerfile and set `build.dockerfile`"])
    }
    if requirements.reachesOut {
      throw refused(
        "workspace-needs-embedded-builder",
        "requirements.txt names files outside of the agent's directory, which a generated Dockerfile cannot reach",
        RequirementsFile.name, 1, ["move them into the agent's directory"])
    }
    for package in requirements.localPackages where FilePath(package.place).lexicallyNormalized().starts(with: "..") {
      throw refused(
        "workspace-needs-embedded-builder",
        "the package `\(package.place)` is outside of the agent's directory, which a generated Dockerfile cannot reach",
        package.file, package.line, ["move it into the agent's directory"])
    }
    for package in requirements.localPackages where package.isLink {
      throw refused(
        "setting-needs-embedded-builder",
        "`-e \(package.place)` would be a link to a directory that the image of a generated Dockerfile does not have",
        package.file, package.line, ["write the line without `-e`, beginning with `./`"])
    }
  }

  private func install(
    _ requirements: RequirementsFile?, _ names: [String], _ pip: [String], _ text: inout DockerfileText
  ) {
    let pip =
      pip + [
        "--no-cache-dir", "--no-compile", "--no-warn-script-location", "--no-input", "--disable-pip-version-check",
        "--progress-bar", "off", "--root-user-action", "ignore",
      ]
    var arguments: [String] = []
    if let requirements {
      text.declareSource()
      // pip starts relative paths in the directory it runs in.
      text.workingDirectory("/opt/agent/requirements")
      if requirements.hasLocalPackages { text.copySource([""], to: "./") }
      for (directory, files) in Dictionary(grouping: requirements.files, by: Self.directory).sorted(by: {
        $0.key < $1.key
      }) where !requirements.hasLocalPackages {
        text.copySource(files.sorted(), to: "/opt/agent/requirements/\(directory)")
      }
      arguments = ["--requirement", RequirementsFile.name]
      // With a hash for one, pip wants one for all; what agent.yaml names has none.
      if requirements.hasHashes, !names.isEmpty {
        text.run(pip + arguments + ["--require-hashes"])
        arguments = ["--upgrade", "--upgrade-strategy", "only-if-needed"]
      }
    }
    text.run(pip + arguments + (names.isEmpty ? [] : ["--"] + names.sorted()))
  }

  private static func directory(of file: String) -> String {
    let directory = FilePath(file).removingLastComponent()
    return directory.isEmpty ? "" : "\(directory)/"
  }
}
