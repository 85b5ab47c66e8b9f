public import Diagnostics

/// A text that is not an image reference.
public struct InvalidReference: DiagnosableError, Hashable {
  public var text: String
  public var problem: String

  public var failureKind: FailureKind { .usage }

  public var diagnostic: Diagnostic {
    .error(
      "invalid-reference", "`\(shown)` is not an image reference: \(problem)",
      hints: ["write `registry.example.com/team/name:tag`"])
  }

  /// Hides what comes before an `@` without a digest: it may be a user and a password.
  private var shown: String {
    guard let at = text.lastIndex(of: "@") else { return text }
    let isDigest = Digest.Algorithm.allCases.contains { text[at...].hasPrefix("@\($0.rawValue):") }
    if isDigest { return text }
    return "…\(text[at...])"
  }
}
