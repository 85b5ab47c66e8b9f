import Diagnostics
import SystemPackage

extension Java {
  /// Libraries and classes out of a stage with the compiler and Maven or Gradle; libraries before code.
  public func dockerfile(_ request: DockerfileRequest) throws -> RuntimeDockerfile {
    let sources = request.sources
    let version = request.agent.version ?? "21"
    let directory = request.applicationDirectory
    let maven = "maven:3-eclipse-temurin-\(version)"
    let gradle = "gradle:jdk\(version)"
    let jar = try BootJar.file(in: request.project, request.options, at: request.agent.place)
    let layout =
      jar != nil || sources.contains("pom.xml")
      ? nil : try GradleLayout(in: request.project, request.options, at: request.agent.place)
    let compiler =
      jar == nil && sources.contains("pom.xml")
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
    case gradle: if let layout { addGradle(request, layout, &stage) }
    default:
      if let jar { stage.copySource([jar], to: "/out/lib/") } else { try addPlain(request, &stage) }
    }
    var file = RuntimeDockerfile(
      stages: stage,
      build: RuntimeBuild(
        layers: [],
        entrypoint: try jar.map { ["java", "-jar", "\(directory)/lib/\($0)"] }
          ?? Self.entrypoint(directory, request.project, request.agent, request.options),
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
    let (project, directory) = (request.project, request.project.directory)
    let reactor = MavenReactor(in: directory)
    let program = try MavenProgram(reactor, in: request.sources, request.agent, request.options)
    try Java.check(request.agent, in: (MavenPom.file, program.pom))
    let maven = ["mvn", "--batch-mode", "--no-transfer-progress"]
    let copy = ["dependency:copy-dependencies", "-DincludeScope=runtime"]
    if !reactor.hasModules, reactor.parents.isEmpty, project.agent.isEmpty {
      stage.copySource(["pom.xml"], to: "./")
      stage.run(maven + copy + ["-DoutputDirectory=/out/lib"])
      stage.copySource([""], to: "./")
      stage.run(maven + ["-Dmaven.test.skip=true", "process-classes"])
      stage.run(script: "if [ -d target/classes ]; then cp -R target/classes/. /out/classes/; fi")
      return
    }
    stage.copySource([""], to: "./")
    let agent = FilePath("/src").pushing(FilePath(project.agent))
    stage.workingDirectory(agent.pushing(FilePath(reactor.root)).lexicallyNormalized().string)
    // Modules are among the libraries once they are packaged.
    let goals = ["-Dmaven.test.skip=true", reactor.hasModules ? "package" : "process-classes"] + copy
    stage.run(maven + MavenProject.selection(reactor, program, in: directory) + goals)
    stage.run(
      script: "cd \"$1\"; cp -R target/classes/. /out/classes/; "
        + "if [ -d target/dependency ]; then cp -R target/dependency/. /out/lib/; fi",
      [agent.pushing(FilePath(program.directory)).string])
  }

  private func addGradle(_ request: DockerfileRequest, _ layout: GradleLayout, _ stage: inout DockerfileText) {
    let gradle = ["gradle", "--no-daemon", "--console=plain", "--init-script", "/tmp/agent-pipeline.gradle"]
    let below = layout.directoryBelowRoot(in: request.project.directory)
    stage.run(script: "printf '%s' \"$1\" > /tmp/agent-pipeline.gradle", [GradleProject.script(for: below)])
    // Projects below the directory are part of what Gradle reads, and jars next to the sources may be libraries.
    let files = (GradleProject.files + GradleProject.settings).filter { request.sources.contains($0) }
    let isPlain =
      below.isEmpty && request.project.agent.isEmpty
      && !GradleProject.settings.prefix(2).contains { name in
        ((try? request.sources.text(name)) ?? "")?.contains("include") == true
      } && !request.sources.files.contains { $0.hasSuffix(".jar") && !$0.hasPrefix("gradle/") }
    stage.copySource(isPlain ? files : [""], to: "./")
    if !request.project.agent.isEmpty {
      let root = FilePath("/src").pushing(FilePath(request.project.agent)).pushing(FilePath(layout.root))
      stage.workingDirectory(root.lexicallyNormalized().string)
    }
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
