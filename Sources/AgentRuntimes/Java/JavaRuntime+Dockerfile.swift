import AgentManifest
import Diagnostics

extension JavaRuntime {
  /// Libraries and classes out of a stage with the compiler and Maven or Gradle; libraries before code.
  public func dockerfile(_ request: DockerfileRequest) throws -> RuntimeDockerfile {
    let sources = request.sources
    let version = request.manifest.spec.runtime.value.version ?? "21"
    let folder = request.applicationFolder
    let maven = "maven:3-eclipse-temurin-\(version)"
    let gradle = "gradle:jdk\(version)"
    let compiler =
      sources.contains("pom.xml") ? maven : Self.isGradle(sources) ? gradle : "eclipse-temurin:\(version)-jdk"
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
    case gradle:
      stage.copySource([""], to: "./")
      stage.run(["gradle", "--no-daemon", "--console=plain", "installDist"])
      stage.run(script: "cp build/install/*/lib/*.jar /out/lib/")
    default: try addPlain(request, &stage)
    }
    var file = RuntimeDockerfile(
      stages: stage,
      build: RuntimeBuild(
        layers: [],
        entrypoint: ["java", "-cp", "\(folder)/classes:\(folder)/lib/*", try mainClass(request)],
        probeCommand: request.probe.map { ["java", "-cp", ProbeLayer.folder, "Probe"] + $0.arguments }))
    file.otherImages = [compiler]
    if request.probe != nil {
      file.image.copy(["/out/probe/"], to: "\(ProbeLayer.folder)/", from: "build")
    }
    file.image.copy(["/out/lib/"], to: "\(folder)/lib/", from: "build")
    file.image.copy(["/out/classes/"], to: "\(folder)/classes/", from: "build")
    file.dependencyFolders = [ProbeLayer.folder] + (compiler == gradle ? [] : ["\(folder)/lib"])
    return file
  }

  static func isGradle(_ sources: SourceTree) -> Bool {
    ["build.gradle", "build.gradle.kts"].contains(where: sources.contains)
  }

  private func addMaven(_ request: DockerfileRequest, _ stage: inout DockerfileText) throws {
    let pom = try request.sources.text("pom.xml") ?? ""
    try DeclaredDependencies.check(request.manifest.spec.dependencies, in: ("pom.xml", pom)) {
      "add `\($0)` to the dependencies of the project"
    }
    let maven = ["mvn", "--batch-mode", "--no-transfer-progress"]
    // Modules below the folder are part of the project that Maven reads.
    if !pom.contains("<modules>") {
      stage.copySource(["pom.xml"], to: "./")
      stage.run(maven + ["dependency:copy-dependencies", "-DincludeScope=runtime", "-DoutputDirectory=/out/lib"])
    }
    stage.copySource([""], to: "./")
    stage.run(maven + ["-Dmaven.test.skip=true", "process-classes"])
    stage.run(script: "if [ -d target/classes ]; then cp -R target/classes/. /out/classes/; fi")
  }

  private func addPlain(_ request: DockerfileRequest, _ stage: inout DockerfileText) throws {
    let files = try PlainJavaProject.sourceFiles(in: request.sources, at: request.manifest.spec.runtime.location)
    let jars = request.sources.files.filter { $0.hasPrefix("lib/") && $0.hasSuffix(".jar") }
    if !jars.isEmpty { stage.copySource(jars, to: "/out/lib/") }
    stage.copySource([""], to: "./")
    stage.run(
      ["javac", "-d", "/out/classes", "-encoding", "UTF-8", "-proc:none", "-g", "-cp", "/out/lib/*"] + files)
    stage.run(script: "if [ -d src/main/resources ]; then cp -R src/main/resources/. /out/classes/; fi")
  }

  private func mainClass(_ request: DockerfileRequest) throws -> String {
    if let pom = try request.sources.text("pom.xml"), let name = MavenProject.mainClass(in: pom) { return name }
    let place = request.manifest.spec.runtime.location
    let files =
      request.sources.contains("pom.xml") || Self.isGradle(request.sources)
      ? request.sources.files.filter { $0.hasPrefix("src/main/java/") && $0.hasSuffix(".java") }
      : try PlainJavaProject.sourceFiles(in: request.sources, at: place)
    return try MainClass.find(among: files, in: request.sources, at: place)
  }
}
