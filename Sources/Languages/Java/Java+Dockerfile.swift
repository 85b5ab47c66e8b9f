import Diagnostics

extension Java {
  /// Libraries and classes out of a stage with the compiler and Maven or Gradle; libraries before code.
  public func dockerfile(_ request: DockerfileRequest) throws -> RuntimeDockerfile {
    let sources = request.sources
    let version = request.agent.version ?? "21"
    let directory = request.applicationDirectory
    let maven = "maven:3-eclipse-temurin-\(version)"
    let gradle = "gradle:jdk\(version)"
    let layout =
      sources.contains("pom.xml") ? nil : try GradleLayout(in: sources, request.options, at: request.agent.place)
    let compiler =
      sources.contains("pom.xml")
      ? maven : layout != nil ? gradle : "eclipse-temurin:\(version)-jdk"
    var stage = DockerfileText()
    stage.from(compiler, as: "build")
    stage.run(["mkdir", "-p", "/out/lib", "/out/classes"])
    if request.probe != nil {
      stage.workingDirectory("/probe")
      stage.run(
        script: "mkdir -p /out/probe; printf '%s' \"$1\" > Probe.java; javac -d /out/probe Probe.java",
        [JavaCompiler.probe])
    }
    stage.declareSource()
    stage.workingDirectory("/src")
    switch compiler {
    case maven: try addMaven(request, &stage)
    case gradle: addGradle(request, layout?.directory ?? "", &stage)
    default: try addPlain(request, &stage)
    }
    var file = RuntimeDockerfile(
      stages: stage,
      build: RuntimeBuild(
        layers: [],
        entrypoint: Self.entrypoint(
          directory, try MainClass.find(in: sources, request.options, at: request.agent.place)),
        probeCommand: request.probe.map { ["java", "-cp", ProbeLayer.directory, "Probe"] + $0.arguments }))
    file.otherImages = [compiler]
    if request.probe != nil {
      file.image.copy(["/out/probe/"], to: "\(ProbeLayer.directory)/", from: "build")
    }
    file.image.copy(["/out/lib/"], to: "\(directory)/lib/", from: "build")
    file.image.copy(["/out/classes/"], to: "\(directory)/classes/", from: "build")
    file.dependencyDirectories = [ProbeLayer.directory, "\(directory)/lib"]
    return file
  }

  private func addMaven(_ request: DockerfileRequest, _ stage: inout DockerfileText) throws {
    let pom = try request.sources.text("pom.xml") ?? ""
    try Java.check(request.agent, in: ("pom.xml", pom))
    let maven = ["mvn", "--batch-mode", "--no-transfer-progress"]
    // Modules below the directory are part of the project that Maven reads.
    if !pom.contains("<modules>") {
      stage.copySource(["pom.xml"], to: "./")
      stage.run(maven + ["dependency:copy-dependencies", "-DincludeScope=runtime", "-DoutputDirectory=/out/lib"])
    }
    stage.copySource([""], to: "./")
    stage.run(maven + ["-Dmaven.test.skip=true", "process-classes"])
    stage.run(script: "if [ -d target/classes ]; then cp -R target/classes/. /out/classes/; fi")
  }

  private func addGradle(_ request: DockerfileRequest, _ directory: String, _ stage: inout DockerfileText) {
    let gradle = ["gradle", "--no-daemon", "--console=plain", "--init-script", "/tmp/agent-pipeline.gradle"]
    stage.run(script: "printf '%s' \"$1\" > /tmp/agent-pipeline.gradle", [GradleProject.script(for: directory)])
    // Projects below the directory are part of what Gradle reads, and jars next to the sources may be libraries.
    let files = (GradleProject.files + GradleProject.settings).filter { request.sources.contains($0) }
    let isPlain =
      directory.isEmpty
      && !GradleProject.settings.prefix(2).contains { name in
        ((try? request.sources.text(name)) ?? "")?.contains("include") == true
      } && !request.sources.files.contains { $0.hasSuffix(".jar") && !$0.hasPrefix("gradle/") }
    stage.copySource(isPlain ? files : [""], to: "./")
    stage.run(gradle + ["-Dagent.pipeline.directory=/out/lib", "agentPipelineLibraries"])
    if isPlain { stage.copySource([""], to: "./") }
    stage.run(gradle + ["-Dagent.pipeline.directory=/out/classes", "agentPipelineClasses"])
  }

  private func addPlain(_ request: DockerfileRequest, _ stage: inout DockerfileText) throws {
    let files = try PlainJavaProject.sourceFiles(in: request.sources, at: request.agent.place)
    let jars = request.sources.files.filter { $0.hasPrefix("lib/") && $0.hasSuffix(".jar") }
    if !jars.isEmpty { stage.copySource(jars, to: "/out/lib/") }
    stage.copySource([""], to: "./")
    stage.run(
      ["javac", "-d", "/out/classes", "-encoding", "UTF-8", "-proc:none", "-g", "-cp", "/out/lib/*"] + files)
    stage.run(script: "if [ -d src/main/resources ]; then cp -R src/main/resources/. /out/classes/; fi")
  }
}
