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
    guard let at = text.lastIndex(of: "@"), !text[at...].hasPrefix("@sha256:") else { return text }
    return "…\(text[at...])"
  }
}
