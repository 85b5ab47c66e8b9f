import Diagnostics
import FileIO
import Languages
public import OCIImage
public import PipelineCore
import Settings
import Synchronization
import SystemPackage

/// The files of the agent's directory: what goes into the image, and what the language's tools see.
public struct ApplicationFiles: Sendable {
  public static let ignoreFile = ".dockerignore"
  public static let ignoreFileLimit = 1 << 20
  /// More files than any agent has: a larger directory is looked through only when it is built.
  public static let listingLimit = 20_000

  let context: RunContext
  /// The agent's, or another one of its workspace.
  let directory: FilePath
  /// What files may be links to.
  private let project: Project
  /// What the language's tools leave behind, as patterns.
  let leavings: [String]
  /// Seconds since 1970, for every file.
  var modified: Int64 = 0
  /// Read instead of .dockerignore.
  var ownIgnoreFile: FilePath?

  public init(context: RunContext, leavings: [String]) {
    self.init(
      context: context, directory: context.directory, project: Project(around: context.directory), leavings: leavings)
  }

  private init(context: RunContext, directory: FilePath, project: Project, leavings: [String]) {
    self.project = project
    self.context = context
    self.directory = directory
    self.leavings = leavings
  }

  /// The files for a build of the plan, as the language wants them.
  init(_ plan: BuildPlan, _ context: RunContext, in directory: FilePath, of project: Project) {
    self.init(context: context, directory: directory, project: project, leavings: plan.runtime.ignoredFiles)
    modified = plan.sourceDate
  }

  /// The files that an engine gets with the agent's own Dockerfile.
  func tree() throws -> SourceTree {
    SourceTree(directory: directory, entries: try scanner(try rules()) { true }.scan(directory))
  }

  /// What goes into the image as it is: the agent's files, and those of `build.include`.
  func shipped(_ runtime: any Language) throws -> [LayerEntry] {
    let included = context.settings(Settings.buildInclude) ?? []
    // Of a compiled language, nothing but these.
    let rules = runtime.includesSources ? try rules() : try IgnoreRules(["**"])
    if !runtime.includesSources, included.isEmpty { return [] }
    return try including(
      included, of: Settings.buildInclude, in: try entries(rules.appending(try Self.exceptions(included))))
  }

  /// - Parameter isShipped: whether the files go into the image.
  private func entries(
    _ rules: IgnoreRules, isShipped: Bool = true,
    _ isWanted: @escaping @Sendable (_ path: String) -> Bool = { _ in true }
  ) throws -> [LayerEntry] {
    try ProjectLinks(in: directory, of: project)
      .resolved(try scanner(rules, isWanted) { true }.scan(directory), isShipped: isShipped)
  }

  /// What of a build step's product goes into the image. .dockerignore says what the step sees, and not what it makes; of
  /// the files that tools see in spite of it, none goes into the image.
  /// - Parameter original: the agent's directory.
  func product(of original: ApplicationFiles, _ runtime: any Language) throws -> [LayerEntry] {
    guard runtime.includesSources else { return try shipped(runtime) }
    let included = context.settings(Settings.buildInclude) ?? []
    let hidden = try original.dockerRules()
    let unseen = runtime.toolFiles.filter(hidden.isIgnored)
    let rules = try Self.rules(for: runtime.ignoredProducts).appending(try IgnoreRules(unseen.map { "/\($0)" }))
      .appending(try IgnoreRules(context.settings(Settings.buildIgnore) ?? []))
    return try including(
      included, of: Settings.buildInclude, in: try entries(rules.appending(try Self.exceptions(included))))
  }

  private static func exceptions(_ included: [String]) throws(InvalidIgnorePattern) -> IgnoreRules {
    try IgnoreRules(included.map { "!\($0)" })
  }

  /// The files of `test.include`, which only the tests see.
  func tested() throws -> [LayerEntry] {
    guard let included = context.settings(Settings.testInclude), !included.isEmpty else { return [] }
    let rules = try IgnoreRules(["**"]).appending(try Self.exceptions(included))
      .appending(try Self.rules(for: leavings))
    let hints = ["paths begin in the agent's directory"]
    return try including(included, of: Settings.testInclude, in: try entries(rules, isShipped: false), hints: hints)
  }

