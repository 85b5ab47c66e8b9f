public import Diagnostics
import HTTPTransport
import TextFormats

/// Why a forge did not take a release, and what to do about it.
public struct ForgeFailure: DiagnosableError {
  /// The diagnostic's code; users search for it.
  public enum Code: String, Sendable, Hashable, CaseIterable {
    /// No token, or one that was refused.
    case auth = "forge-auth"
    /// The token is good but may not do this.
    case denied = "forge-denied"
    case notFound = "forge-not-found"
    case rateLimited = "forge-rate-limited"
    /// The forge does not accept this release.
    case refused = "forge-refused"
    case network = "forge-network"
    /// The token must not go where it would have to.
    case unsafeURL = "forge-url"
    /// The answer is not one of a forge's API, or its server fails.
    case unexpectedAnswer = "forge-error"
  }

  public var code: Code
  public var message: String
  public var hints: [String]
  /// Whether another try may succeed.
  public var isRetryable: Bool
  /// What the forge asked to wait.
  public var retryAfter: Duration?

  init(_ code: Code, _ message: String, hints: [String] = [], isRetryable: Bool = false, retryAfter: Duration? = nil) {
    self.code = code
    self.message = message
    self.hints = hints
    self.isRetryable = isRetryable
    self.retryAfter = retryAfter
  }

  public var failureKind: FailureKind { code == .unsafeURL ? .usage : .infrastructure }

  public var diagnostic: Diagnostic { .error(code.rawValue, message, hints: hints) }
}

extension ForgeFailure {
  /// No answer.
  init(_ failure: HTTPFailure, hints: [String] = []) {
    let diagnostic = failure.diagnostic
    let code: Code = failure.kind == .malformedRequest ? .unsafeURL : .network
    self.init(code, diagnostic.message, hints: diagnostic.hints + hints, isRetryable: failure.isTransient)
  }

  static func mapping<Value>(
    _ step: @autoclosure () throws(HTTPFailure) -> Value, hints: [String] = []
  ) throws(ForgeFailure) -> Value {
    do throws(HTTPFailure) {
      return try step()
    } catch {
      throw ForgeFailure(error, hints: hints)
    }
  }

  /// An answer that is no success.
  ///
  /// - Parameter redactor: for the forge's words, which may repeat what was sent to it.
  init(_ response: HTTPResponse, from base: HTTPURL, redactor: Redactor) {
    let answer = JSONValue(parsing: response.body)
    let words = redactor(answer?.words ?? "").shown
    let (code, problem) = Self.classify(response, words)
    self.init(
      code, "`\(base.authority)` \(problem)" + (words.isEmpty ? "" : ": \(words)"),
      isRetryable: response.isTransientFailure || code == .rateLimited && response.headers.retryAfter != nil
        || Self.isTaken(response.status, answer),
      retryAfter: response.headers.retryAfter)
  }

  private static func classify(_ response: HTTPResponse, _ words: String) -> (Code, String) {
    // GitHub limits with 403 too, not always with a header (docs.github.com, "Rate limits for the REST API").
    let isLimited =
      response.headers["X-RateLimit-Remaining"] == "0" || response.headers["Retry-After"] != nil
      || words.contains("rate limit")
    return switch response.status {
    case 429: (.rateLimited, "limits how often it may be asked")
    case 403 where isLimited: (.rateLimited, "limits how often it may be asked")
    case 401: (.auth, "does not accept the token")
    case 403: (.denied, "does not let the token write releases")
    case 404: (.notFound, "does not find the repository, or hides it from the token")
    case 400, 409, 422: (.refused, "refuses the release")
    case let status: (.unexpectedAnswer, "answers with status \(status)")
    }
  }

  /// Another run was first: the next try finds its release.
  private static func isTaken(_ status: Int, _ answer: JSONValue?) -> Bool {
    // GitLab and Gitea answer 409, GitHub 422 with a list of errors.
    guard status == 422, case .array(let errors)? = answer?.value(at: "/errors") else { return status == 409 }
    return errors.contains { $0.value(at: "/code")?.text == "already_exists" }
  }
}
