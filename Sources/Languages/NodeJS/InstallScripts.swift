import Diagnostics

/// Scripts of package.json that npm runs when it installs the project itself, or a package of the repository
/// (docs.npmjs.com, scripts, "Life Cycle Operation Order"). The image is made without those of the agent.
enum InstallScripts {
  static let prepare = "prepare"
  private static let names = ["preinstall", "install", "postinstall", "preprepare", prepare, "postprepare"]

  /// Those of a package of the repository that make files. npm and pnpm run `prepare` for each package that they link to.
  static func ofPackage(_ manifest: NodeManifest, _ manager: NodeManager) -> [String] {
    let build = manifest.hasBuild ? ["build"] : []
    guard manager == .npm || manager == .pnpm, let script = manifest.scripts?[prepare],
      !isWithoutEffect(script, manifest)
    else { return build }
    return [prepare] + build
  }

  /// What the image lacks because the scripts of the agent, or of the workspace's root, did not run.
  /// - Parameter name: of the package.json, for people.
  /// - Throws: if packages do not work without one of them.
  static func findings(
    _ manifest: NodeManifest, in directory: ProjectDirectory, named name: String, at place: SourceLocation
  ) throws(Failure) -> [Diagnostic] {
    let scripts = names.compactMap { script in manifest.scripts?[script].map { (name: script, text: $0) } }
    let build = buildCommands(manifest)
    for script in scripts {
      for command in ScriptCommands(script.text, manifest).all {
        guard let change = PackageChange(command) else { continue }
        let isBuilt = build.contains { PackageChange($0) == .prisma } && !isInModules(directory)
        if change == .prisma, isBuilt { continue }
        throw Failure(
          .agent, "install-scripts-skipped",
          "`\(change.rawValue)` in the script `\(script.name)` of \(name) changes installed packages, and does not run",
          at: place, hints: change.remedies)
      }
    }
    return scripts.filter { !isWithoutEffect($0.text, manifest) }.map { script in
      .warning(
        "install-scripts-skipped", "the script `\(script.name)` of \(name) did not run: `\(script.text)`", at: place,
        hints: ["do its work in the `build` script, or with a command of `build.run`"])
    }
  }

  /// Whether it does only what no image needs, or what the `build` script does.
  private static func isWithoutEffect(_ script: String, _ manifest: NodeManifest) -> Bool {
    let build = buildCommands(manifest)
    return ScriptCommands(script, manifest).all.allSatisfy { isForDevelopment($0) || build.contains($0) }
  }

  private static func buildCommands(_ manifest: NodeManifest) -> [[String]] {
    manifest.scripts?["build"].map { ScriptCommands($0, manifest).all } ?? []
  }

  private static let development: Set = [
    "husky", "lefthook", "simple-git-hooks", "pre-commit", "is-ci", "only-allow", "pinst", "echo", "true", "false",
    "exit", ":", "test", "[", "cd",
  ]

  private static func isForDevelopment(_ command: [String]) -> Bool {
    let arguments = command.dropFirst()
    switch command.first {
    case "git": return arguments.first == "config"
    case "node": return arguments.contains { $0.contains(".husky/") }
    case "nuxt", "nuxi": return arguments.first == "prepare"
    case "svelte-kit": return arguments.first == "sync"
    case let program?: return development.contains(program)
    case nil: return true
    }
  }

  /// Prisma writes into node_modules unless its schema names another place (prisma.io/docs, generators).
  private static func isInModules(_ directory: ProjectDirectory) -> Bool {
    guard let schema = directory.text("prisma/schema.prisma") else { return false }
    return !schema.split(whereSeparator: \.isNewline).contains { line in
      line.drop { $0 == " " || $0 == "\t" }.hasPrefix("output")
    }
  }

  /// Programs that change what is in node_modules. The image gets its packages as the registry has them.
  private enum PackageChange: String {
    case patch = "patch-package"
    case prisma = "prisma generate"

    init?(_ command: [String]) {
      switch command.first {
      case "patch-package": self = .patch
      case "prisma" where command.contains("generate"): self = .prisma
      default: return nil
      }
    }

    var remedies: [String] {
      let own = "or write a Dockerfile and set `build.dockerfile`"
      return switch self {
      case .patch:
        [
          "use the patches of pnpm, or of yarn 2 and later, or bundle the patched packages with commands of `build.run`",
          own,
        ]
      case .prisma:
        [
          "set `output` of the generator to a directory of the agent, and run `prisma generate` in the `build` script, or in `build.run`",
          own,
        ]
      }
    }
  }
}
