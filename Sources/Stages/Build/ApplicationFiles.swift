import AgentManifest
import AgentRuntimes
import Diagnostics
import FileIO
import OCIImage
import PipelineCore
import SystemPackage

/// The agent's own files: what of its folder goes into the image.
struct ApplicationFiles {
  static let ignoreFile = ".dockerignore"
  static let ignoreFileLimit = 1 << 20

  let context: RunContext
  let runtime: any AgentRuntime
  /// Seconds since 1970, for every file.
  let modified: Int64

  func entries() throws -> [LayerEntry] {
    let never = neverIncluded
    let scanner = FolderScanner(attributes: LayerAttributes(modified: modified), rules: try rules()) { path, _ in
      !never.contains(path) && FilePath(path).lastComponent != RunContext.defaultWorkFolder.lastComponent
    }
    return try scanner.scan(context.folder, to: String(ExecutionConfig.applicationFolder.dropFirst()))
  }

  /// The language's leavings first, so that .dockerignore and the setting can bring one back.
  private func rules() throws -> IgnoreRules {
    var rules = try IgnoreRules(runtime.ignoredFiles)
    let file = context.folder.appending(Self.ignoreFile)
    if try FileStatus.of(file) != nil {
      let text = String(decoding: try FileContents.read(file, limit: Self.ignoreFileLimit), as: UTF8.self)
      rules = rules.appending(try IgnoreRules(parsing: text))
    }
    return rules.appending(try IgnoreRules(context.settings(Settings.buildIgnore) ?? []))
  }

  /// The repository and what this run writes, whatever the ignore rules say: paths below the agent's folder.
  private var neverIncluded: Set<String> {
    var paths: Set = [".git"]
    for folder in [context.workFolder, context.reportFolder, context.cacheFolder] {
      var relative = folder
      if relative.removePrefix(context.folder), !relative.isEmpty { paths.insert(relative.string) }
    }
    return paths
  }

  /// A program of the agent's own that the entrypoint names and the image would lack.
  static func missingEntrypoint(
    _ entrypoint: [String], in entries: [LayerEntry], at place: SourceLocation
  ) -> Failure? {
    guard let script = entrypoint.dropFirst().first, entrypoint.first?.hasPrefix("python") == true,
      script.hasSuffix(".py"), !script.hasPrefix("/")
    else { return nil }
    let path = FilePath(ExecutionConfig.applicationFolder).appending(FilePath(script).components).lexicallyNormalized()
    guard !entries.contains(where: { "/\($0.path)" == path.string }) else { return nil }
    let scripts = entries.map(\.path).filter { $0.hasSuffix(".py") && !$0.dropFirst("app/".count).contains("/") }
    return Failure(
      .agent,
      .error(
        "entrypoint-missing",
        "the image would start `\(entrypoint.joined(separator: " "))`, but `\(script)` is not in it",
        at: place,
        hints: [
          "create `\(script)`, check .dockerignore, or set `spec.pipeline.build.entrypoint`"
            + (scripts.isEmpty
              ? "" : "; there is \(scripts.map { "`\($0.dropFirst("app/".count))`" }.joined(separator: ", "))")
        ]))
  }
}
