import Diagnostics

extension Go {
  /// One static program out of a stage with the compiler; modules are fetched before the code comes in.
  public func dockerfile(_ request: DockerfileRequest) throws -> RuntimeDockerfile {
    let place = request.agent.place
    try Self.checkModule(request.agent, request.sources)
    let package = try GoCompiler.mainPackage(in: request.sources, at: place)
    let name = request.agent.name
    let compiler = "golang:\(request.agent.version ?? "1")"
    let hasVendor = request.sources.contains("vendor/modules.txt")
    let build = [
      "go", "build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w -buildid=",
    ]
    var stage = DockerfileText()
    stage.from(compiler, as: "build")
    try stage.environment("CGO_ENABLED", "0")
    if request.probe != nil {
      stage.workingDirectory("/probe")
      stage.run(
        script: "printf '%s' \"$1\" > main.go; printf 'module probe\\n\\ngo 1.17\\n' > go.mod", [GoCompiler.probe])
      stage.run(build + ["-o", "/out/probe", "."])
    }
    stage.declareSource()
    stage.workingDirectory("/src")
    if !hasVendor {
      stage.copySource(["go.mod", "go.sum"].filter { request.sources.contains($0) }, to: "./")
      stage.run(["go", "mod", "download"])
    }
    stage.copySource([""], to: "./")
    stage.run(build + ["-mod=\(hasVendor ? "vendor" : "readonly")", "-o", "/out/\(name)", package])

    var file = RuntimeDockerfile(
      stages: stage,
      build: RuntimeBuild(program: name, in: request.applicationDirectory, probe: request.probe))
    file.otherImages = [compiler]
    file.addProgram(name, request)
    return file
  }
}
