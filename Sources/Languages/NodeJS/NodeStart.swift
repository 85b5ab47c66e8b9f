import Diagnostics
import TextFormats
import YAMLTree

/// How an agent starts, by the `start` script, the `main` or the only program in `bin` of its package.json.
struct NodeStart: Sendable {
  private(set) var command = ["node", "index.js"]
  private(set) var environment: [String: String] = [:]
  /// Whether npm would run a script before, which here does not run.
  private(set) var skipsScript = false

  /// Without a package.json.
  init(in directory: ProjectDirectory) { command[1] = Self.usual(in: directory) }

  /// - Parameter version: of the image's Node.js.
  init(
    _ manifest: NodeManifest, in directory: ProjectDirectory, applicationDirectory: String, _ version: NodeVersion?
  ) throws(StartCommand.Problem) {
    if let script = manifest.scripts?["start"] {
      let start = try StartCommand(script, manifest, directory: applicationDirectory)
      try start.checkLoadable(manifest, version)
      (command, environment) = (start.arguments, start.environment)
      skipsScript = manifest.scripts?["prestart"].map { !Self.isBuild($0) } ?? false
      return
    }
    // `npm init` writes `index.js` as `main`, also where there is none.
    let main = manifest.main.flatMap { $0 == "index.js" && !directory.exists($0) && manifest.program != nil ? nil : $0 }
    let file = (main ?? manifest.program).map { Self.file($0, in: directory) }
    command[1] = file ?? Self.usual(in: directory)
    try StartCommand(arguments: command).checkLoadable(manifest, version)
  }

  /// The agent's own file that runs, without `./`.
  var program: String? {
    guard let script = NodeArguments(command)?.script, !script.hasPrefix("/") else { return nil }
    let parts = script.split(separator: "/").filter { $0 != "." }
    // `main` and scripts may leave the suffix away, or name a directory.
    guard parts.first != "node_modules", !parts.contains(".."), parts.last?.contains(".") == true else { return nil }
    return parts.joined(separator: "/")
  }

  /// What a `build` script does before the image is made.
  private static func isBuild(_ script: String) -> Bool {
    ["npm run build", "pnpm build", "pnpm run build", "yarn build", "yarn run build"].contains(ASCII.trimmed(script))
  }

  private static func usual(in directory: ProjectDirectory) -> String {
    ["index.js", "server.js", "main.js", "app.js", "index.mjs", "server.mjs"].first(where: directory.exists)
      ?? "index.js"
  }

  /// `main` may leave the suffix away, or name a directory (nodejs.org/api/modules.html).
  private static func file(_ main: String, in directory: ProjectDirectory) -> String {
    let suffixes = [".js", ".cjs", ".mjs", ".ts", ".mts", ".cts"]
    if suffixes.contains(where: main.hasSuffix) { return main }
    return ["\(main).js", "\(main)/index.js"].first(where: directory.exists) ?? main
  }
}

extension NodeJS {
  public func start(in directory: ProjectDirectory, version: String?) -> ProjectStart? {
    guard let root = json(NodeManifest.name, directory), let manifest = NodeManifest(in: directory) else { return nil }
    guard let place = (root["scripts"]?["start"] ?? root["main"] ?? root["bin"])?.location else { return nil }
    func found(_ start: NodeStart?, _ problem: ProjectFileProblem?) -> ProjectStart {
      ProjectStart(
        file: NodeManifest.name, line: place.line, column: place.column, command: start?.command ?? [],
        program: start?.program, isBuilt: manifest.hasBuild, problem: problem)
    }
    do throws(StartCommand.Problem) {
      let version = version.flatMap(NodeVersion.init)
      return found(try NodeStart(manifest, in: directory, applicationDirectory: "/app", version), nil)
    } catch {
      return found(
        nil,
        ProjectFileProblem(
          file: NodeManifest.name, message: error.message(manifest.startText), line: place.line, column: place.column,
          hint: error.hints.joined(separator: "; ")))
    }
  }
}
