import Diagnostics
import FileIO
import SystemPackage

/// Rust: one program, static if the host has the musl target.
public struct Rust: Language {
  static let install = "install it from https://rustup.rs, or apt-get install cargo"
  static let package = ProjectFile(names: ["Cargo.toml"], remedy: "cargo init")
  static let network = NetworkTrouble(
    unreachable: ["spurious network error"], untrusted: [], authorities: ["cargo": "CARGO_HTTP_CAINFO"])

  public init() {}

  public var name: String { "rust" }
  public var otherNames: [String] { ["cargo"] }
  public var exampleVersion: String? { "1.75" }
  public var packageManager: String { "cargo" }
  public var notation: any DependencyNotation.Type { CargoCrate.self }
  public var projectFile: ProjectFile? { Self.package }

  /// glibc and libgcc, which a program needs that is not static.
  public func defaultBaseImage(version: String?) -> String { "gcr.io/distroless/cc-debian12" }

  public var ignoredFiles: [String] { ["target"] }

  public var toolNeeds: ToolNeeds {
    ToolNeeds(
      variables: ["CARGO_*", "RUSTUP_HOME", "RUSTUP_TOOLCHAIN", "RUSTUP_AUTO_INSTALL", "RUST_BACKTRACE"],
      hosts: ["index.crates.io", "static.crates.io", "crates.io"],
      userFiles: [".cargo/config.toml", ".cargo/config", ".cargo/credentials.toml"], caches: [".cargo"])
  }

  public func build(_ request: BuildRequest) async throws -> RuntimeBuild {
    let agent = request.agent
    let place = agent.place
    _ = try Self.package(agent, request.sources)
    let compiler = try await CargoCompiler(request)
    try ToolchainVersion.check(agent.runtime, found: compiler.version, install: Self.install)
    let name = agent.name
    let application = LayerRecipe(
      "application", role: .application, directoryInImage: request.applicationDirectory,
      inputs: compiler.inputs + [name, try request.project.digest()], summary: "compiled for \(compiler.target)"
    ) { directory in
      try await Directory.withTemporary(prefix: "cargo", beside: directory) { scratch in
        try request.sources.copy(to: scratch.appending("source"))
        try await compiler.compile(in: scratch, named: name, to: directory.appending(name), at: place)
      }
    }
    let certificates = request.base == nil ? [try CertificateBundle.recipe(request.environment)] : []
    let probe = request.probe == nil ? [] : [compiler.probeLayer]
    return RuntimeBuild(
      program: name, in: request.applicationDirectory, layers: certificates + probe + [application],
      probe: request.probe)
  }

  /// The text of Cargo.toml, which has all dependencies of agent.yaml, and a lock file next to it.
  static func package(_ agent: AgentDeclaration, _ sources: SourceTree) throws -> String {
    let package = try Self.package.text(in: sources, at: agent.place)
    guard sources.contains("Cargo.lock") else {
      throw Failure(
        .agent, "lock-file-missing", "there is no `Cargo.lock` in the agent's directory", at: agent.place,
        hints: ["create it with `cargo generate-lockfile`, commit it, and check .dockerignore"])
    }
    try DeclaredDependencies.check(agent.dependencies, CargoCrate.self, in: ("Cargo.toml", package)) {
      "run `cargo add \($0)`"
    }
    return package
  }
}
