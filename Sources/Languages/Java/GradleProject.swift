import ChildProcess
import Diagnostics
import FileIO
import SystemPackage

/// A project of Gradle: it compiles and collects the libraries, the layers are ours.
struct GradleProject {
  static let files = ["build.gradle", "build.gradle.kts"]
  static let settings = ["settings.gradle", "settings.gradle.kts", "gradle.properties", "gradle.lockfile"]

  /// Tasks added to the project, for every version since 4.
  static let script = """
    rootProject {
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

  private let request: BuildRequest
  private let compiler: JavaCompiler
  private let file: String
  private let text: String

  init(_ request: BuildRequest, _ compiler: JavaCompiler) throws {
    self.request = request
    self.compiler = compiler
    file = Self.files.first(where: request.sources.contains) ?? Self.files[0]
    text = try request.sources.text(file) ?? ""
    try Java.check(request.agent, in: (file, text))
  }

  static func isUsed(in sources: SourceTree) -> Bool { files.contains(where: sources.contains) }

  func recipes() async throws -> [LayerRecipe] {
    let version = try await ProjectToolVersion.of(
      BuildTool("gradle", install: "apt-get install gradle", Java.network, request),
      wrapper: "gradle/wrapper/gradle-wrapper.properties", library: "gradle-core-", in: request.sources,
      hasWrapper: request.sources.contains("gradlew"))
    let inputs = ["gradle-2", version, request.applicationDirectory] + compiler.inputs
    var documents = [text]
    for name in Self.settings { documents.append(try request.sources.text(name) ?? "") }
    // Jars next to the sources may be among the libraries.
    for jar in request.sources.files where jar.hasSuffix(".jar") && !jar.hasPrefix("gradle/") {
      documents += [jar, "\(try request.sources.digest(of: jar))"]
    }
    let libraries = LayerRecipe(
      "dependencies", role: .dependencies, directoryInImage: "\(request.applicationDirectory)/lib",
      inputs: inputs + ["libraries"] + documents, summary: "from \(file)"
    ) { try await run("agentPipelineLibraries", into: $0) }
    let classes = LayerRecipe(
      "application", role: .application, directoryInImage: "\(request.applicationDirectory)/classes",
      inputs: inputs + ["classes", try request.project.digest()], summary: "compiled by Gradle"
    ) { try await run("agentPipelineClasses", into: $0) }
    return (text.contains("dependencies") ? [libraries] : []) + [classes]
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
      try request.sources.copy(to: sources)
      let script = scratch.appending("agent-pipeline.gradle")
      try FileContents.write(Array(Self.script.utf8), to: script)
      let wrapper = sources.appending("gradlew")
      let hasWrapper = request.sources.contains("gradlew")
      let gradle = BuildTool(
        hasWrapper ? wrapper.string : "gradle", install: "apt-get install gradle", Java.network, request)
      try await gradle.run(
        [
          // A daemon would outlive the build.
          "--no-daemon", "--console=plain", "--init-script", script.string, "-Dagent.pipeline.directory=\(directory)",
          task,
        ], in: sources, purpose: "Gradle cannot build the agent"
      ) { call in
        // Plugins and build scripts run and download in one process, so both are allowed at once.
        (call.writes, call.network, call.cache) = ([scratch, directory], .indexes, .write)
        call.runsProjectCode = true
      }
    }
  }
}
