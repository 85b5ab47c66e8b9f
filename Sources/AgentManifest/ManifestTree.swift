import Diagnostics
import Languages
import Settings
public import YAMLTree

/// What rules check: the tree as written, even if no manifest can be made of it.
public struct ManifestTree: Sendable {
  public let root: YAMLNode
  /// The manifest's directory; nil if only the file itself is known.
  private(set) var surroundings: ManifestSurroundings?
  /// Where the tree does not fit the schema; rules about structure report these.
  let mismatches: [SchemaMismatch]
  /// The supported languages.
  let languages: [any Language]
  /// Nil if the runtime is missing or unknown.
  let language: (any Language)?
  /// The version behind the runtime's name.
  let languageVersion: String?
  let dependencies: [WrittenDependency]
  let devDependencies: [WrittenDependency]
  let secrets: [WrittenSecret]
  /// The problems of values that have the type of their field; the rules with their codes report these.
  let valueProblems: [(problem: SettingProblem, location: SourceLocation)]

  init(_ root: YAMLNode, _ languages: [any Language]) {
    self.root = root
    self.languages = languages
    let walk = SchemaWalk(root)
    mismatches = walk.mismatches
    let spec = root["spec"]
    let runtime = spec?["runtime"]?.text.flatMap { RuntimeSelection($0, among: languages) }
    (language, languageVersion) = (runtime?.language, runtime?.version)
    let notation = language?.notation
    dependencies = WrittenDependency.list(spec?["dependencies"], notation)
    devDependencies = WrittenDependency.list(spec?["dev_dependencies"], notation)
    secrets = WrittenSecrets.find(in: root)
    valueProblems =
      walk.valueProblems + (spec?["pipeline"].map { WrittenSetting.all(in: $0).flatMap(\.problems) } ?? [])
  }

  /// The same tree with its surroundings.
  func beside(_ surroundings: ManifestSurroundings) -> ManifestTree {
    var copy = self
    copy.surroundings = surroundings
    return copy
  }

  /// The value at a path of keys, if there is one.
  func node(_ path: String...) -> YAMLNode? {
    path.reduce(root as YAMLNode?) { $0?[$1] }
  }

  /// The items of the list at a path of keys; empty if there is no list.
  func items(_ path: String...) -> [YAMLNode] {
    path.reduce(root as YAMLNode?) { $0?[$1] }?.sequence ?? []
  }

  /// The key and the value of the health check, in either spelling.
  var healthCheck: YAMLPair? {
    node("spec")?.pair("healthCheck") ?? node("spec")?.pair("healthcheck")
  }
}

/// A line of `dependencies`, parsed in the notation of the language.
struct WrittenDependency: Sendable {
  var line: String
  var location: SourceLocation
  /// Nil if the runtime, and with it the notation, is unknown.
  var parsed: Result<Dependency, DependencyProblem>?

  var dependency: Dependency? {
    if case .success(let dependency) = parsed { dependency } else { nil }
  }

  fileprivate static func list(_ node: YAMLNode?, _ notation: (any DependencyNotation.Type)?) -> [WrittenDependency] {
    (node?.sequence ?? []).compactMap { item in
      guard let line = item.text else { return nil }
      return WrittenDependency(
        line: line, location: item.location,
        parsed: notation.map { notation in
          Result { () throws(DependencyProblem) in try notation.parse(line) }
        })
    }
  }
}
