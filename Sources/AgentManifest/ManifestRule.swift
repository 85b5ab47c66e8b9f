public import Diagnostics
import Settings
import YAMLTree

/// One check of a manifest, with its documentation.
///
/// A new rule is a file in `Rules/` and a name in `AllRules`.
public protocol ManifestRule: Sendable {
  /// Kebab case; the code of every diagnostic the rule makes.
  static var id: String { get }
  /// The requirement, in one line.
  static var title: String { get }
  /// What goes wrong if it is not met.
  static var why: String { get }
  /// A piece of a manifest with at least one finding of this rule.
  static var badExample: String { get }
  /// The same piece, corrected.
  static var goodExample: String { get }

  /// Whether a comment may suppress the finding: not if the manifest would be unusable.
  static var isSuppressible: Bool { get }

  static func check(_ manifest: ManifestTree) -> [Diagnostic]
}

extension ManifestRule {
  public static var isSuppressible: Bool { true }

  // Findings are lists, so that a rule can add and return them as they are.

  static func note(_ message: String, at location: SourceLocation, hints: [String] = []) -> [Diagnostic] {
    [.note(id, message, at: location, hints: hints)]
  }

  static func error(_ message: String, at location: SourceLocation, hints: [String] = []) -> [Diagnostic] {
    [.error(id, message, at: location, hints: hints)]
  }

  static func warning(_ message: String, at location: SourceLocation, hints: [String] = []) -> [Diagnostic] {
    [.warning(id, message, at: location, hints: hints)]
  }

  /// The finding for a field that means nothing next to another.
  static func withoutEffect(_ pair: YAMLPair, with other: String) -> [Diagnostic] {
    warning("`\(pair.name)` has no effect with `\(other)`", at: pair.key.location, hints: ["remove it"])
  }

  static func error(_ problem: SettingProblem, at location: SourceLocation) -> [Diagnostic] {
    error(problem.message, at: location, hints: problem.hints)
  }

  /// The finding for a path that is not absolute.
  static func rooted(_ node: YAMLNode?) -> [Diagnostic] {
    guard let node, let path = node.text, !path.hasPrefix("/") else { return [] }
    return error("the path `\(path)` does not begin with `/`", at: node.location, hints: ["write `/\(path)`"])
  }

  /// The finding for a command without a program.
  static func runnable(_ pair: YAMLPair?) -> [Diagnostic] {
    guard let pair, let words = pair.value.sequence, words.first?.text?.isEmpty ?? true else { return [] }
    return error(
      words.isEmpty ? "the command is empty" : "the command has no program",
      at: words.first?.location ?? pair.value.location,
      hints: ["write `\(pair.name): [\"program\", \"argument\"]`"])
  }

  /// The problems of values with the code of this rule.
  static func valueFindings(_ manifest: ManifestTree) -> [Diagnostic] {
    manifest.valueProblems.filter { $0.problem.code == id }.flatMap { error($0.problem, at: $0.location) }
  }
}

/// A rule that only reports the problems of values with its code.
public protocol ValueRule: ManifestRule {}

extension ValueRule {
  public static func check(_ manifest: ManifestTree) -> [Diagnostic] { valueFindings(manifest) }
}

/// A rule that looks at other files; if only the manifest is known, it finds nothing.
public protocol ContextRule: ManifestRule {
  /// The files around the bad example, all of them in the image; contents by path.
  static var badFiles: [String: String] { get }
  /// The files around the good example.
  static var goodFiles: [String: String] { get }

  static func check(_ manifest: ManifestTree, beside surroundings: ManifestSurroundings) -> [Diagnostic]
}

extension ContextRule {
  public static func check(_ manifest: ManifestTree) -> [Diagnostic] {
    manifest.surroundings.map { check(manifest, beside: $0) } ?? []
  }
}

extension ManifestRule {
  /// The documentation of the rule.
  public static var description: RuleDescription {
    let context = self as? any ContextRule.Type
    return RuleDescription(
      id: id, title: title, why: why, bad: .init(badExample, files: context?.badFiles ?? [:]),
      good: .init(goodExample, files: context?.goodFiles ?? [:]), isSuppressible: isSuppressible)
  }
}
