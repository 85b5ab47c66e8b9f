import Diagnostics
import Languages
import Settings
public import YAMLTree

/// What rules look at: the tree as written, which is there even where no manifest can be made of it.
public struct ManifestTree: Sendable {
  public let root: YAMLNode
  /// The directory the manifest stands in; nothing where only the file itself is known.
  let surroundings: ManifestSurroundings?
  /// Where the tree does not fit the schema; rules about structure word these.
  let mismatches: [SchemaMismatch]
  /// Those that an agent may be written in.
  let languages: [any Language]
  /// Nothing where the runtime is missing or unknown.
  let language: (any Language)?
  let dependencies: [WrittenDependency]
  let devDependencies: [WrittenDependency]
  let secrets: [WrittenSecret]
  /// What the table of settings says against values in `spec.pipeline`; the rules with its codes word these.
  let settingProblems: [(problem: SettingProblem, location: SourceLocation)]

  init(_ root: YAMLNode, _ languages: [any Language]) {
    self.root = root
    self.languages = languages
    surroundings = nil
    mismatches = SchemaWalk.mismatches(of: root)
    let spec = root["spec"]
    language = spec?["runtime"]?.text.flatMap { RuntimeSelection($0, among: languages)?.language }
    let notation = language?.notation
    dependencies = WrittenDependency.list(spec?["dependencies"], notation)
    devDependencies = WrittenDependency.list(spec?["dev_dependencies"], notation)
    secrets = WrittenSecrets.find(in: root)
    settingProblems = spec?["pipeline"].map { WrittenSetting.all(in: $0).flatMap(\.problems) } ?? []
  }

  /// The same tree with what is beside it.
  func beside(_ surroundings: ManifestSurroundings) -> ManifestTree {
    ManifestTree(self, surroundings)
  }

  private init(_ other: ManifestTree, _ surroundings: ManifestSurroundings) {
    root = other.root
    self.surroundings = surroundings
    mismatches = other.mismatches
    languages = other.languages
    language = other.language
    dependencies = other.dependencies
    devDependencies = other.devDependencies
    secrets = other.secrets
    settingProblems = other.settingProblems
  }

  /// The value at a path of keys, if there is one.
  func node(_ path: String...) -> YAMLNode? {
    path.reduce(root as YAMLNode?) { $0?[$1] }
  }

  /// The items of the list at a path of keys; none where there is no list.
  func items(_ path: String...) -> [YAMLNode] {
    path.reduce(root as YAMLNode?) { $0?[$1] }?.sequence ?? []
  }

  /// The key and the value of the health check, whichever way it is spelled.
  var healthCheck: YAMLPair? {
    node("spec")?.pair("healthCheck") ?? node("spec")?.pair("healthcheck")
  }

  /// What one kind of mismatch is worded as.
  func mismatches<Result>(_ word: (SchemaMismatch) -> Result?) -> [Result] {
    mismatches.compactMap(word)
  }
}

/// A line of `dependencies` and what its notation makes of it.
struct WrittenDependency: Sendable {
  var line: String
  var location: SourceLocation
  /// Nothing where the runtime, and with it the notation, is unknown.
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
