import Diagnostics
import FoundationEssentials
import OCIImage

/// What package.json and the lock file say of the image.
struct NodePackage: Sendable {
  /// Bytes.
  static let lockLimit = 64 << 20

  let project: NodeProject
  /// How the agent starts.
  private(set) var start: [String]
  private(set) var environment: [String: String] = [:]
  private(set) var diagnostics: [Diagnostic] = []

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

  /// - Parameters:
  ///   - version: of the image's Node.js.
  ///   - hasEntrypoint: whether agent.yaml says how the agent starts.
  init(
    _ directory: ProjectDirectory, at place: SourceLocation, version: String? = nil, hasEntrypoint: Bool = false,
    applicationDirectory: String = "/app"
  ) throws(Failure) {
    project = NodeProject(directory)
    start = NodeStart(in: directory).command
    guard let manifest = project.manifest else {
      guard !directory.exists(NodeManifest.name) else {
        throw Failure(
          .agent, "package-malformed", "`package.json` is not JSON that npm can read", at: place,
          hints: ["run `npm pkg fix`, or `node -p 'require(\"./package.json\")'` to see the mistake"])
      }
      return
    }
    if !hasEntrypoint {
      do throws(StartCommand.Problem) {
        let start = try NodeStart(
          manifest, in: directory, applicationDirectory: applicationDirectory, version.flatMap(NodeVersion.init))
        (self.start, environment) = (start.command, start.environment)
        if start.skipsScript { notePrestart(at: place) }
      } catch {
        throw Failure(.agent, "start-not-understood", error.message(manifest.startText), at: place, hints: error.hints)
      }
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

  /// npm runs the script each time that it starts the agent; a container starts the program itself.
  private mutating func notePrestart(at place: SourceLocation) {
    diagnostics.append(
      .warning(
        "prestart-skipped", "the image does not run the `prestart` script of package.json", at: place,
        hints: ["do its work in the `build` script, or in the program"]))
  }

  /// What the image lacks because scripts of the agent's package.json, or of the workspace's root, do not run.
  /// - Throws: if packages do not work without one of them.
  func scriptFindings(at place: SourceLocation) throws(Failure) -> [Diagnostic] {
    var found: [Diagnostic] = []
    if let manifest = project.manifest {
      found += try InstallScripts.findings(manifest, in: project.agent, named: NodeManifest.name, at: place)
    }
    if !project.member.isEmpty, let manifest = NodeManifest(in: project.root) {
      found += try InstallScripts.findings(
        manifest, in: project.root, named: "the workspace's \(NodeManifest.name)", at: place)
    }
    return found
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
    let names = (document.packages ?? [:]).filter { entry in
      // The project itself has no name there.
      !entry.key.isEmpty && entry.value.hasInstallScript == true && entry.value.dev != true
    }.keys
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
