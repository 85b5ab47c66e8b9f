public import Diagnostics
import Settings

/// One thing that is checked of a manifest, with what its documentation says.
///
/// A new rule is a file in `Rules/` and a line in `AllRules`.
public protocol ManifestRule: Sendable {
  /// Kebab case; the code of every diagnostic the rule makes.
  static var id: String { get }
  /// What holds where the rule is kept, in one line.
  static var title: String { get }
  /// What goes wrong where it is not.
  static var why: String { get }
  /// A piece of a manifest with at least one finding of this rule.
  static var badExample: String { get }
  /// The same piece put right.
  static var goodExample: String { get }

  /// Whether a comment may silence the finding: not where the manifest cannot be used as it is.
  static var isSuppressible: Bool { get }

  static func check(_ manifest: ManifestTree) -> [Diagnostic]
}

extension ManifestRule {
  public static var isSuppressible: Bool { true }

  static func note(_ message: String, at location: SourceLocation, hints: [String] = []) -> Diagnostic {
    .note(id, message, at: location, hints: hints)
  }

  static func error(_ message: String, at location: SourceLocation, hints: [String] = []) -> Diagnostic {
    .error(id, message, at: location, hints: hints)
  }

  static func warning(_ message: String, at location: SourceLocation, hints: [String] = []) -> Diagnostic {
    .warning(id, message, at: location, hints: hints)
  }

  /// The name that was probably meant; the longest name known is much shorter than the bound on the search.
  static func nearest(to name: String, in known: [String]) -> String? {
    name.utf8.count <= 64 ? NearestName.to(name, in: known) : nil
  }

  static func error(_ problem: SettingProblem, at location: SourceLocation) -> Diagnostic {
    error(problem.message, at: location, hints: problem.hints)
  }

  /// What the table of settings says under the code of this rule.
  static func settingFindings(_ manifest: ManifestTree) -> [Diagnostic] {
    manifest.settingProblems.filter { $0.problem.code == id }.map { error($0.problem, at: $0.location) }
  }
}

/// A rule that looks beside the manifest; where only the file itself is known, it finds nothing.
public protocol ContextRule: ManifestRule {
  /// The files beside the bad example, all of them in the image; contents by path.
  static var badFiles: [String: String] { get }
  /// The files beside the good example.
  static var goodFiles: [String: String] { get }

  static func check(_ manifest: ManifestTree, beside surroundings: ManifestSurroundings) -> [Diagnostic]
}

extension ContextRule {
  public static func check(_ manifest: ManifestTree) -> [Diagnostic] {
    manifest.surroundings.map { check(manifest, beside: $0) } ?? []
  }
}

extension ManifestRule {
  /// What the documentation says of the rule.
  public static var description: RuleDescription {
    let context = self as? any ContextRule.Type
    return RuleDescription(
      id: id, title: title, why: why, bad: .init(badExample, files: context?.badFiles ?? [:]),
      good: .init(goodExample, files: context?.goodFiles ?? [:]), isSuppressible: isSuppressible)
  }
}
