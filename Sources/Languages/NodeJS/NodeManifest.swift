import FoundationEssentials

/// What a package.json says (docs.npmjs.com, package.json).
struct NodeManifest: Sendable, Decodable {
  static let name = "package.json"

  var name: String?
  var main: String?
  var scripts: [String: String]?
  var dependencies: [String: String]?
  var optionalDependencies: [String: String]?
  var devDependencies: [String: String]?
  var workspaces: Workspaces?
  /// `pnpm@9.1.0+sha512.…` (nodejs.org/api/corepack.html)
  var packageManager: String?

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

  init(_ text: String) throws { self = try JSONDecoder().decode(NodeManifest.self, from: Data(text.utf8)) }

  /// - Returns: `nil` if there is none, or none that can be read.
  init?(in directory: ProjectDirectory) {
    guard let text = directory.text(Self.name), let manifest = try? NodeManifest(text) else { return nil }
    self = manifest
  }

  /// What the image needs.
  var needed: [String: String] { (dependencies ?? [:]).merging(optionalDependencies ?? [:]) { $1 } }
  var forDevelopment: [String: String] { devDependencies ?? [:] }
  var all: [String: String] { needed.merging(forDevelopment) { first, _ in first } }
  var hasBuild: Bool { scripts?["build"] != nil }
}
