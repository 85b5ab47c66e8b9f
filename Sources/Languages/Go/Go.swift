import ChildProcess
import Diagnostics
import FileIO
import OCIImage
import SystemPackage

/// Go: one static program, which needs no base image.
public struct Go: Language {
  static let install = "apt-get install golang-go"
  static let module = ProjectFile(names: ["go.mod"], remedy: "go mod init", isFoundAbove: true)
  static let network = NetworkTrouble(
    unreachable: ["dial tcp"], untrusted: ["x509: certificate", "tls: failed to verify certificate"])

  public init() {}

  public var name: String { "go" }
  public var otherNames: [String] { ["golang"] }
  public var exampleVersion: String? { "1.22" }
  public var packageManager: String { "go" }
  public var notation: any DependencyNotation.Type { GoModule.self }
  public var projectFile: ProjectFile? { Self.module }

  public func defaultBaseImage(version: String?) -> String { "scratch" }

  public var ignoredFiles: [String] { ["**/*.test", "**/*.out"] }

  public var toolNeeds: ToolNeeds {
    ToolNeeds(
      variables: ["GOPROXY", "GONOPROXY", "GOPRIVATE", "GOSUMDB", "GONOSUMDB", "GONOSUMCHECK", "GOINSECURE", "GOROOT"],
      hosts: ["proxy.golang.org", "sum.golang.org", "storage.googleapis.com"],
      userFiles: [".config/go/env"], caches: ["go", ".cache/go-build"])
  }

  public var settings: Set<String> { ["build.package", "build.flags", "build.tags", "build.ldflags"] }

  public var usesWorkspace: Bool { true }

  public func workspace(of directory: ProjectDirectory) -> Workspace {
    let places = GoWorkspace(in: directory).places(from: directory)
    return places.isEmpty ? .own : Workspace(around: directory, and: places)
  }

  public func unusedFiles(in directory: ProjectDirectory) -> [ProjectFileProblem] {
    ["Gopkg.lock", "Gopkg.toml", "glide.lock", "glide.yaml", "Godeps/Godeps.json"].filter(directory.exists).map {
      ProjectFileProblem(
        file: $0, message: "`\($0)` names dependencies, but Go reads go.mod alone", line: 1, column: 1,
        hint: "run `go mod init` and `go mod tidy` with a Go older than 1.22, then remove the file")
    }
  }

  public func build(_ request: BuildRequest) async throws -> RuntimeBuild {
    let agent = request.agent
    try Self.checkModule(agent, request.project)
    let compiler = try GoCompiler(request)
    let version = try await compiler.tool.version(["version"])
    try ToolchainVersion.check(agent.runtime, found: version, install: Self.install)
    if let wanted = GoWorkspace(in: request.project.directory).version {
      try ToolchainVersion.check(
        wanted, of: "go.mod requires Go \(wanted)", found: version, at: agent.place, install: Self.install)
    }
    return try Self.build(request, compiler, version)
  }

  /// Synchronous: Swift 6.3's optimiser crashes when it splits the same code in an async function.
  @inline(never) private static func build(
    _ request: BuildRequest, _ compiler: GoCompiler, _ version: String
  ) throws -> RuntimeBuild {
    let (agent, project, options) = (request.agent, request.project, request.options)
    let name = agent.name
    let work = GoWorkspace(in: project.directory)
    let package = try Self.program(project, work, agent, options, machine: request.platform.architecture)
    let modules = Self.modules(work, project)
    let application = LayerRecipe(
      "application", role: .application, directoryInImage: request.applicationDirectory,
      inputs: compiler.inputs + [version, package, name, try project.digest()],
      summary: "`\(package)` compiled"
    ) { directory in
      try await Directory.withTemporary(prefix: "go", beside: directory) { scratch in
        let source = try project.copy(to: scratch)
        var compiler = compiler
        if let root = work.root {
          let file = source.pushing(FilePath(root)).appending("go.work").lexicallyNormalized()
          compiler.tool.environment["GOWORK"] = file.string
        }
        try await compiler.compile(
          package, in: source, of: scratch, to: directory.appending(name), modules: modules, options)
      }
    }
    let certificates = request.base == nil ? [try CertificateBundle.recipe(request.environment)] : []
    let probe = request.probe == nil ? [] : [compiler.probeLayer(version)]
    return RuntimeBuild(
      program: name, in: request.applicationDirectory, layers: certificates + probe + [application],
      probe: request.probe)
  }

  /// The program to compile, which needs no C compiler.
  /// - Returns: a package, seen from the agent's directory.
  static func program(
    _ project: ProjectTree, _ work: GoWorkspace, _ agent: AgentDeclaration, _ options: BuildOptions, machine: String
  ) throws -> String {
    let package = try GoProgram(in: project.own, machine: machine, tags: options.tags)
      .package(agent, chosen: options.package)
    // Which of the module's packages it imports is seen from the module.
    let parts = project.agent.split(separator: "/")
    let levels = work.module.split(separator: "/").count { $0 == ".." }
    let module = ProjectTree(tree: project.tree, agent: parts.dropLast(levels).joined(separator: "/")).own
    let path = parts.suffix(levels) + package.split(separator: "/").filter { $0 != "." }
    try GoProgram(in: module, machine: machine, tags: options.tags).refuseCgo(
      in: path.isEmpty ? "." : "./\(path.joined(separator: "/"))",
      module: module.text("go.mod").flatMap { GoModuleFile($0).module }, at: agent.place)
    return package
  }

  /// The mode `-mod`: vendored modules are beside go.work where that is used.
  static func modules(_ work: GoWorkspace, _ project: ProjectTree) -> String {
    let place = GoWorkspace.join(work.root ?? work.module, "vendor/modules.txt")
    return project.directory.exists(place) ? "vendor" : "readonly"
  }

  /// Throws where go.mod or a local module is missing, or a dependency of agent.yaml.
  @inline(never) static func checkModule(_ agent: AgentDeclaration, _ project: ProjectTree) throws {
    let directory = project.directory
    let work = GoWorkspace(in: directory)
    let file = GoWorkspace.join(work.module, "go.mod")
    let text = try directory.text(file) ?? module.text(in: project.own, at: agent.place)
    try DeclaredDependencies.check(agent.dependencies, GoModule.self, in: (file, text)) { "run `go get \($0)`" }
    try work.check(in: directory, at: agent.place)
  }
}
