import Diagnostics
import SystemPackage

/// Java: classes compiled by the host's javac, Maven or Gradle; libraries in a layer of their own.
public struct Java: Language {
  static let install = "apt-get install default-jdk-headless"
  static let network = NetworkTrouble(
    unreachable: [
      "Could not transfer artifact", "Unknown host",
      // Maven's and Gradle's wrappers, which download Maven and Gradle.
      "UnknownHostException", "java.net.ConnectException", "java.net.SocketTimeoutException", "Failed to fetch http",
      "unable to resolve host",
    ], untrusted: ["PKIX path building failed"],
    authorities: [
      "mvn": "MAVEN_OPTS=-Djavax.net.ssl.trustStore=FILE", "gradle": "GRADLE_OPTS=-Djavax.net.ssl.trustStore=FILE",
    ])

  public init() {}

  public var name: String { "java" }
  public var otherNames: [String] { ["jvm", "jdk", "openjdk"] }
  public var exampleVersion: String? { "17" }
  public var packageManager: String { "Maven" }
  public var notation: any DependencyNotation.Type { MavenCoordinates.self }

  public var projectFile: ProjectFile? {
    ProjectFile(names: ["pom.xml"] + GradleProject.files + ["src/main/java"], remedy: "mvn archetype:generate")
  }

  public func defaultBaseImage(version: String?) -> String { "eclipse-temurin:\(version ?? "21")-jre" }

  public var ignoredFiles: [String] { ["target", "build", ".gradle", "**/*.class"] }

  public var toolNeeds: ToolNeeds {
    ToolNeeds(
      variables: ["JAVA_HOME", "MAVEN_OPTS", "MAVEN_HOME", "M2_HOME", "GRADLE_OPTS", "GRADLE_HOME", "SDKMAN_DIR"],
      hosts: [
        "repo.maven.apache.org", "repo1.maven.org", "plugins.gradle.org", "plugins-artifacts.gradle.org",
        "services.gradle.org", "downloads.gradle.org",
      ],
      userFiles: [".m2/settings.xml", ".m2/settings-security.xml", ".gradle/gradle.properties"],
      caches: [".m2/repository", ".m2/wrapper", ".gradle"])
  }

  public var toolFiles: [String] { (projectFile?.names ?? []) + GradleProject.settings }

  public var settings: Set<String> { ["build.package", "build.mainClass"] }

  public var usesWorkspace: Bool { true }

  public func workspace(of directory: ProjectDirectory) -> Workspace {
    let places =
      directory.exists(MavenPom.file) ? MavenReactor(in: directory).places : GradleLayout.places(in: directory)
    return places.isEmpty ? .own : Workspace(around: directory, and: places)
  }

  public func build(_ request: BuildRequest) async throws -> RuntimeBuild {
    let sources = request.sources
    if let jar = try BootJar(in: request.project, request.options, at: request.agent.place) {
      return try await build(request, jar)
    }
    let compiler = try await JavaCompiler(request)
    // The libraries to `lib` and the classes to `classes` of the agent's directory.
    let layers =
      if sources.contains("pom.xml") {
        try await MavenProject(request, compiler).recipes()
      } else if let gradle = try GradleLayout(in: request.project, request.options, at: request.agent.place) {
        try await GradleProject(request, compiler, gradle).recipes()
      } else {
        try PlainJavaProject(request, compiler).recipes()
      }
    let directory = request.applicationDirectory
    let probe = request.probe == nil ? [] : [compiler.probeLayer]
    return RuntimeBuild(
      layers: probe + layers,
      entrypoint: try Self.entrypoint(directory, request.project, request.agent, request.options),
      probeCommand: request.probe.map { ["java", "-cp", ProbeLayer.directory, "Probe"] + $0.arguments })
  }

  private func build(_ request: BuildRequest, _ jar: BootJar) async throws -> RuntimeBuild {
    let directory = request.applicationDirectory
    let probe = request.probe == nil ? [] : [try await JavaCompiler(request).probeLayer]
    return RuntimeBuild(
      layers: probe + jar.recipes(in: directory),
      entrypoint: jar.entrypoint(directory, mainClass: request.options.mainClass),
      probeCommand: request.probe.map { ["java", "-cp", ProbeLayer.directory, "Probe"] + $0.arguments })
  }

  /// Throws if the project lacks a dependency of agent.yaml.
  static func check(_ agent: AgentDeclaration, in file: (name: String, text: String)) throws(Failure) {
    try DeclaredDependencies.check(agent.dependencies, MavenCoordinates.self, in: file) {
      "add `\($0)` to the project's dependencies"
    }
  }

  /// Empty where agent.yaml says how the agent starts, and no class is found.
  static func entrypoint(
    _ directory: String, _ project: ProjectTree, _ agent: AgentDeclaration, _ options: BuildOptions
  ) throws -> [String] {
    let mainClass: String
    do {
      mainClass = try MainClass.find(in: project, agent, options)
    } catch let failure as Failure {
      if options.hasEntrypoint { return [] }
      throw failure
    }
    return ["java", "-cp", "\(directory)/classes:\(directory)/lib/*", mainClass]
  }
}
