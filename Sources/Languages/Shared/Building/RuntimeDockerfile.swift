/// An agent that an engine is to build, by a Dockerfile made for it.
public struct DockerfileRequest: Sendable {
  public var agent: AgentDeclaration
  /// What the engine gets of the agent's directory and its workspace.
  public var project: ProjectTree
  /// What `FROM` of the image names.
  public var base: String
  /// Whether the runtime itself chose the base; then it also chooses what to compile with.
  public var isDefaultBase: Bool
  /// Where the agent's own files stand in the image; absolute.
  public var applicationDirectory: String
  /// What the image's health check asks, if the manifest has no command for it.
  public var probe: HealthProbe?
  /// Whether `build.entrypoint` is set: the language need not find out how the agent starts.
  public var hasEntrypoint: Bool

  public init(
    agent: AgentDeclaration, project: ProjectTree, base: String, isDefaultBase: Bool, applicationDirectory: String,
    probe: HealthProbe?, hasEntrypoint: Bool = false
  ) {
    self.agent = agent
    self.project = project
    self.base = base
    self.isDefaultBase = isDefaultBase
    self.applicationDirectory = applicationDirectory
    self.probe = probe
    self.hasEntrypoint = hasEntrypoint
  }

  /// The agent's directory alone.
  var sources: SourceTree { project.own }
  var isScratch: Bool { base == "scratch" }
  /// Only Alpine's images are made with musl instead of glibc.
  var isMusl: Bool { base.contains("alpine") || base.contains("agent-pipeline/musl") }
}

/// What a language puts into a Dockerfile.
public struct RuntimeDockerfile: Sendable {
  /// Stages before the image's own, which compile or install.
  public var stages = DockerfileText()
  /// Instructions of the image's stage, dependencies before code.
  public var image = DockerfileText()
  /// How the image starts and is probed; it lists no layers.
  public var build: RuntimeBuild
  /// Variables whose value refers to the base image's, as `NAME="/more:$NAME"` is written.
  public var expandingEnvironment: [(name: String, value: String)] = []
  /// Other images than the base that it starts from.
  public var otherImages: [String] = []
  /// Directories of the image that hold what others made: for the roles of layers.
  public var dependencyDirectories: [String] = []
  /// A Dockerfile of its own, whose last layer contains what only the tests need.
  public var tests: DockerfileText?
}

extension RuntimeDockerfile {
  /// What a compiled program needs around it: certificates if there is no base, and the health check's program.
  mutating func addProgram(_ name: String, _ request: DockerfileRequest) {
    if request.isScratch {
      let bundle = "/etc/ssl/certs/ca-certificates.crt"
      image.copy([bundle], to: bundle, from: "build")
      dependencyDirectories.append("/etc/ssl")
    }
    if request.probe != nil {
      image.copy(["/out/probe"], to: ProbeLayer.program, from: "build")
      dependencyDirectories.append(ProbeLayer.directory)
    }
    image.copy(["/out/\(name)"], to: "\(request.applicationDirectory)/\(name)", from: "build")
  }
}
