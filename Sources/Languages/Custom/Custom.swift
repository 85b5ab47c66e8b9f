import Diagnostics

/// Any other language: a base image, the commands of `build.run`, and the files of `build.include`.
///
/// An extension of the format: other readers of agent.yaml refuse it.
public struct Custom: Language {
  public init() {}

  public var name: String { "custom" }
  public var otherNames: [String] { ["other", "generic", "none", "shell", "bash"] }
  public var exampleVersion: String? { nil }
  public var packageManager: String { "`build.run`" }
  public var notation: any DependencyNotation.Type { NoPackages.self }

  public func defaultBaseImage(version: String?) -> String { "scratch" }

  public var ignoredFiles: [String] { [] }

  /// Which tools the commands run is not known: they may see what those of all languages see, but no configuration of the
  /// user, in which passwords for any index may be.
  public var toolNeeds: ToolNeeds {
    let all = AllLanguages.all.filter { !($0 is Custom) }.map(\.toolNeeds)
    return ToolNeeds(
      variables: all.flatMap(\.variables), hosts: all.flatMap(\.hosts),
      caches: all.flatMap(\.caches))
  }

  public func dependencies(in directory: ProjectDirectory) -> ProjectDependencies { ProjectDependencies() }

  public func build(_ request: BuildRequest) async throws -> RuntimeBuild {
    RuntimeBuild(layers: [], entrypoint: [])
  }

  public func dockerfile(_ request: DockerfileRequest) throws -> RuntimeDockerfile {
    throw Failure(
      .usage, "dockerfile-needed", "a Docker Engine builds the runtime `custom` from a Dockerfile only",
      at: request.agent.place, hints: ["set `build.dockerfile`, or set `build.engine` to `oci`"])
  }

  /// Nothing installs packages.
  enum NoPackages: DependencyNotation {
    static let noun = "something that `custom` installs"

    static func pinned(_ name: String, _ version: String) -> String { name }

    static func parse(_ line: String) throws(DependencyProblem) -> Dependency {
      throw DependencyProblem(
        message: "the runtime `custom` has no package manager", hint: "install it in a command of `build.run`")
    }
  }
}
