import TextFormats

/// The project's .npmrc (docs.npmjs.com/cli/configuring-npm/npmrc) and what of it a repository may decide.
struct NpmConfiguration {
  static let file = ".npmrc"

  /// Keys that choose among packages or change the output, but neither hosts nor programs.
  private static let harmless: Set = [
    "allow-git", "always-auth", "audit", "audit-level", "engine-strict", "fetch-retries", "fetch-retry-factor",
    "fetch-retry-maxtimeout", "fetch-retry-mintimeout", "fetch-timeout", "force", "fund", "global-style", "hoist",
    "ignore-scripts", "include", "install-links", "install-strategy", "legacy-bundling", "legacy-peer-deps",
    "lockfile-version", "loglevel", "maxsockets", "min-release-age", "omit", "optional", "package-lock",
    "prefer-dedupe",
    "prefer-offline", "prefer-online", "progress", "save", "save-bundle", "save-dev", "save-exact", "save-optional",
    "save-peer", "save-prefix", "save-prod", "shamefully-hoist", "strict-peer-deps", "strict-peer-dependencies",
    "tag-version-prefix", "update-notifier", "workspaces-update",
  ]
  /// Settings of pnpm and others, which share the file; npm does not know them.
  private static let foreign: Set = [
    "auto-install-peers", "dedupe-peer-dependents", "enable-pre-post-scripts", "hoist-pattern",
    "link-workspace-packages",
    "node-linker", "package-manager-strict", "prefer-workspace-packages", "public-hoist-pattern", "resolution-mode",
    "save-workspace-protocol", "shared-workspace-lockfile", "side-effects-cache",
  ]

  private struct Line {
    var number: Int
    var key: String
    var value: String
  }

  private let lines: [Line]

  /// npm reads the file as INI: `;` and `#` begin comments, `key[]` adds to a list.
  init(_ text: String) {
    lines = ProjectDependencies.lines(text).compactMap { line in
      let code = ASCII.trimmed(line.text)
      guard !code.isEmpty, !code.hasPrefix(";"), !code.hasPrefix("#") else { return nil }
      let parts = code.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let key = ASCII.trimmed(parts[0])
      return Line(
        number: line.number, key: key.hasSuffix("[]") ? String(key.dropLast(2)) : key,
        value: parts.count > 1 ? ASCII.trimmed(parts[1]) : "true")
    }
  }

  func problems(trusting hosts: PackageHosts) -> [ProjectFileProblem] { lines.compactMap { problem($0, hosts) } }

  private func problem(_ line: Line, _ hosts: PackageHosts) -> ProjectFileProblem? {
    let key = line.key
    if key == "registry" || key.hasSuffix(":registry") {
      return hosts.contain(line.value)
        ? nil
        : .index(
          line.value, as: key, in: Self.file, line: line.number,
          remedy: "set the variable npm_config_registry in the CI system")
    }
    // `//host/path/:_authToken`: credentials for one registry, and for no other.
    if key.hasPrefix("//") {
      return hosts.contain("https:\(key)")
        ? nil
        : .index(
          "https:\(key)", as: key, in: Self.file, line: line.number,
          remedy: "set the variable npm_config_registry in the CI system")
    }
    if Self.harmless.contains(key) || Self.foreign.contains(key) { return nil }
    return .refused(
      key, in: Self.file, line: line.number, because: "a repository may not decide it for the build",
      hint: "remove it, or set the variable npm_config_\(key.replacing("-", with: "_")) in the CI system")
  }
}
