public import Diagnostics
public import OCIImage

/// Why a registry did not do what was asked: a class to act upon, what it said itself, and what to do about it.
public struct RegistryFailure: DiagnosableError {
  /// What a caller can distinguish; the raw value is `class` in reports.
  public enum Class: String, Sendable, Hashable, Codable, CaseIterable {
    /// No credential, or one that was refused.
    case auth
    /// The credential is good but may not do this.
    case denied
    case rateLimited = "rate-limited"
    case notFound = "not-found"
    case network
    case tls
    case digestMismatch = "digest-mismatch"
    case immutableTag = "immutable-tag"
    case tooLarge = "too-large"
    case registryError = "registry-error"
    /// A file on this side could not be read or written.
    case localFile = "local-file"
    case cancelled
    /// A limit for the whole was reached, whatever the single attempts were waiting for.
    case timeout
  }

  /// One of the `errors` in a registry's answer (distribution-spec, "Error Codes").
  public struct Message: Sendable, Hashable {
    public var code: String
    public var message: String
  }

  public var failureClass: Class
  /// What was tried and what went wrong, without the registry's own words.
  public var summary: String
  /// Of the answer, if there was one.
  public var status: Int?
  /// The registry's own words.
  public var errors: [Message]
  public var hints: [String]
  /// Whether another attempt may succeed.
  public var isRetryable: Bool
  /// How often it was retried.
  public var retries = 0
  /// What the registry asked to wait.
  public var retryAfter: Duration?
  /// The failure below, such as a full disk; it explains itself better than this one could.
  public var underlying: (any DiagnosableError)?

  init(
    _ failureClass: Class, _ summary: String, status: Int? = nil, errors: [Message] = [], hints: [String] = [],
    isRetryable: Bool = false, retryAfter: Duration? = nil, underlying: (any DiagnosableError)? = nil
  ) {
    self.failureClass = failureClass
    self.summary = summary
    self.status = status
    self.errors = errors
    self.hints = hints
    self.isRetryable = isRetryable
    self.retryAfter = retryAfter
    self.underlying = underlying
  }

  /// A tag that must stay what it is names another image.
  public static func published(_ reference: Reference) -> RegistryFailure {
    RegistryFailure(.immutableTag, "`\(reference)` names another image")
  }

  /// - Parameters:
  ///   - limit: as people write it.
  ///   - setting: what sets the limit.
  public static func timedOut(_ attempt: String, limit: String, setting: String) -> RegistryFailure {
    RegistryFailure(
      .timeout, "\(attempt) did not finish within \(limit)",
      hints: ["raise `\(setting)`, or push again: uploaded content is not sent again"])
  }

  public var failureKind: FailureKind {
    switch failureClass {
    case .immutableTag: .agent
    case .timeout: .timeout
    default: .infrastructure
    }
  }

  public var diagnostic: Diagnostic {
    if failureClass == .localFile, let underlying { return underlying.diagnostic }
    var message = summary
    for error in errors { message += ": \(error.message.isEmpty ? error.code : error.message)" }
    let name = failureClass.rawValue
    return .error(name.hasPrefix("registry-") ? name : "registry-\(name)", message, hints: hints)
  }
}
