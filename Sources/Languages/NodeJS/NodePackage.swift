import Diagnostics
import FoundationEssentials
import OCIImage
import SystemPackage

/// What package.json and the lock file next to it say.
struct NodePackage: Sendable {
  /// npm reads the first of these that is there.
  private static let lockFiles = ["npm-shrinkwrap.json", "package-lock.json"]
  /// Bytes.
  static let lockLimit = 64 << 20
  private static let foreignLockFiles = ["yarn.lock", "pnpm-lock.yaml", "bun.lock", "bun.lockb"]

  /// The lock file's name and text.
  var lock: (name: String, text: String)?
  var dependencies: [String: String] = [:]
  var devDependencies: [String: String] = [:]
  /// How the agent starts.
  var start = ["node", "index.js"]
  var diagnostics: [Diagnostic] = []

  /// Whether npm must see the agent's other files: the lock names local packages.
  var hasLocalPackages: Bool {
    lock.map { $0.text.contains("\"file:") || $0.text.contains("\"link\": true") } ?? false
  }

  /// Whether a package comes from a git repository: npm then runs its `prepare` script, whatever `--ignore-scripts` says.
  var hasGitPackages: Bool { lock.map { Self.namesGit($0.text) } ?? false }

  /// - Parameter text: a name, or a lock file. In JSON, characters can be written as numbers; npm takes schemes in any case.
  static func namesGit(_ text: String) -> Bool {
    let text = (text.contains("\\u") ? JSONSyntax.withoutEscapes(text) : text).lowercased()
    return ["git+", "git:", "git@", "github:", "gitlab:", "bitbucket:", "gist:"].contains { text.contains($0) }
  }

  /// - Parameter requiresLock: whether packages without a lock file are refused.
  init(_ sources: SourceTree, at place: SourceLocation, requiresLock: Bool = true) throws {
    for name in Self.lockFiles where lock == nil {
      lock = try sources.text(name, limit: Self.lockLimit).map { (name, $0) }
    }
    guard let text = try sources.text("package.json") else {
      start[1] = Self.script(among: sources)
      return
    }
    struct Document: Decodable {
      var main: String?
      var scripts: [String: String]?
      var dependencies: [String: String]?
      var optionalDependencies: [String: String]?
      var devDependencies: [String: String]?
    }
    guard let document = try? JSONDecoder().decode(Document.self, from: Data(text.utf8)) else {
      throw Failure(
        .agent, "package-malformed", "`package.json` is not JSON that npm can read", at: place,
        hints: ["run `npm pkg fix`, or `node -p 'require(\"./package.json\")'` to see the mistake"])
    }
    dependencies = (document.dependencies ?? [:]).merging(document.optionalDependencies ?? [:]) { $1 }
    devDependencies = document.devDependencies ?? [:]
    let words = document.scripts?["start"]?.split(separator: " ").map(String.init) ?? []
    if words.count >= 2, words[0] == "node", !words.joined().contains(where: { "&|;<>$`\"'*".contains($0) }) {
      start = words
    } else {
      start[1] = document.main ?? Self.script(among: sources)
    }
    if requiresLock, lock == nil, !dependencies.isEmpty || !devDependencies.isEmpty {
      let foreign = Self.foreignLockFiles.first(where: sources.contains)
      throw Failure(
        .agent, "lock-file-missing",
        foreign.map { "the packages are locked in `\($0)`, which npm cannot read" }
          ?? "`package.json` has dependencies, but there is no `package-lock.json` that pins their versions",
        at: place,
        hints: ["create it with `npm install --package-lock-only`, commit it, and check .dockerignore"]
          + (foreign == nil ? [] : ["or build with a Docker Engine: set `build.engine: docker`"]))
    }
    noteScripts()
  }

  private static func script(among sources: SourceTree) -> String {
    ["index.js", "server.js", "main.js", "app.js", "index.mjs", "server.mjs"].first(where: sources.contains)
      ?? "index.js"
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
    guard let lock, let document = try? JSONDecoder().decode(Lock.self, from: Data(lock.text.utf8)) else { return }
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
