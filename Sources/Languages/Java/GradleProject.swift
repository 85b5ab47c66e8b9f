import ChildProcess
import Diagnostics
import FileIO
import SystemPackage

/// A project of Gradle: it compiles and collects the libraries, the layers are ours.
struct GradleProject {
  static let files = ["build.gradle", "build.gradle.kts"]
  static let settings = ["settings.gradle", "settings.gradle.kts", "gradle.properties", "gradle.lockfile"]

  /// Tasks added to a project, for every version since 4.
  /// - Parameter directory: the project's, below the root.
  static func script(for directory: String) -> String {
    let name = directory.replacing("\\", with: "\\\\").replacing("'", with: "\\'")
    let scope =
      directory.isEmpty
      ? "rootProject {"
      : "allprojects {\n  if (projectDir.canonicalFile != new File(rootDir, '\(name)').canonicalFile) return"
    return """
      allprojects {
        tasks.withType(AbstractArchiveTask) {
          preserveFileTimestamps = false
          reproducibleFileOrder = true
        }
      }
      \(scope)
        afterEvaluate {
          tasks.create('agentPipelineClasses', Copy) {
            from sourceSets.main.output
            into System.getProperty('agent.pipeline.directory')
          }
          tasks.create('agentPipelineLibraries', Copy) {
            from configurations.runtimeClasspath
            into System.getProperty('agent.pipeline.directory')
          }
        }
      }

      """
  }

  private let request: BuildRequest
  private let compiler: JavaCompiler
  private let layout: GradleLayout

  init(_ request: BuildRequest, _ compiler: JavaCompiler, _ layout: GradleLayout) throws {
    self.request = request
    self.compiler = compiler
    self.layout = layout
    try Java.check(request.agent, in: (layout.file, layout.text))
  }

  private var below: String { layout.directoryBelowRoot(in: request.project.directory) }

  /// The directory with gradlew.
  private var wrapper: String? {
    [layout.root, ""].first { request.project.directory.exists(MavenReactor.join($0, "gradlew")) }
  }

  func recipes() async throws -> [LayerRecipe] {
    let version = try await ProjectToolVersion.of(
      BuildTool("gradle", install: "apt-get install gradle", Java.network, request),
      wrapper: wrapper.map { MavenReactor.join($0, "gradle/wrapper/gradle-wrapper.properties") },
      library: "gradle-core-", in: request.project.directory)
    let inputs = ["gradle-4", version, request.applicationDirectory] + compiler.inputs
    var documents = [layout.directory, layout.text]
    // Other projects of the build are among the libraries.
    if below != "" { documents.append(try request.project.digest()) }
    for name in Self.settings { documents.append(try request.sources.text(name) ?? "") }
    // Jars next to the sources may be among the libraries.
    for jar in request.sources.files where jar.hasSuffix(".jar") && !jar.hasPrefix("gradle/") {
      documents += [jar, "\(try request.sources.digest(of: jar))"]
    }
    let libraries = LayerRecipe(
      "dependencies", role: .dependencies, directoryInImage: "\(request.applicationDirectory)/lib",
      inputs: inputs + ["libraries"] + documents, summary: "from \(layout.file)"
    ) { try await run("agentPipelineLibraries", into: $0) }
    let classes = LayerRecipe(
      "application", role: .application, directoryInImage: "\(request.applicationDirectory)/classes",
      inputs: inputs + ["classes", try request.project.digest()], summary: "compiled by Gradle"
    ) { try await run("agentPipelineClasses", into: $0) }
    // A build file above may add dependencies to all its projects.
    let hasDependencies = layout.text.contains("dependencies") || !layout.root.isEmpty || !layout.directory.isEmpty
    return (hasDependencies ? [libraries] : []) + [classes]
  }

  /// `mainClass = 'a.Main'`, `mainClass.set("a.Main")`; `nil` if the project names none.
  static func mainClass(in text: String) -> String? {
    for name in ["mainClass", "mainClassName"] {
      guard let start = text.firstRange(of: name) else { continue }
      let value = text[start.upperBound...].prefix { !$0.isNewline }.split { $0 == "'" || $0 == "\"" }
      if value.count >= 2 { return String(value[1]) }
    }
    return nil
  }

  private func run(_ task: String, into directory: FilePath) async throws {
    try await Directory.withTemporary(prefix: "gradle", beside: directory) { scratch in
      let sources = scratch.appending("source")
      let agent = try request.project.copy(to: sources)
      let root = agent.pushing(FilePath(layout.root)).lexicallyNormalized()
      let script = scratch.appending("agent-pipeline.gradle")
      try FileContents.write(Array(Self.script(for: below).utf8), to: script)
      let wrapper = wrapper.map { agent.pushing(FilePath($0)).appending("gradlew").lexicallyNormalized() }
      if let wrapper { try ProjectToolVersion.makeExecutable(wrapper) }
      let gradle = BuildTool(
        wrapper?.string ?? "gradle", install: "apt-get install gradle", Java.network, request)
      do {
        try await gradle.run(
          [
            // A daemon would outlive the build.
            "--no-daemon", "--console=plain", "--init-script", script.string,
            "-Dagent.pipeline.directory=\(directory)", task,
          ], in: root, purpose: "Gradle cannot build the agent"
        ) { call in
          // Plugins and build scripts run and download in one process, so both are allowed at once.
          (call.writes, call.network, call.cache) = ([scratch, directory], .indexes, .write)
          call.runsProjectCode = true
        }
      } catch let failure as Failure {
        throw JavaFailure.explained(failure, compiler)
      }
    }
  }
}
