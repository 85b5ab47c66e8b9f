import Diagnostics
import FoundationEssentials
import OCIImage

/// What package.json and the lock file say of the image.
struct NodePackage: Sendable {
  /// Bytes.
  static let lockLimit = 64 << 20

  let project: NodeProject
  /// How the agent starts.
  var start = ["node", "index.js"]
  var environment: [String: String] = [:]
  var diagnostics: [Diagnostic] = []

  var lock: (name: String, text: String)? { project.lock }
  var dependencies: [String: String] { project.manifest?.needed ?? [:] }
  var devDependencies: [String: String] { project.manifest?.forDevelopment ?? [:] }

  /// Whether a package comes from a git repository: npm then runs its `prepare` script, whatever `--ignore-scripts` says.
  var hasGitPackages: Bool {
    lock.map { $0.name.hasSuffix(".json") ? Self.namesGit($0.text) : Self.lockNamesGit($0.text) } ?? false
  }

  /// - Parameter text: of pnpm-lock.yaml or yarn.lock, where `git@` may be the end of a package's name.
  static func lockNamesGit(_ text: String) -> Bool {
    let text = text.lowercased()
    return [
      "git+", "git://", "git@github.com", "git@gitlab.com", "git@bitbucket.org", "github:", "gitlab:", "bitbucket:",
      "gist:",
      "ssh://", ".git#", "type: git", "#commit=",
    ].contains { text.contains($0) }
  }

  /// - Parameter text: a name, or a lock file. In JSON, characters can be written as numbers; npm takes schemes in any case.
  static func namesGit(_ text: String) -> Bool {
    let text = (text.contains("\\u") ? JSONSyntax.withoutEscapes(text) : text).lowercased()
    return ["git+", "git:", "git@", "github:", "gitlab:", "bitbucket:", "gist:"].contains { text.contains($0) }
  }

  /// - Parameter hasEntrypoint: whether agent.yaml says how the agent starts.
  init(
    _ directory: ProjectDirectory, at place: SourceLocation, hasEntrypoint: Bool = false,
    applicationDirectory: String = "/app"
  ) throws(Failure) {
    project = NodeProject(directory)
    guard let manifest = project.manifest else {
      guard !directory.exists(NodeManifest.name) else {
        throw Failure(
          .agent, "package-malformed", "`package.json` is not JSON that npm can read", at: place,
          hints: ["run `npm pkg fix`, or `node -p 'require(\"./package.json\")'` to see the mistake"])
      }
      start[1] = Self.script(in: directory)
      return
    }
    if let script = manifest.scripts?["start"], !hasEntrypoint {
      do throws(StartCommand.Problem) {
        let command = try StartCommand(script, manifest, directory: applicationDirectory)
        (start, environment) = (command.arguments, command.environment)
      } catch {
        throw StartCommand.failure(error, script, at: place)
      }
    } else {
      start[1] = manifest.main.map { Self.file($0, in: directory) } ?? Self.script(in: directory)
    }
    if let problem = project.problem {
      throw Failure(.agent, problem.code, problem.message, at: place, hints: [problem.hint])
    }
    if let outside = project.outside.first {
      throw Failure(
        .agent, "package-outside", "`\(outside)` leads out of the repository", at: place,
        hints: ["put the package into the repository, or into a registry"])
    }
    noteScripts()
  }

  private static func script(in directory: ProjectDirectory) -> String {
    ["index.js", "server.js", "main.js", "app.js", "index.mjs", "server.mjs"].first(where: directory.exists)
      ?? "index.js"
  }

  /// `main` may leave the suffix away, or name a directory (nodejs.org/api/modules.html).
  private static func file(_ main: String, in directory: ProjectDirectory) -> String {
    if [".js", ".cjs", ".mjs"].contains(where: main.hasSuffix) { return main }
    return ["\(main).js", "\(main)/index.js"].first(where: directory.exists) ?? main
  }

  /// Packages whose installation would run a program of theirs: here it does not.
  private mutating func noteScripts() {
    struct Lock: Decodable {
      struct Package: Decodable {
        var hasInstallScript: Bool?
        var dev: Bool?
      }
      var packages: [String: Package]?
    }
    guard let lock, lock.name.hasSuffix(".json"),
      let document = try? JSONDecoder().decode(Lock.self, from: Data(lock.text.utf8))
    else { return }
    let names = (document.packages ?? [:]).filter { $0.value.hasInstallScript == true && $0.value.dev != true }.keys
      .map { $0.split(separator: "/").suffix($0.contains("/@") ? 2 : 1).joined(separator: "/") }.sorted()
    guard !names.isEmpty else { return }
    diagnostics.append(
      .note(
        "install-scripts-skipped",
        "these packages have install scripts, which were not run: "
          + names.joined(separator: ", "),
        hints: ["if a package needs its script, build with a Docker Engine: set `build.engine: docker`"]))
  }
}
