import Diagnostics
import FoundationEssentials
import HTTPTransport
import TextFormats

extension RegistryFailure {
  /// - Parameters:
  ///   - attempt: what was tried: `the push of layer abc to registry.example.com/app`.
  ///   - redactor: for the registry's words, which may repeat what was sent to it.
  init(_ attempt: String, _ response: HTTPResponse, redactor: Redactor) {
    let errors = Self.messages(in: response.body, redactor)
    let codes = Set(errors.map(\.code))
    // Amazon ECR answers 403 if the credential is merely too old.
    let isExpired = response.status == 403 && errors.contains { $0.message.contains("token has expired") }
    let failureClass = isExpired ? .auth : Self.classify(response.status, codes)
    let isTransient = response.isTransientFailure || !codes.isDisjoint(with: Self.retryableCodes)
    self.init(
      failureClass, "\(attempt) failed: \(Self.problem(failureClass, response.status))", status: response.status,
      errors: errors, isRetryable: isTransient && codes.isDisjoint(with: Self.finalCodes),
      retryAfter: response.headers.retryAfter)
    if (200..<400).contains(response.status) {
      hints = [Self.notARegistryHint]
    }
    if failureClass == .rateLimited {
      hints = ["log in, wait for the limit to pass, or pull through a mirror"]
    }
  }

  private static let notARegistryHint =
    "look for a login page or a proxy in front of the registry, and check the registry's host"

  /// Something that is not a registry has answered: a login page, a proxy's greeting.
  static func webPage(_ attempt: String, _ response: HTTPResponse) -> RegistryFailure {
    RegistryFailure(
      .registryError, "\(attempt) failed: the response (status \(response.status)) is not from a registry",
      status: response.status,
      hints: [notARegistryHint])
  }

  /// Registries answer these for what a new upload session fixes (seen with ECR, Quay and Artifactory under load).
  private static let retryableCodes: Set = [
    "BLOB_UPLOAD_INVALID", "BLOB_UPLOAD_UNKNOWN", "UNKNOWN", "UNAVAILABLE", "TOOMANYREQUESTS",
  ]
  private static let finalCodes: Set = ["DENIED", "UNSUPPORTED", "NAME_UNKNOWN"]

  private static func classify(_ status: Int, _ codes: Set<String>) -> Class {
    if codes.contains("TOOMANYREQUESTS") { return .rateLimited }
    switch status {
    case 401: return .auth
    case 403: return .denied
    case 404 where !codes.contains("BLOB_UPLOAD_UNKNOWN"): return .notFound
    case 413: return .tooLarge
    case 429: return .rateLimited
    default: break
    }
    if codes.contains("DENIED") { return .denied }
    if codes.contains("UNAUTHORIZED") { return .auth }
    if codes.contains("DIGEST_INVALID") { return .digestMismatch }
    return .registryError
  }

  private static func problem(_ failureClass: Class, _ status: Int) -> String {
    switch failureClass {
    case .auth: "the registry requires a valid credential"
    case .denied: "permission denied"
    case .rateLimited: "too many requests"
    case .notFound: "not found"
    case .tooLarge: "larger than the registry accepts"
    case .digestMismatch: "the registry received different bytes than were sent"
    default: "the registry returned status \(status)"
    }
  }

  private struct Answer: Decodable {
    struct Entry: Decodable {
      var code: String?
      var message: String?
    }
    var errors: [Entry]
  }

  /// Longest message repeated, in characters; a registry can say anything.
  private static let messageLimit = 300

  private static func messages(in body: [UInt8], _ redactor: Redactor) -> [Message] {
    guard let answer = try? JSONDecoder().decode(Answer.self, from: Data(body)) else { return [] }
    return answer.errors.prefix(5).map { entry in
      // Redacted before it is cut: half a secret would not be recognised.
      func clean(_ text: String?) -> String {
        redactor(text ?? "").withoutControlCharacters.prefix(messageLimit).description
      }
      return Message(code: clean(entry.code), message: clean(entry.message))
    }
  }
}

extension HTTPResponse {
  var isWebPage: Bool {
    headers["Content-Type"].map { $0.lowercased().hasPrefix("text/html") } ?? false
  }
}
