import Diagnostics
import FileIO
import Languages
public import OCIImage
public import PipelineCore
import Settings
import Synchronization
import SystemPackage

/// The agent's own files: what of its directory goes into the image.
public struct ApplicationFiles {
  public static let ignoreFile = ".dockerignore"
  public static let ignoreFileLimit = 1 << 20
  /// More files than any agent has: a larger directory is looked through only when it is built.
  public static let listingLimit = 20_000

  let context: RunContext
  /// What the language's tools leave behind, as patterns.
  let leavings: [String]
  /// Seconds since 1970, for every file.
  var modified: Int64 = 0
  /// Read instead of .dockerignore.
  var ownIgnoreFile: FilePath?

  public init(context: RunContext, leavings: [String]) {
    self.context = context
    self.leavings = leavings
  }

  /// The files for a build of the plan, as the language wants them.
  init(_ plan: BuildPlan, _ context: RunContext) {
    self.init(context: context, leavings: plan.runtime.ignoredFiles)
    modified = plan.sourceDate
  }

  func tree() throws -> SourceTree {
    SourceTree(directory: context.directory, entries: try scanner { true }.scan(context.directory))
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
    let entries = try scanner {
      seen.withLock { count in
        count += 1
        return count <= Self.listingLimit
      }
    }.scan(context.directory)
    guard seen.withLock({ $0 }) <= Self.listingLimit else { return nil }
    return entries.compactMap { if case .directory = $0.contents { nil } else { $0.path } }
  }

  private func scanner(goesOn: @escaping @Sendable () -> Bool) throws -> DirectoryScanner {
    let never = neverIncluded
    return DirectoryScanner(attributes: LayerAttributes(modified: modified), rules: try rules()) { path, _ in
      let name = FilePath(path).lastComponent
      return !never.contains(path) && name != RunContext.defaultWorkDirectory.lastComponent && name?.string != ".git"
        && goesOn()
    }
  }

  /// The language's leavings first, so that .dockerignore and the setting can bring one back.
  private func rules() throws -> IgnoreRules {
    var rules = try Self.rules(for: leavings)
    let file = ownIgnoreFile ?? context.directory.appending(Self.ignoreFile)
    if try FileStatus.of(file) != nil {
      let text = String(
        decoding: try FileContents.read(
          file, limit: Self.ignoreFileLimit, in: Project(of: file, in: context.directory)),
        as: UTF8.self)
      do throws(InvalidIgnorePattern) {
        rules = rules.appending(try IgnoreRules(parsing: text))
      } catch {
        var diagnostic = error.diagnostic
        diagnostic.location = error.line.map { SourceLocation(file: context.display(file), line: $0, column: 1) }
        throw Failure(error.failureKind, diagnostic)
      }
    }
    return rules.appending(try IgnoreRules(context.settings(Settings.buildIgnore) ?? []))
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

  /// The repository and what this run writes, whatever the ignore rules say: paths below the agent's directory.
  private var neverIncluded: Set<String> {
    var paths: Set<String> = []
    // An archive of an earlier build would grow with every build; a malformed one is the plan's to report.
    let archives = ((try? ImageOutput.all(context)) ?? []).compactMap(\.file)
    for path in [context.workDirectory, context.reportDirectory, context.cacheDirectory] + archives {
      var relative = path
      if relative.removePrefix(context.directory), !relative.isEmpty { paths.insert(relative.string) }
    }
    return paths
  }
}
