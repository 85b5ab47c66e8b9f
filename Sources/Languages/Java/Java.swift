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

  public func build(_ request: BuildRequest) async throws -> RuntimeBuild {
    let sources = request.sources
    let compiler = try await JavaCompiler(request)
    // The libraries to `lib` and the classes to `classes` of the agent's directory.
    let layers =
      if sources.contains("pom.xml") {
        try await MavenProject(request, compiler).recipes()
      } else if let gradle = try GradleLayout(in: sources, request.options, at: request.agent.place) {
        try await GradleProject(request, compiler, gradle).recipes()
      } else {
        try PlainJavaProject(request, compiler).recipes()
      }
    let directory = request.applicationDirectory
    let probe = request.probe == nil ? [] : [compiler.probeLayer]
    return RuntimeBuild(
      layers: probe + layers,
      entrypoint: Self.entrypoint(directory, try MainClass.find(in: sources, request.options, at: request.agent.place)),
      probeCommand: request.probe.map { ["java", "-cp", ProbeLayer.directory, "Probe"] + $0.arguments })
  }

  /// Throws if the project lacks a dependency of agent.yaml.
  static func check(_ agent: AgentDeclaration, in file: (name: String, text: String)) throws(Failure) {
    try DeclaredDependencies.check(agent.dependencies, MavenCoordinates.self, in: file) {
      "add `\($0)` to the project's dependencies"
    }
  }

  static func entrypoint(_ directory: String, _ mainClass: String) -> [String] {
    ["java", "-cp", "\(directory)/classes:\(directory)/lib/*", mainClass]
  }
}
