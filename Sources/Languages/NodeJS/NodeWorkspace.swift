import OCIImage
import YAMLTree

/// The npm, pnpm or yarn workspace that an agent is a member of, or the root of.
struct NodeWorkspace: Sendable {
  /// Of the root; `nil` if there is no workspace around the agent.
  var root: ProjectDirectory
  /// The members by their packages' names.
  var members: [String: ProjectDirectory] = [:]

  /// A repository has fewer directories at the places of members.
  private static let limit = 2000
  /// Directories below each other that `**` looks into.
  private static let depth = 5

  /// Looks for the nearest root above a directory; a directory that no root names stands alone.
  init(around agent: ProjectDirectory) {
    var place: ProjectDirectory? = agent
    while let candidate = place {
      let patterns = Self.patterns(in: candidate)
      if !patterns.isEmpty {
        let found = Self.expand(patterns, in: candidate)
        if candidate.place == agent.place || found.contains(where: { $0.place == agent.place }) {
          root = candidate
          for member in found {
            if let name = NodeManifest(in: member)?.name { members[name] = member }
          }
          return
        }
      }
      place = candidate.parent
    }
    root = agent
  }

  /// pnpm reads its own file alone, the others package.json.
  private static func patterns(in directory: ProjectDirectory) -> [String] {
    if let bytes = directory.read("pnpm-workspace.yaml", ProjectDirectory.limit) {
      let packages = YAMLDocument.parse(bytes: bytes, file: "pnpm-workspace.yaml").root?["packages"]
      return packages?.sequence?.compactMap(\.text) ?? []
    }
    return NodeManifest(in: directory)?.workspaces?.patterns ?? []
  }

  private static func expand(_ patterns: [String], in root: ProjectDirectory) -> [ProjectDirectory] {
    var listed: [String: [String]] = [:]
    func expanded(_ pattern: String) -> Set<String> {
      var found: Set<String> = []
      for pattern in BraceExpansion.patterns(pattern) {
        let parts = pattern.split(separator: "/").filter { $0 != "." }.map(String.init)
        collect(parts[...], "", root, 0, &found, &listed)
      }
      return found
    }
    var places: Set<String> = []
    for pattern in patterns {
      if pattern.hasPrefix("!") {
        places.subtract(expanded(String(pattern.dropFirst())))
      } else {
        places.formUnion(expanded(pattern))
      }
    }
    return places.sorted().prefix(limit).compactMap { path in
      root.exists("\(path)/\(NodeManifest.name)") ? root[path] : nil
    }
  }

  /// - Parameter listed: what is in the directories that were looked into: patterns share many of them.
  private static func collect(
    _ parts: ArraySlice<String>, _ path: String, _ root: ProjectDirectory, _ depth: Int, _ found: inout Set<String>,
    _ listed: inout [String: [String]]
  ) {
    guard found.count < limit else { return }
    guard let part = parts.first else {
      if !path.isEmpty { found.insert(path) }
      return
    }
    func below(_ name: String) -> String { path.isEmpty ? name : "\(path)/\(name)" }
    func names() -> [String] {
      if let known = listed[path] { return known }
      let names = root.names(path).filter(isPlace)
      listed[path] = names
      return names
    }
    let rest = parts.dropFirst()
    if part == "**" {
      collect(rest, path, root, depth, &found, &listed)
      guard depth < Self.depth else { return }
      for name in names() { collect(parts, below(name), root, depth + 1, &found, &listed) }
    } else if part.contains(where: { "*?[".contains($0) }), let pattern = GlobPattern(part) {
      for name in names() where pattern.matches(name) { collect(rest, below(name), root, depth, &found, &listed) }
    } else {
      collect(rest, below(part), root, depth, &found, &listed)
    }
  }

  /// Endings of files that no directory has: most names in a repository, each of which would be looked into.
  private static let fileEndings = [
    ".ts", ".tsx", ".jsx", ".mjs", ".cjs", ".json", ".md", ".mdx", ".yml", ".yaml", ".png", ".svg", ".snap", ".txt",
    ".css", ".scss", ".html", ".lock", ".map",
  ]

  private static func isPlace(_ name: String) -> Bool {
    name != "node_modules" && !name.hasPrefix(".") && !fileEndings.contains(where: name.hasSuffix)
  }
}
