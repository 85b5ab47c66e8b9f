import TextFormats

/// The package managers of Node.js, by the layout of their lock files.
enum NodeManager: String, Sendable, CaseIterable {
  case npm, pnpm
  /// Version 1.
  case yarn
  /// Version 2 and later.
  case berry

  /// In the order in which the manager looks for them.
  var lockFiles: [String] {
    switch self {
    case .npm: ["npm-shrinkwrap.json", "package-lock.json"]
    case .pnpm: ["pnpm-lock.yaml"]
    case .yarn, .berry: ["yarn.lock"]
    }
  }

  var command: String { self == .berry ? "yarn" : rawValue }

  /// Beginnings of versions that are no releases in a registry, as far as managers differ in them.
  private static let protocols: Set = ["file:", "link:", "portal:", "workspace:", "catalog:", "patch:"]

  /// Those of them that it knows (docs.npmjs.com, classic.yarnpkg.com, pnpm.io, yarnpkg.com/protocols).
  private var ownProtocols: Set<String> {
    switch self {
    case .npm: ["file:"]
    case .pnpm: ["file:", "link:", "workspace:", "catalog:"]
    case .yarn: ["file:", "link:"]
    case .berry: Self.protocols
    }
  }

  /// Whether it can read a version that package.json names.
  func knows(_ range: String) -> Bool {
    Self.protocols.subtracting(ownProtocols).allSatisfy { !range.hasPrefix($0) }
  }

  /// All that a manager reads besides the packages' own files.
  static let files =
    ["npm-shrinkwrap.json", "package-lock.json", "pnpm-lock.yaml", "yarn.lock"] + [
      NpmConfiguration.file, "pnpm-workspace.yaml", ".pnpmfile.cjs", ".pnpmfile.mjs", ".yarnrc", ".yarnrc.yml",
    ]

  /// Lock files of managers that cannot be used.
  static let foreignLockFiles = ["bun.lock", "bun.lockb", "deno.lock"]

  /// Which one `packageManager` of package.json names.
  /// - Returns: `nil` for another one.
  init?(packageManager: String) {
    let parts = packageManager.split(separator: "@", maxSplits: 1).map(String.init)
    switch parts.first {
    case "npm": self = .npm
    case "pnpm": self = .pnpm
    case "yarn": self = parts.count > 1 && parts[1].hasPrefix("1.") ? .yarn : .berry
    default: return nil
    }
  }

  /// Whether a text names a release; corepack would run the program at an address, too.
  static func isRelease(_ packageManager: String) -> Bool {
    let parts = packageManager.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
    return parts.count == 2 && ASCII.isWord(parts[0]) && ASCII.isWord(parts[1], and: ".-+=_")
  }

  /// Installs what the lock file says, and nothing else (docs.npmjs.com, pnpm.io/cli/install, classic.yarnpkg.com/docs/cli,
  /// yarnpkg.com/cli).
  /// - Parameters:
  ///   - member: the agent's place below the workspace's root; empty if it is the root.
  ///   - others: members that come with every one; for npm, which leaves them out otherwise.
  func install(production: Bool, member: String, others: [String] = []) -> [[String]] {
    switch self {
    case .npm:
      let members = member.isEmpty ? [] : ([member] + others).map { "--workspace=\($0)" } + ["--include-workspace-root"]
      // No setting says otherwise.
      let groups = production ? ["--omit=dev", "--include=prod"] : ["--include=dev"]
      return [
        ["ci"] + groups + members
          + ["--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--install-links=false"]
          + ["--dry-run=false", "--package-lock-only=false"]
      ]
    case .pnpm:
      // `{DIR}...`: the package in the directory with those it needs.
      return [
        (member.isEmpty ? [] : ["--filter={./\(member)}..."])
          + ["install", "--frozen-lockfile", "--ignore-scripts", "--config.node-linker=hoisted"]
          + (production ? ["--prod"] : [])
      ]
    case .yarn:
      return [
        ["install", "--frozen-lockfile", "--non-interactive", "--ignore-scripts", "--no-progress"]
          + (production ? ["--production"] : [])
      ]
    case .berry:
      let install = ["install", "--immutable", "--mode=skip-build"]
      let focus = ["workspaces", "focus"] + (production ? ["--production"] : [])
      return production || !member.isEmpty ? [install, focus] : [install]
    }
  }

  /// Whether the call begins in the agent's directory instead of the workspace's root.
  func startsInMember(_ arguments: [String]) -> Bool { self == .berry && arguments.first == "workspaces" }

  /// Variables that decide which packages are installed, or whether any is. npm reads its variables in any case, and `-` for
  /// `_` in them (docs.npmjs.com, config).
  static func choosesPackages(_ variable: String) -> Bool {
    let name = variable.lowercased().replacing("-", with: "_")
    if ["node_env", "node_options", "yarn_production"].contains(name) { return true }
    let prefix = "npm_config_"
    return name.hasPrefix(prefix) && choosing.contains(String(name.dropFirst(prefix.count)))
  }

  private static let choosing: Set = [
    "also", "dev", "dry_run", "global", "include", "include_workspace_root", "location", "omit", "only", "optional",
    "package_lock", "package_lock_only", "prefix", "production", "workspace", "workspaces",
  ]

  /// What the tools must not be told otherwise by the project's files.
  var environment: [String: String] {
    switch self {
    case .npm, .yarn: [:]
    case .pnpm: ["CI": "true", "npm_config_manage_package_manager_versions": "false"]
    case .berry:
      [
        "YARN_ENABLE_SCRIPTS": "0", "YARN_ENABLE_TELEMETRY": "0", "YARN_IGNORE_PATH": "1",
        "YARN_NODE_LINKER": "node-modules",
      ]
    }
  }

  /// What a manager leaves in node_modules for itself.
  static let bookkeeping = [
    ".package-lock.json", ".yarn-integrity", ".yarn-state.yml", ".modules.yaml", ".pnpm-workspace-state.json",
    ".pnpm-workspace-state-v1.json", ".cache",
  ]
}
