public import AgentManifest
import Diagnostics
import FileIO
import SystemPackage

/// Rust: one program, static where the host has the musl target.
public struct RustRuntime: AgentRuntime {
  static let install = "install it from https://rustup.rs, or apt-get install cargo"

  public init() {}

  public var language: RuntimeSelection.Language { .rust }
  public var includesSources: Bool { false }
  public var defaultEntrypoint: [String]? { nil }

  /// glibc and libgcc, which a program needs that is not static.
  public func defaultBaseImage(version: String?) -> String { "gcr.io/distroless/cc-debian12" }

  public var ignoredFiles: [String] { ["target"] }

  public func build(_ request: BuildRequest) async throws -> RuntimeBuild {
    let manifest = request.manifest
    let place = manifest.spec.runtime.location
    let package = try Self.package(request.sources, at: place)
    try DeclaredDependencies.check(manifest.spec.dependencies, in: ("Cargo.toml", package)) { "run `cargo add \($0)`" }
    let compiler = try await CargoCompiler(request)
    try ToolchainVersion.check(manifest.spec.runtime, tool: "cargo", found: compiler.version, install: Self.install)
    let name = manifest.metadata.name.value
    let application = LayerRecipe(
      "application", role: .application, folderInImage: request.applicationFolder,
      inputs: compiler.inputs + [name, try request.sources.digest()], summary: "compiled for \(compiler.target)"
    ) { folder in
      try await Folder.withTemporary(prefix: "cargo", beside: folder) { scratch in
        try request.sources.copy(to: scratch.appending("source"))
        try await compiler.compile(in: scratch, named: name, to: folder.appending(name), at: place)
      }
    }
    let certificates = request.base == nil ? [try CertificateBundle.recipe(request.environment)] : []
    let probe = request.probe == nil ? [] : [compiler.probeLayer]
    return RuntimeBuild(
      layers: certificates + probe + [application],
      entrypoint: ["\(request.applicationFolder)/\(name)"],
      probeCommand: request.probe.map { [ProbeLayer.program] + $0.arguments })
  }

  /// The text of Cargo.toml; there is a lock file beside it.
  static func package(_ sources: SourceTree, at place: SourceLocation) throws -> String {
    guard let package = try sources.text("Cargo.toml") else {
      throw Failure(
        .agent,
        .error(
          "module-missing", "the agent's folder holds no `Cargo.toml`", at: place, hints: ["make one with `cargo init`"]
        ))
    }
    guard sources.contains("Cargo.lock") else {
      throw Failure(
        .agent,
        .error(
          "lock-file-missing", "the agent's folder holds no `Cargo.lock`", at: place,
          hints: ["make it with `cargo generate-lockfile`, commit it, and check .dockerignore"]))
    }
    return package
  }
}