  /// - Throws: if a pattern of the setting matches nothing.
  private func including(
    _ included: [String], of setting: Setting<[String]>, in entries: [LayerEntry],
    hints: [String] = [
      "paths begin in the agent's directory", "files that the build makes need a command in `build.run`",
    ]
  ) throws -> [LayerEntry] {
    for pattern in included {
      let rule = try IgnoreRules([pattern])
      guard !entries.contains(where: { rule.isIgnored($0.path) }) else { continue }
      throw Failure(
        .agent, "include-without-files", "`\(setting.definition.name)` names `\(pattern)`, but no file matches",
        at: context.settings.origin(of: setting)?.location, hints: hints)
    }
    return entries
  }

  /// What the language's tools see of the directory. `build.ignore` is about the image alone: a compiler may need the file.
  func seenByTools(
    _ toolFiles: [String], where isWanted: @escaping @Sendable (_ path: String) -> Bool = { _ in true }
  ) throws -> [LayerEntry] {
    // Patterns with a slash at the beginning match in the directory itself.
    let rules = try dockerRules().appending(try IgnoreRules(toolFiles.map { "!\($0)" }))
    return try entries(rules, isShipped: false, isWanted)
  }

  /// The files as they stand in the image.
  static func entries(of tree: SourceTree) -> [LayerEntry] {
    tree.entries.map { entry in
      var entry = entry
      entry.path = "\(ExecutionConfig.applicationDirectory.dropFirst())/\(entry.path)"
      return entry
    }
  }

  /// The paths of the files, relative to the agent's directory.
  /// - Returns: `nil` if there are more than `listingLimit`: the caller wants an answer soon.
  public func paths() throws -> [String]? {
    let seen = Mutex(0)
    let entries = try scanner(try rules()) {
      seen.withLock { count in
        count += 1
        return count <= Self.listingLimit
      }
    }.scan(directory)
    guard seen.withLock({ $0 }) <= Self.listingLimit else { return nil }
    return entries.compactMap { if case .directory = $0.contents { nil } else { $0.path } }
  }

  private func scanner(
    _ rules: IgnoreRules, _ isWanted: @escaping @Sendable (_ path: String) -> Bool = { _ in true },
    goesOn: @escaping @Sendable () -> Bool
  ) -> DirectoryScanner {
    let never = neverIncluded
    return DirectoryScanner(attributes: LayerAttributes(modified: modified), rules: rules) { path, _ in
      let name = FilePath(path).lastComponent
      return !never.contains(path) && name != RunContext.defaultWorkDirectory.lastComponent && name?.string != ".git"
        && isWanted(path) && goesOn()
    }
  }

  /// Which files of the directory stay out of the image.
  public func rules() throws -> IgnoreRules {
    try dockerRules().appending(try IgnoreRules(context.settings(Settings.buildIgnore) ?? []))
  }

  /// The language's leavings first, so that .dockerignore and the setting can bring one back.
  private func dockerRules() throws -> IgnoreRules {
    let rules = try Self.rules(for: leavings)
    let file = ownIgnoreFile ?? directory.appending(Self.ignoreFile)
    guard try FileStatus.of(file) != nil else { return rules }
    let text = String(
      decoding: try FileContents.read(file, limit: Self.ignoreFileLimit, in: Project(of: file, in: directory)),
      as: UTF8.self)
    do throws(InvalidIgnorePattern) {
      return rules.appending(try IgnoreRules(parsing: text))
    } catch {
      var diagnostic = error.diagnostic
      diagnostic.location = error.line.map { SourceLocation(file: context.display(file), line: $0, column: 1) }
      throw Failure(error.failureKind, diagnostic)
    }
  }

  /// Read once: a thousand agents have the same language.
  public static func rules(for leavings: [String]) throws(InvalidIgnorePattern) -> IgnoreRules {
    try knownRules.withLock { known throws(InvalidIgnorePattern) in
      if let rules = known[leavings] { return rules }
      let rules = try IgnoreRules(leavings)
      known[leavings] = rules
      return rules
    }
  }

  private static let knownRules = Mutex<[[String]: IgnoreRules]>([:])

  /// The repository and what this run writes, whatever the ignore rules say: paths below the directory.
  private var neverIncluded: Set<String> {
    var paths: Set<String> = []
    // An archive of an earlier build would grow with every build; a malformed one is the plan's to report.
    let archives = ((try? ImageOutput.all(context)) ?? []).compactMap(\.file)
    for path in [context.workDirectory, context.reportDirectory, context.cacheDirectory] + archives {
      for path in [path, FileStatus.realPath(of: path)].compactMap(\.self) {
        var relative = path
        if relative.removePrefix(directory), !relative.isEmpty { paths.insert(relative.string) }
      }
    }
    return paths
  }
}
