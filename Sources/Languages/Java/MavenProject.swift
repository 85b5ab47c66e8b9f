import Diagnostics
import FileIO
import SystemPackage

/// A project of Maven: it compiles and collects the libraries, the layers are ours.
struct MavenProject {
  private let request: BuildRequest
  private let compiler: JavaCompiler
  private let pom: String

  init(_ request: BuildRequest, _ compiler: JavaCompiler) throws {
    self.request = request
    self.compiler = compiler
    pom = try request.sources.text("pom.xml") ?? ""
    try Java.check(request.agent, in: ("pom.xml", pom))
  }

  func recipes() async throws -> [LayerRecipe] {
    let version = try await ProjectToolVersion.of(
      BuildTool("mvn", install: "apt-get install maven", Java.network, request),
      wrapper: ".mvn/wrapper/maven-wrapper.properties", library: "maven-core-", in: request.sources,
      hasWrapper: request.sources.contains("mvnw"))
    let inputs = ["maven-2", version, "\(request.applicationDirectory)"] + compiler.inputs
    let hasDependencies = pom.contains("<dependencies>") || pom.contains("<parent>")
    let libraries = LayerRecipe(
      "dependencies", role: .dependencies, directoryInImage: "\(request.applicationDirectory)/lib",
      inputs: inputs + ["libraries", pom], summary: "from pom.xml"
    ) { directory in
      try await run(
        ["dependency:copy-dependencies", "-DincludeScope=runtime", "-DoutputDirectory=\(directory)"], for: directory
      ) { _ in }
    }
    let classes = LayerRecipe(
      "application", role: .application, directoryInImage: "\(request.applicationDirectory)/classes",
      inputs: inputs + ["classes", try request.project.digest()], summary: "compiled by Maven"
    ) { directory in
      try await run(["-Dmaven.test.skip=true", "process-classes"], for: directory) { sources in
        let made = sources.appending("target").appending("classes")
        guard try FileStatus.of(made) != nil else { return }
        // A plugin may have put a link there.
        try Project(only: sources).require(made)
        try JavaDirectories.merge(made, into: directory)
      }
    }
    return (hasDependencies ? [libraries] : []) + [classes]
  }

  /// `nil` if the project names none, or in a way that only Maven understands.
  static func mainClass(in pom: String) -> String? {
    for tag in ["mainClass", "exec.mainClass", "start-class"] {
      guard let start = pom.firstRange(of: "<\(tag)>") else { continue }
      let name = pom[start.upperBound...].prefix { $0 != "<" }.filter { !$0.isWhitespace }
      if !name.isEmpty, !name.contains("$") { return name }
    }
    return nil
  }

  private func run(
    _ goals: [String], for directory: FilePath, _ collect: (_ sources: FilePath) throws -> Void
  ) async throws {
    try await Directory.withTemporary(prefix: "maven", beside: directory) { scratch in
      try request.sources.copy(to: scratch)
      let hasWrapper = request.sources.contains("mvnw")
      if hasWrapper { try ProjectToolVersion.makeExecutable(scratch.appending("mvnw")) }
      let maven = BuildTool(
        hasWrapper ? scratch.appending("mvnw").string : "mvn", install: "apt-get install maven", Java.network, request)
      try await maven.run(
        ["--batch-mode", "--no-transfer-progress", "-Dproject.build.outputTimestamp=315532800"] + goals, in: scratch,
        purpose: "Maven cannot build the agent"
      ) { call in
        // Plugins run and download in one process, so both are allowed at once.
        (call.writes, call.network, call.cache) = ([scratch, directory], .indexes, .write)
        call.runsProjectCode = true
      }
      try collect(scratch)
    }
  }
}
