import Diagnostics
import TextFormats
import YAMLTree

/// Packages that npm would clone: it runs their `prepare` script, also with `--ignore-scripts` (npm issue 2081).
enum GitPackages {
  private static let prefixes = [
    "git:", "git+", "git@", "github:", "gitlab:", "bitbucket:", "gist:", "ssh:",
  ]

  private static let groups = ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"]

  /// - Parameter document: package.json or a lock file.
  static func problems(in document: YAMLNode, named file: String) -> [ProjectFileProblem] {
    let direct = groups.compactMap { document[$0]?.mapping }.joined().filter { isGit($0.value.text ?? "") }
    // The versions in a lock file, and in overrides, stand below names, to any depth.
    let deeper = (groups + ["packages", "overrides"]).compactMap { document[$0]?.mapping }.joined()
      .filter { $0.value.mapping != nil && namesURL($0.value) }
    return (direct + deeper).map { pair in
      ProjectFileProblem(
        file: file, message: "`\(pair.name)` would be cloned with git, and npm would run its scripts",
        line: pair.key.location.line, column: pair.key.location.column,
        hint: remedy)
    }
  }

  private static func namesURL(_ node: YAMLNode) -> Bool {
    node.mapping?.contains { namesURL($0.value) } ?? isURL(node.text ?? "")
  }

  static let remedy = "name a release in the registry, or the URL of a tarball: `https://…/package.tgz`"

  /// Also `owner/name#branch`, short for `github:owner/name` (docs.npmjs.com, package.json); a scope begins with `@`.
  static func isGit(_ text: String) -> Bool {
    if isURL(text) { return true }
    let parts = text.prefix { $0 != "#" }.split(separator: "/", omittingEmptySubsequences: false)
    return parts.count == 2 && parts.allSatisfy { ASCII.isWord($0, and: "-._") && !$0.hasPrefix(".") }
      && !parts[0].contains(".")
  }

  /// npm takes schemes in any case.
  private static func isURL(_ text: String) -> Bool {
    let text = text.lowercased()
    return prefixes.contains(where: text.hasPrefix)
      || (text.hasPrefix("http") && text.contains("://") && text.prefix { $0 != "#" }.hasSuffix(".git"))
  }
}
