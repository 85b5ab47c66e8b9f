import Diagnostics
import SystemPackage

extension Python {
  /// pip installs in a stage of its own, where source packages can be compiled, into the directory that is copied over.
  public func dockerfile(_ request: DockerfileRequest) throws -> RuntimeDockerfile {
    let agent = request.agent
    let requirements = try RequirementsFile(in: request.sources.directory)
    // The full image has compilers; with a base of one's own, nothing else is known to fit.
    let installer = request.isDefaultBase ? "python:\(agent.version ?? "3")" : request.base
    let hasDependencies = requirements != nil || !agent.dependencies.isEmpty
    var file = RuntimeDockerfile(
      build: RuntimeBuild(
        layers: [], entrypoint: ["python", "main.py"],
        environment: ["PYTHONUNBUFFERED": "1", "PYTHONDONTWRITEBYTECODE": "1"],
        testSearchPaths: agent.devDependencies.isEmpty
          ? [:] : ["PYTHONPATH": Self.testDependencyDirectory, "PATH": "\(Self.testDependencyDirectory)/bin"],
        probeCommand: request.probe.map(command)))
    file.otherImages = installer == request.base ? [] : [installer]
    if hasDependencies {
      file.stages.from(installer, as: "dependencies")
      install(requirements, agent.dependencies.map(\.value), to: Self.dependencyDirectory, &file.stages)
      file.image.copy(["\(Self.dependencyDirectory)/"], to: "\(Self.dependencyDirectory)/", from: "dependencies")
      file.dependencyDirectories = [Self.dependencyDirectory]
      file.expandingEnvironment = [
        ("PYTHONPATH", "\(Self.dependencyDirectory)${PYTHONPATH:+:$PYTHONPATH}"),
        ("PATH", "\(Self.dependencyDirectory)/bin:$PATH"),
      ]
    }
    file.image.declareSource()
    file.image.copySource([""], to: "\(request.applicationDirectory)/")
    if !agent.devDependencies.isEmpty {
      var tests = DockerfileText()
      tests.from(installer)
      install(nil, agent.devDependencies.map(\.value), to: Self.testDependencyDirectory, &tests)
      file.tests = tests
    }
    return file
  }

  private func install(
    _ requirements: RequirementsFile?, _ names: [String], to directory: String, _ text: inout DockerfileText
  ) {
    let pip = [
      "python", "-m", "pip", "install", "--target", directory, "--no-cache-dir", "--no-compile",
      "--no-warn-script-location", "--no-input", "--disable-pip-version-check", "--progress-bar", "off",
      "--root-user-action", "ignore",
    ]
    var arguments: [String] = []
    if let requirements {
      text.declareSource()
      // pip starts relative paths in the directory it runs in.
      text.workingDirectory("/opt/agent/requirements")
      for (directory, files) in Dictionary(grouping: requirements.files, by: Self.directory).sorted(by: {
        $0.key < $1.key
      }) {
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
