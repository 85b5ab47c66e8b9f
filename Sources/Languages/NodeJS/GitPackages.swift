import Diagnostics
import TextFormats
import YAMLTree

/// Packages that npm would clone: it runs their `prepare` script, also with `--ignore-scripts` (npm issue 2081).
enum GitPackages {
  private static let prefixes = [
    "git:", "git+", "git@", "github:", "gitlab:", "bitbucket:", "gist:", "ssh:",
  ]

  /// - Parameter document: package.json or a lock file.
  static func problems(in document: YAMLNode, named file: String) -> [ProjectFileProblem] {
    let groups = ["dependencies", "devDependencies", "optionalDependencies"].compactMap { document[$0]?.mapping }
    let direct = groups.joined().filter { isGit($0.value.text ?? "") }
    let locked = (document["packages"]?.mapping ?? []).filter { isGit($0.value["resolved"]?.text ?? "") }
    return (direct + locked).map { pair in
      ProjectFileProblem(
        file: file, message: "`\(pair.name)` would be cloned with git, and npm would run its scripts",
        line: pair.key.location.line, column: pair.key.location.column,
        hint: remedy)
    }
  }

  static let remedy = "name a release in the registry, or the URL of a tarball: `https://…/package.tgz`"

  /// Also `owner/name#branch`, short for `github:owner/name` (docs.npmjs.com, package.json); a scope begins with `@`.
  static func isGit(_ text: String) -> Bool {
    if prefixes.contains(where: text.hasPrefix) { return true }
    if text.hasPrefix("https://") || text.hasPrefix("http://") {
      return text.prefix { $0 != "#" }.hasSuffix(".git")
    }
    let parts = text.prefix { $0 != "#" }.split(separator: "/", omittingEmptySubsequences: false)
    return parts.count == 2 && parts.allSatisfy { ASCII.isWord($0, and: "-._") && !$0.hasPrefix(".") }
      && !parts[0].contains(".")
  }
}
