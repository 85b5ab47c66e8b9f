/// A programming language: what agent.yaml calls it, how its dependencies are written, and how an agent in it becomes an
/// image.
///
/// A language is one directory here, named as its type, and one line in `AllLanguages`.
public protocol Language: Sendable {
  // MARK: Its name

  /// As agent.yaml writes it: `python`.
  var name: String { get }
  /// What people write instead, in lower case.
  var otherNames: [String] { get }
  /// A version to show in hints and editors: `3.11`; `nil` if it has no versions.
  var exampleVersion: String? { get }

  // MARK: Its dependencies and project files

  /// What reads the dependencies, as texts call it: `npm`.
  var packageManager: String { get }
  /// How one dependency is written.
  var notation: any DependencyNotation.Type { get }
  /// What the language's tool starts from; `nil` if it needs none.
  var projectFile: ProjectFile? { get }

  /// What the project files say of dependencies.
  func dependencies(in directory: ProjectDirectory) -> ProjectDependencies

  /// The first error of each project file that the language's tool would stop at.
  func problems(in directory: ProjectDirectory) -> [ProjectFileProblem]

  /// The names of files in the agent's directory that its tools start from, whatever .dockerignore says of them.
  var toolFiles: [String] { get }

  /// The workspace that the agent belongs to: lock files, members and local packages above its directory.
  func workspace(of directory: ProjectDirectory) -> Workspace

  /// The settings of single languages that it uses: `build.package`.
  var settings: Set<String> { get }

  /// Whether its tools see more than the agent's directory, where `workspace(of:)` or `build.context` say so.
  var usesWorkspace: Bool { get }

  /// Files that name dependencies which do not reach the image.
  func unusedFiles(in directory: ProjectDirectory) -> [ProjectFileProblem]

  /// Settings in the project's files that would decide for a tool where packages come from or which programs run.
  /// - Parameter hosts: where packages may come from.
  func refusals(in directory: ProjectDirectory, trusting hosts: PackageHosts) -> [ProjectFileProblem]

  /// How the project's files say that the agent starts; `nil` if they do not.
  /// - Parameter version: the one behind the runtime's name.
  func start(in directory: ProjectDirectory, version: String?) -> ProjectStart?

  // MARK: Its images

  /// What runs the agent's own files as they are; `nil` for a compiled language.
  var interpreter: Interpreter? { get }

  /// The base image if the manifest names none; `version` is the one behind the runtime's name.
  func defaultBaseImage(version: String?) -> String

  /// Patterns in .dockerignore's syntax for what the language's tools leave behind and no image needs.
  var ignoredFiles: [String] { get }

  /// Such patterns for the product of a build step; by default the same.
  var ignoredProducts: [String] { get }

  /// What the container runs if `build.entrypoint` is unset; `nil` if that depends on the agent's files.
  var defaultEntrypoint: [String]? { get }

  /// What its build tools may see of the host.
  var toolNeeds: ToolNeeds { get }

  /// Decides what goes into the image; nothing is fetched or compiled yet.
  ///
  /// - Throws: if the agent's files do not say what to build, or the host lacks the tool to build it.
  func build(_ request: BuildRequest) async throws -> RuntimeBuild

  /// Writes what an engine needs to build the agent; nothing of the host is used.
  ///
  /// - Throws: if the agent's files do not say what to build.
  func dockerfile(_ request: DockerfileRequest) throws -> RuntimeDockerfile
}

extension Language {
  public var projectFile: ProjectFile? { nil }
  public var interpreter: Interpreter? { nil }
  public var defaultEntrypoint: [String]? { nil }
  public var toolNeeds: ToolNeeds { ToolNeeds() }

  public var toolFiles: [String] { projectFile?.names ?? [] }

  public func workspace(of directory: ProjectDirectory) -> Workspace { .own }

  public var settings: Set<String> { [] }

  public var usesWorkspace: Bool { false }

  public var ignoredProducts: [String] { ignoredFiles }

  public func unusedFiles(in directory: ProjectDirectory) -> [ProjectFileProblem] { [] }

  public func start(in directory: ProjectDirectory, version: String?) -> ProjectStart? { nil }

  public func problems(in directory: ProjectDirectory) -> [ProjectFileProblem] { [] }

  public func refusals(in directory: ProjectDirectory, trusting hosts: PackageHosts) -> [ProjectFileProblem] { [] }

  /// Whether the agent's own files go into the image as they are.
  public var includesSources: Bool { interpreter != nil }
}

/// A program that runs files of the agent's own.
public struct Interpreter: Sendable {
  /// `python`
  public var command: String
  /// Whether a version may follow the command's name: `python3.11`.
  public var isVersioned = false
  /// Suffixes of the files it runs: `.py`.
  public var suffixes: [String]
  /// Options after which it does not run a file: `-m`.
  public var otherModes: [String]
  /// Directories of files that only a compiler makes.
  public var compiledDirectories: [String] = []

  public func isNamed(_ program: String) -> Bool {
    isVersioned ? program.hasPrefix(command) : program == command
  }

  public func runs(_ file: String) -> Bool { suffixes.contains { file.hasSuffix($0) } }
}
