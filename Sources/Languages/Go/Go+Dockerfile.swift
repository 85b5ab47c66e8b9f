import AgentManifest
import Diagnostics

extension GoRuntime {
  /// One static program out of a stage with the compiler; modules are fetched before the code comes in.
  public func dockerfile(_ request: DockerfileRequest) throws -> RuntimeDockerfile {
    let place = request.manifest.spec.runtime.location
    let module = try Self.module(request.sources, at: place)
    try DeclaredDependencies.check(request.manifest.spec.dependencies, in: ("go.mod", module)) { "run `go get \($0)`" }
    let package = try GoCompiler.mainPackage(in: request.sources, at: place)
    let name = request.manifest.metadata.name.value
    let compiler = "golang:\(request.manifest.spec.runtime.value.version ?? "1")"
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
      build: RuntimeBuild(
        layers: [], entrypoint: ["\(request.applicationFolder)/\(name)"],
        probeCommand: request.probe.map { [ProbeLayer.program] + $0.arguments }))
    file.otherImages = [compiler]
    file.addProgram(name, request)
    return file
  }
}

extension RuntimeDockerfile {
  /// What a compiled program needs around it: certificates where the base is nothing, and the health check's program.
  mutating func addProgram(_ name: String, _ request: DockerfileRequest) {
    if request.isScratch {
      let bundle = "/etc/ssl/certs/ca-certificates.crt"
      image.copy([bundle], to: bundle, from: "build")
      dependencyFolders.append("/etc/ssl")
    }
    if request.probe != nil {
      image.copy(["/out/probe"], to: ProbeLayer.program, from: "build")
      dependencyFolders.append(ProbeLayer.folder)
    }
    image.copy(["/out/\(name)"], to: "\(request.applicationFolder)/\(name)", from: "build")
  }
}
