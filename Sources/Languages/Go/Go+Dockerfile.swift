import Diagnostics
import SystemPackage

extension Go {
  /// One static program out of a stage with the compiler; modules are fetched before the code comes in.
  public func dockerfile(_ request: DockerfileRequest) throws -> RuntimeDockerfile {
    let (agent, project, options) = (request.agent, request.project, request.options)
    try Self.checkModule(agent, project)
    // What an engine builds for is not known; files for one machine alone hardly ever decide which program there is.
    let work = GoWorkspace(in: project.directory)
    let package = try Self.program(project, work, agent, options, machine: "amd64")
    let name = agent.name
    if let asked = agent.version, let wanted = work.version {
      try ToolchainVersion.check(
        wanted, of: "go.mod requires Go \(wanted)", found: "go\(asked)", at: agent.place,
        install: "write `runtime: go:\(wanted)`")
    }
    let compiler = "golang:\(agent.version ?? "1")"
    let modules = Self.modules(work, project)
    let isAlone = project.agent.isEmpty && work.modules.isEmpty && work.root == nil
    var stage = DockerfileText()
    stage.from(compiler, as: "build")
    try stage.environment("CGO_ENABLED", "0")
    if request.probe != nil {
      stage.workingDirectory("/probe")
      stage.run(
        script: "printf '%s' \"$1\" > main.go; printf 'module probe\\n\\ngo 1.17\\n' > go.mod", [GoCompiler.probe])
      stage.run(["go"] + GoCompiler.arguments(BuildOptions()) + ["-o", "/out/probe", "."])
    }
    stage.declareSource()
    let directory = FilePath("/src").pushing(FilePath(project.agent))
    let file = work.root.map { directory.pushing(FilePath($0)).appending("go.work").lexicallyNormalized().string }
    try stage.environment("GOWORK", file ?? "off")
    stage.workingDirectory("/src")
    if modules != "vendor", isAlone {
      stage.copySource(["go.mod", "go.sum"].filter { request.sources.contains($0) }, to: "./")
      stage.run(["go", "mod", "download"])
    }
    stage.copySource([""], to: "./")
    if !project.agent.isEmpty { stage.workingDirectory(directory.string) }
    stage.run(["go"] + GoCompiler.arguments(options) + ["-mod=\(modules)", "-o", "/out/\(name)", package])

    var image = RuntimeDockerfile(
      stages: stage,
      build: RuntimeBuild(program: name, in: request.applicationDirectory, probe: request.probe))
    image.otherImages = [compiler]
    image.addProgram(name, request)
    return image
  }
}
