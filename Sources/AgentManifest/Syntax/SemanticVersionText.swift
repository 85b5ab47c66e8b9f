import Versioning

/// Texts by Semantic Versioning 2.0.0, for notations of dependencies that only ask whether one is well formed.
enum SemanticVersionText {
  static func isValid(_ text: String) -> Bool { SemanticVersion(text) != nil }
}
