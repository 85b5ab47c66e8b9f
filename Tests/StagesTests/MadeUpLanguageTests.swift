import AgentManifest
import Diagnostics
import DockerEngine
import FileIO
import HTTPTransport
import ImageBuilding
import OCIImage
import PipelineCore
import Sandbox
import Settings
import SystemPackage
import Testing

@testable import Languages
@testable import Stages

/// A language that nothing but this file knows.
private struct Loom: Language {
  var name: String { "loom" }
  var otherNames: [String] { ["weave"] }
  var exampleVersion: String? { "4.2" }
  var packageManager: String { "shuttle" }
  var notation: any DependencyNotation.Type { Thread.self }
  var projectFile: ProjectFile? { ProjectFile(names: ["threads.txt"], remedy: "shuttle init") }
  var interpreter: Interpreter? { Interpreter(command: "loom", suffixes: [".loom"], otherModes: ["-c"]) }
  var ignoredFiles: [String] { ["lint"] }
  var defaultEntrypoint: [String]? { ["loom", "main.loom"] }

  func defaultBaseImage(version: String?) -> String { "scratch" }

  func dependencies(in directory: ProjectDirectory) -> ProjectDependencies {
    var found = ProjectDependencies(file: "threads.txt")
    for line in ProjectDependencies.lines(directory.text("threads.txt") ?? "") {
      if let dependency = try? Thread.parse(line.text) { found.add(dependency, "threads.txt", line.number) }
    }
    return found
  }

  func problems(in directory: ProjectDirectory) -> [ProjectFileProblem] {
    guard directory.text("threads.txt")?.contains("knot") == true else { return [] }
    return [ProjectFileProblem(file: "threads.txt", message: "a knot", line: 1, column: 1, hint: "untie it")]
  }

  func build(_ request: BuildRequest) async throws -> RuntimeBuild {
    let names = request.agent.dependencies.map(\.value)
    let threads = LayerRecipe(
      "threads", role: .dependencies, directoryInImage: "/opt/threads", inputs: names, summary: "\(names.count) named"
    ) { try FileContents.write(Array(names.joined().utf8), to: $0.appending("all")) }
    return RuntimeBuild(layers: [threads], entrypoint: ["loom", "main.loom"])
  }

  func dockerfile(_ request: DockerfileRequest) throws -> RuntimeDockerfile {
    RuntimeDockerfile(build: RuntimeBuild(layers: [], entrypoint: ["loom", "main.loom"]))
  }

  /// `name/version`
  enum Thread: DependencyNotation {
    static let noun = "a thread"

    static func pinned(_ name: String, _ version: String) -> String { "\(name)/\(version)" }

    static func parse(_ line: String) throws(DependencyProblem) -> Dependency {
      let parts = line.split(separator: "/").map(String.init)
      guard let name = parts.first, parts.count <= 2 else {
        throw DependencyProblem(message: "it has too many parts", hint: "write `name/1`")
      }
      return Dependency(
        name: name, identity: name, version: parts.count == 2 ? parts[1] : nil, isPinned: parts.count == 2)
    }
  }
}

@Suite struct `a language that is only in the list` {
  private let languages: [any Language] = AllLanguages.all + [Loom()]

  private func reader(_ spec: String) -> ManifestReader {
    let text =
      "apiVersion: agent.dev/v1\nkind: Agent\nmetadata: {name: app}\nspec: {model: {provider: openai, name: a}, \(spec)}\n"
    return ManifestReader(bytes: Array(text.utf8), file: "agent.yaml", languages: languages)
  }

  private func findings(_ spec: String, _ files: [String: String], entrypoint: [String]? = nil) -> [String] {
    reader(spec).findings(beside: ManifestSurroundings(files: files, entrypoint: entrypoint)).diagnostics
      .flatMap { ["\($0.code): \($0.message)"] + $0.hints }
  }

