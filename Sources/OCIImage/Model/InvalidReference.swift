public import Diagnostics

/// A text that is no image reference.
public struct InvalidReference: DiagnosableError, Hashable {
  public var text: String
  public var problem: String

  public var failureKind: FailureKind { .usage }

  public var diagnostic: Diagnostic {
    .error(
      "invalid-reference", "`\(text)` is not an image reference: \(problem)",
      hints: ["write `registry.example.com/team/name:tag`"])
  }
}
