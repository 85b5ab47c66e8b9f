public import OCIImage

/// An agent that is to become an image, and for which image.
public struct BuildRequest: Sendable {
  public var agent: AgentDeclaration
  /// What the tools see of the agent's directory and its workspace.
  public var project: ProjectTree
  /// `nil` for `scratch`.
  public var base: ImageConfig?
  /// What is where in the base image.
  public var baseFiles: BaseFiles
  /// The base image as it was named.
  public var baseName: String
  public var platform: Platform
  /// Where the agent's own files stand in the image; absolute.
  public var applicationDirectory: String
  /// The setting `build.installer`.
  public var installer: String
  public var options: BuildOptions
  /// What the image's health check asks, if the manifest has no command for it.
  public var probe: HealthProbe?
  /// What the host's tools may see of the environment: their own settings and PATH.
  public var environment: [String: String]
  /// Runs the host's tools.
  public var tools: any ToolRunner
  /// Gets each line the tools print.
  public var onLine: @Sendable (String) -> Void

  public init(
    agent: AgentDeclaration, project: ProjectTree, base: ImageConfig?, baseFiles: BaseFiles = .none, baseName: String,
    platform: Platform,
    applicationDirectory: String, installer: String, options: BuildOptions = BuildOptions(), probe: HealthProbe?,
    environment: [String: String],
    tools: any ToolRunner, onLine: @escaping @Sendable (String) -> Void
  ) {
    self.agent = agent
    self.project = project
    self.base = base
    self.baseFiles = baseFiles
    self.baseName = baseName
    self.platform = platform
    self.applicationDirectory = applicationDirectory
    self.installer = installer
    self.options = options
    self.probe = probe
    self.environment = environment
    self.tools = tools
    self.onLine = onLine
  }

  /// The agent's directory alone.
  var sources: SourceTree { project.own }

  /// Whether programs in the image run on musl instead of glibc: Alpine's images by their name, those made from them by
  /// their loader. A base that cannot be listed fails where its files are asked for.
  var isMusl: Bool {
    if baseName.contains("alpine") { return true }
    let loaders = ["/lib", "/lib64"].flatMap { (try? baseFiles.names($0)) ?? [] }
    return loaders.contains { $0.hasPrefix("ld-musl-") } && !loaders.contains { $0.hasPrefix("ld-linux-") }
  }
}

/// Settings that single languages know.
public struct BuildOptions: Sendable, Hashable {
  /// `build.python.extras`
  public var extras: [String]
  /// `build.python.groups`
  public var groups: [String]
  /// `build.package`
  public var package: String?
  /// `build.flags`
  public var flags: [String]
  /// `build.tags`
  public var tags: [String]
  /// `build.ldflags`, with the values of its placeholders.
  public var linkerFlags: [String]
  /// `build.mainClass`
  public var mainClass: String?
  /// Whether commands of `build.run` ran: the language then does not build by itself.
  public var hasCommands: Bool
  /// Whether `build.entrypoint` is set: the language need not find out how the agent starts.
  public var hasEntrypoint: Bool

  public init(
    extras: [String] = [], groups: [String] = [], package: String? = nil, flags: [String] = [], tags: [String] = [],
    linkerFlags: [String] = [], mainClass: String? = nil, hasCommands: Bool = false, hasEntrypoint: Bool = false
  ) {
    self.extras = extras
    self.groups = groups
    self.package = package
    self.flags = flags
    self.tags = tags
    self.linkerFlags = linkerFlags
    self.mainClass = mainClass
    self.hasCommands = hasCommands
    self.hasEntrypoint = hasEntrypoint
  }
}

/// The files of a base image, looked at without unpacking it.
public struct BaseFiles: Sendable {
  /// Whether something is at an absolute path, links followed.
  public var holds: @Sendable (_ path: String) throws -> Bool
  /// The names in a directory.
  public var names: @Sendable (_ directory: String) throws -> [String]
  /// The contents of a file, links followed; `nil` if there is none, or it has more bytes than the limit.
  public var contents: @Sendable (_ path: String, _ limit: Int) throws -> [UInt8]?

  public init(
    holds: @escaping @Sendable (_ path: String) throws -> Bool,
    names: @escaping @Sendable (_ directory: String) throws -> [String],
    contents: @escaping @Sendable (_ path: String, _ limit: Int) throws -> [UInt8]? = { _, _ in nil }
  ) {
    self.holds = holds
    self.names = names
    self.contents = contents
  }

  /// Of `scratch`.
  public static let none = BaseFiles(holds: { _ in false }, names: { _ in [] })
}

/// A health check that no program of the manifest's own makes.
public struct HealthProbe: Sendable, Hashable {
  public enum Kind: Sendable, Hashable {
    /// A status below 400 is healthy.
    case http(path: String)
    /// An accepted connection is healthy.
    case tcp
  }

  public var kind: Kind
  public var port: Int
  public var timeout: Duration

  public init(_ kind: Kind, port: Int, timeout: Duration) {
    self.kind = kind
    self.port = port
    self.timeout = timeout
  }

  /// At least one.
  var seconds: Int64 { max(1, timeout.components.seconds) }

  /// The arguments of a probe program of ours: `PORT SECONDS [PATH]`.
  var arguments: [String] {
    switch kind {
    case .http(let path): ["\(port)", "\(seconds)", path]
    case .tcp: ["\(port)", "\(seconds)"]
    }
  }

  /// A URL's path inside single quotes of a language that escapes with a backslash.
  static func quoted(_ path: String) -> String {
    path.replacing("\\", with: "\\\\").replacing("'", with: "\\'").replacing("\n", with: "\\n")
  }
}