  @Test(arguments: [
    ("runtime: weave", ["unknown-runtime: unknown runtime `weave`", "did you mean `loom`?"]),
    ("runtime: weave-4", ["write `loom:4`"]), ("runtime: 'loom:x'", ["`loom:4.2`"]),
    ("runtime: loom, dependencies: [a/b/c]", ["`a/b/c` is not a thread: it has too many parts", "write `name/1`"]),
    ("runtime: loom, dependencies: [silk]", ["`silk` has no exact version", "write `silk/1.2.3`"]),
    ("runtime: loom", ["there is no `threads.txt` next to the manifest", "`shuttle init`"]),
  ])
  func `is validated`(spec: String, expected: [String]) {
    let found = findings(spec, ["main.loom": ""]).joined(separator: "\n")
    for text in expected { #expect(found.contains(text), "\(found)") }
  }

  @Test func `has its project files read`() {
    let found = findings("runtime: loom, dependencies: [silk/1]", ["threads.txt": "silk/2\n"]).joined()
    #expect(found.contains("dependency-conflict: `silk` is 1 here and 2 in threads.txt"))
    #expect(findings("runtime: loom", ["threads.txt": "knot"]).contains("runtime-file-malformed: a knot"))
    #expect(
      findings("runtime: loom", ["threads.txt": ""], entrypoint: ["loom", "x.loom"]).joined()
        .contains("`x.loom` does not exist"))
  }

  @Test func `is in the schema`() {
    let schema = ManifestSchema.jsonSchema(languages: languages)
    #expect(schema.contains("^(python|nodejs|go|rust|java|custom|loom)(:"))
    #expect(schema.contains("\"custom\", \"loom:4.2\""))
  }

  @Test func `is built`() async throws {
    let directory = try Directory.temporary(prefix: "made-up-language", in: "/tmp")
    defer { try? Directory.remove(directory) }
    let agent = directory.appending("agent")
    for (name, text) in ["main.loom": "weave", "threads.txt": "silk/1\n", "lint": "fluff"] {
      try Directory.create(agent)
      try FileContents.write(Array(text.utf8), to: agent.appending(name))
    }
    let context = RunContext(
      directory: agent, manifest: "agent.yaml", invocationDirectory: directory,
      workDirectory: directory.appending("work"),
      reportDirectory: directory, cacheDirectory: directory.appending("cache"),
      settings: Settings.resolve(flags: ["build.entrypoint": ["/app/main.loom"]], environment: [:]).settings, ci: nil,
      isDryRun: false, emit: { _ in })
    let services = StageServices(
      environment: [:], redactor: Redactor(secrets: []),
      http: CurlTransport(CurlTransport.Configuration(version: "test")).client, credentialHelper: nil,
      sandboxHost: SandboxHost(searchPath: "", helper: []),
      engines: EngineConnector(environment: [:], version: "test"), ci: CIFacts(), clock: .epoch, secrets: Secrets())
    var state = RunState()
    try await ValidateStage(
      LoadedManifest(reader("runtime: loom, dependencies: [silk/1]"), settingDiagnostics: []),
      packageHosts: PackageHosts()
    )
    .run(context, &state)
    try await BuildStage(services).run(context, &state)
    let report = try #require(state[ImageReport.self])
    #expect(report.layers.map(\.role) == [.dependencies, .dependencies, .application, .application])

    let layout = try ImageLayout(opening: context.workDirectory.appending(BuiltImage.layoutDirectory))
    let image = try #require(state[BuiltImage.self]).testedImage
    let root = directory.appending("root")
    try Directory.create(root)
    try LayerUnpacker().unpack(StoredImage(image, in: layout), into: root)
    let files = try ["opt/threads/all", "app/main.loom"].map { path in
      String(decoding: try FileContents.read(root.pushing(FilePath(path)), limit: 99), as: UTF8.self)
    }
    #expect(files == ["silk/1", "weave"])
    #expect(try FileStatus.of(root.pushing("app/lint")) == nil)
  }
}
