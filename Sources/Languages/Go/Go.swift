import ChildProcess
import Diagnostics
import FileIO
import SystemPackage

/// Go: one static program, which needs no base image.
public struct Go: Language {
  static let install = "apt-get install golang-go"
  static let module = ProjectFile(names: ["go.mod"], remedy: "go mod init")
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

  public func build(_ request: BuildRequest) async throws -> RuntimeBuild {
    let agent = request.agent
    try Self.checkModule(agent, request.sources)
    let compiler = try GoCompiler(request)
    let version = try await compiler.tool.version(["version"])
    try ToolchainVersion.check(agent.runtime, found: version, install: Self.install)
    return try Self.build(request, compiler, version)
  }

  /// Synchronous: Swift 6.3's optimiser crashes when it splits the same code in an async function.
  @inline(never) private static func build(
    _ request: BuildRequest, _ compiler: GoCompiler, _ version: String
  ) throws -> RuntimeBuild {
    let name = request.agent.name
    let package = try GoCompiler.mainPackage(in: request.sources, at: request.agent.place)
    let application = LayerRecipe(
      "application", role: .application, directoryInImage: request.applicationDirectory,
      inputs: compiler.inputs + [version, package, name, try request.project.digest()],
      summary: "`\(package)` compiled"
    ) { directory in
      try await Directory.withTemporary(prefix: "go", beside: directory) { scratch in
        try request.sources.copy(to: scratch)
        let hasVendor = request.sources.contains("vendor/modules.txt")
        try await compiler.compile(
          package, in: scratch, to: directory.appending(name), modules: hasVendor ? "vendor" : "readonly")
      }
    }
    let certificates = request.base == nil ? [try CertificateBundle.recipe(request.environment)] : []
    let probe = request.probe == nil ? [] : [compiler.probeLayer(version)]
    return RuntimeBuild(
      program: name, in: request.applicationDirectory, layers: certificates + probe + [application],
      probe: request.probe)
  }

  /// Throws where go.mod is missing, or lacks a dependency of agent.yaml.
  @inline(never) static func checkModule(_ agent: AgentDeclaration, _ sources: SourceTree) throws {
    let text = try module.text(in: sources, at: agent.place)
    try DeclaredDependencies.check(agent.dependencies, GoModule.self, in: ("go.mod", text)) { "run `go get \($0)`" }
  }
}
