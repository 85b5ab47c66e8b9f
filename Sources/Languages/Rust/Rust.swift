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

  public var toolFiles: [String] { ["Cargo.toml", "Cargo.lock"] }

  public var settings: Set<String> { ["build.package"] }

  public var usesWorkspace: Bool { true }

  public func workspace(of directory: ProjectDirectory) -> Workspace {
    let places = CargoWorkspace(in: directory).places
    return places.isEmpty ? .own : Workspace(around: directory, and: places)
  }

  public func build(_ request: BuildRequest) async throws -> RuntimeBuild {
    let agent = request.agent
    let (place, project) = (agent.place, request.project)
    _ = try Self.package(agent, project)
    let compiler = try await CargoCompiler(request)
    try ToolchainVersion.check(agent.runtime, found: compiler.version, install: Self.install)
    let workspace = CargoWorkspace(in: project.directory)
    try CargoToolchain.check(
      project.directory, workspace, found: compiler.version,
      isChosen: request.environment["RUSTUP_TOOLCHAIN"] != nil, at: place)
    let (name, chosen) = (agent.name, request.options.package)
    let application = LayerRecipe(
      "application", role: .application, directoryInImage: request.applicationDirectory,
      inputs: compiler.inputs + [name, chosen ?? "", try project.digest()], summary: "compiled for \(compiler.target)"
    ) { directory in
      try await Directory.withTemporary(prefix: "cargo", beside: directory) { scratch in
        let source = try project.copy(to: scratch.appending("source"))
        try CargoToolchain.removeFiles(from: source, upTo: scratch)
        do {
          try await compiler.compile(
            in: scratch, source: source, named: name, chosen: chosen, to: directory.appending(name), at: place)
        } catch let failure as Failure {
          throw Self.explained(failure, workspace, place)
        }
      }
    }
    let certificates = request.base == nil ? [try CertificateBundle.recipe(request.environment)] : []
    let probe = request.probe == nil ? [] : [compiler.probeLayer]
    return RuntimeBuild(
      program: name, in: request.applicationDirectory, layers: certificates + probe + [application],
      probe: request.probe)
  }

  /// A failure of cargo, in words where its cause is in the project's files.
  private static func explained(_ failure: Failure, _ workspace: CargoWorkspace, _ place: SourceLocation) -> Failure {
    let said = failure.diagnostic.hints.joined(separator: "\n")
    let isLocked = said.contains("--locked was passed")
    // With a stale lock, cargo asks the index first, which may be out of reach.
    if isLocked || failure.diagnostic.code != "build-failed", let lack = workspace.lackOfLock {
      return Failure(
        .agent, "lock-file-unusable", "`Cargo.lock` does not fit `Cargo.toml`: it lacks `\(lack)`", at: place,
        hints: ["run `cargo update --workspace`, and commit Cargo.lock", said])
    }
    if isLocked {
      return Failure(
        .agent, "lock-file-unusable", "`Cargo.lock` does not fit `Cargo.toml`", at: place,
        hints: ["run `cargo update --workspace`, and commit Cargo.lock", said])
    }
    guard said.contains("couldn't read `") else { return failure }
    var failure = failure
    failure.diagnostic.hints.insert(
      "a file outside of the agent's packages is there with `spec.pipeline.build.context`; check .dockerignore for one inside",
      at: 0)
    return failure
  }

  /// The text of the project's Cargo.toml files, which have all dependencies of agent.yaml; a lock file is beside the
  /// workspace's.
  static func package(_ agent: AgentDeclaration, _ project: ProjectTree) throws -> String {
    let own = try Self.package.text(in: project.own, at: agent.place)
    let directory = project.directory
    let workspace = CargoWorkspace(in: directory)
    try workspace.check(at: agent.place)
    guard directory.exists(CargoWorkspace.join(workspace.root, CargoWorkspace.lock)) else {
      let place = workspace.root.isEmpty ? "in the agent's directory" : "beside `\(workspace.root)/Cargo.toml`"
      throw Failure(
        .agent, "lock-file-missing", "there is no `Cargo.lock` \(place)", at: agent.place,
        hints: ["create it with `cargo generate-lockfile`, commit it, and check .dockerignore"])
    }
    let isPackage = workspace.table(ofRoot: false)?.table("package") != nil
    let others = isPackage ? [] : workspace.packages.compactMap { directory.text("\($0)/Cargo.toml") }
    try DeclaredDependencies.check(
      agent.dependencies, CargoCrate.self, in: ("Cargo.toml", ([own] + others).joined(separator: "\n"))
    ) {
      "run `cargo add \($0)`"
    }
    return own
  }
}
