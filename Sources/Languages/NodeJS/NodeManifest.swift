import FoundationEssentials

/// What a package.json says (docs.npmjs.com, package.json).
struct NodeManifest: Sendable, Decodable {
  static let name = "package.json"

  var name: String?
  var main: String?
  var bin: Programs?
  var scripts: [String: String]?
  var dependencies: [String: String]?
  var optionalDependencies: [String: String]?
  var devDependencies: [String: String]?
  var peerDependencies: [String: String]?
  var peerDependenciesMeta: [String: Peer]?
  var workspaces: Workspaces?
  /// `pnpm@9.1.0+sha512.…` (nodejs.org/api/corepack.html)
  var packageManager: String?

  /// More of a peer dependency.
  struct Peer: Sendable, Decodable {
    /// Whether the package runs without it; then it is not installed.
    var isOptional: Bool

    init(from decoder: any Decoder) throws {
      struct Object: Decodable { var optional: Bool? }
      isOptional = (try? Object(from: decoder))?.optional ?? false
    }
  }

  /// A list of patterns, or an object with one.
  struct Workspaces: Sendable, Decodable {
    var patterns: [String]

    init(from decoder: any Decoder) throws {
      struct Object: Decodable { var packages: [String]? }
      if let list = try? [String](from: decoder) {
        patterns = list
      } else {
        patterns = try Object(from: decoder).packages ?? []
      }
    }
  }

  /// The path of one program, or paths by names.
  struct Programs: Sendable, Decodable {
    var paths: [String: String]

    init(from decoder: any Decoder) throws {
      if let path = try? String(from: decoder) {
        paths = ["": path]
      } else {
        paths = (try? [String: String](from: decoder)) ?? [:]
      }
    }
  }

  init(_ text: String) throws { self = try JSONDecoder().decode(NodeManifest.self, from: Data(text.utf8)) }

  /// - Returns: `nil` if there is none, or none that can be read.
  init?(in directory: ProjectDirectory) {
    guard let text = directory.text(Self.name), let manifest = try? NodeManifest(text) else { return nil }
    self = manifest
  }

  /// The only program that the package brings: so start most servers of MCP.
  var program: String? {
    guard let paths = bin?.paths, Set(paths.values).count == 1 else { return nil }
    return paths.values.first
  }

  /// How it starts, for people.
  var startText: String { scripts?["start"] ?? "node \(main ?? program ?? "index.js")" }

  /// What the image needs.
  var needed: [String: String] {
    (dependencies ?? [:]).merging(optionalDependencies ?? [:]) { $1 }.merging(neededPeers) { first, _ in first }
  }
  var forDevelopment: [String: String] { devDependencies ?? [:] }
  /// npm 7 and later install peer dependencies. Of one that is a dev dependency, too, it takes it for that alone.
  private var neededPeers: [String: String] {
    (peerDependencies ?? [:]).filter { name, _ in
      forDevelopment[name] == nil && peerDependenciesMeta?[name]?.isOptional != true
    }
  }
  var all: [String: String] { needed.merging(forDevelopment) { first, _ in first } }
  /// Package managers link to members of a workspace that are optional peers, too.
  var named: [String: String] { all.merging(peerDependencies ?? [:]) { first, _ in first } }
  var hasBuild: Bool { scripts?["build"] != nil }
}
