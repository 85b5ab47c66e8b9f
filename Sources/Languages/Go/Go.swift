public import AgentManifest
import ChildProcess
import Diagnostics
import FileIO
import SystemPackage

/// Go: one static program, which needs no base image.
public struct GoRuntime: AgentRuntime {
  static let install = "apt-get install golang-go"

  public init() {}

  public var language: RuntimeSelection.Language { .go }
  public var includesSources: Bool { false }
  public var defaultEntrypoint: [String]? { nil }

  public func defaultBaseImage(version: String?) -> String { "scratch" }

  public var ignoredFiles: [String] { ["**/*.test", "**/*.out"] }

  public func build(_ request: BuildRequest) async throws -> RuntimeBuild {
    let manifest = request.manifest
    let module = try Self.module(request.sources, at: manifest.spec.runtime.location)
    try DeclaredDependencies.check(manifest.spec.dependencies, in: ("go.mod", module)) { "run `go get \($0)`" }
    let compiler = try GoCompiler(request)
    let version = try await compiler.tool.version(["version"])
    try ToolchainVersion.check(manifest.spec.runtime, tool: "go", found: version, install: Self.install)
    let name = manifest.metadata.name.value
    let package = try GoCompiler.mainPackage(in: request.sources, at: manifest.spec.runtime.location)
    let application = LayerRecipe(
      "application", role: .application, folderInImage: request.applicationFolder,
      inputs: compiler.inputs + [version, package, name, try request.sources.digest()],
      summary: "`\(package)` compiled"
    ) { folder in
      try await Folder.withTemporary(prefix: "go", beside: folder) { scratch in
        try request.sources.copy(to: scratch)
        let hasVendor = request.sources.contains("vendor/modules.txt")
        try await compiler.compile(
          package, in: scratch, to: folder.appending(name), modules: hasVendor ? "vendor" : "readonly")
      }
    }
    let certificates = request.base == nil ? [try CertificateBundle.recipe(request.environment)] : []
    let probe = request.probe == nil ? [] : [compiler.probeLayer(version)]
    return RuntimeBuild(
      layers: certificates + probe + [application],
      entrypoint: ["\(request.applicationFolder)/\(name)"],
      probeCommand: request.probe.map { [ProbeLayer.program] + $0.arguments })
  }

  /// The text of go.mod.
  static func module(_ sources: SourceTree, at place: SourceLocation) throws -> String {
    if let module = try sources.text("go.mod") { return module }
    throw Failure(
      .agent,
      .error(
        "module-missing", "the agent's folder holds no `go.mod`", at: place, hints: ["make one with `go mod init`"]))
  }
}
