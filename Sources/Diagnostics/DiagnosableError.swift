/// Whose fault a failure is. It decides the exit status and whether JUnit says `failure` or `error`.
public enum FailureKind: String, Sendable, Hashable, Codable {
  /// The agent's: invalid manifest, failed build or test, immutable tag. Exit status 1.
  case agent
  /// The caller's: wrong usage or settings. Exit status 2.
  case usage
  /// The environment's: engine, registry, network, credentials, git history. Exit status 3.
  case infrastructure
  /// A time limit was reached. Exit status 4.
  case timeout
}

/// An error that knows how to explain itself to the user: every error that a library of this package throws.
public protocol DiagnosableError: Error, Sendable, CustomStringConvertible {
  var failureKind: FailureKind { get }
  var diagnostic: Diagnostic { get }
}

extension DiagnosableError {
  public var description: String { diagnostic.message }
}

/// A failure that needs no type of its own: a kind and the diagnostic.
public struct Failure: DiagnosableError {
  public var failureKind: FailureKind
  public var diagnostic: Diagnostic

  public init(_ kind: FailureKind, _ diagnostic: Diagnostic) {
    failureKind = kind
    self.diagnostic = diagnostic
  }

  /// A failure whose diagnostic is an error.
  public init(
    _ kind: FailureKind, _ code: String, _ message: String, at location: SourceLocation? = nil, hints: [String] = []
  ) {
    self.init(kind, .error(code, message, at: location, hints: hints))
  }
}
