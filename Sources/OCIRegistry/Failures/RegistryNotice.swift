import Diagnostics
import HTTPTransport
import Synchronization
import TextFormats

/// What users may want to know while a client works; none of it is an error.
public enum RegistryNotice: Sendable, CustomStringConvertible {
  /// An attempt failed and is retried after a wait.
  case waiting(Duration, retry: Int, attempts: Int, because: RegistryFailure)
  /// The registry's own words, from a `Warning` header.
  case warning(domain: String, text: String)
  /// The credential used for a repository, reported once; never the secret.
  case credential(repository: String, Credential?)

  public var description: String {
    switch self {
    case .waiting(let wait, let retry, let attempts, let failure):
      "\(failure.diagnostic.message): retrying in "
        + "\((wait / .milliseconds(100)).rounded() / 10) s (attempt \(retry + 1) of \(attempts))"
    case .warning(let domain, let text):
      "`\(domain)` says: \(text)"
    case .credential(let repository, let credential):
      "`\(repository)`: " + (credential?.description ?? "no credential, anonymous access")
    }
  }
}

/// The `Warning: 299` headers of a registry (distribution-spec, "Warnings"), each text once.
final class RegistryWarnings: Sendable {
  /// More different ones than these are noise.
  private static let limit = 10
  /// Longest text shown, in characters: what the specification lets a registry send.
  private static let lengthLimit = 4096

  private let seen = Mutex<Set<String>>([])

  /// The texts of a response that have not been there before.
  func new(in headers: HTTPHeaders) -> [String] {
    headers.values(of: "Warning").compactMap(Self.text).filter { text in
      seen.withLock { $0.count < Self.limit && $0.insert(text).inserted }
    }
  }

  /// From `299 - "text"`; another code or another agent is to be ignored.
  static func text(of header: String) -> String? {
    guard header.count < lengthLimit, let match = header.prefixMatch(of: #/299 - "(?<text>(?:\\.|[^"\\])++)"/#) else {
      return nil
    }
    return String(match.text.replacing(#/\\(.)/#, with: \.1)).withoutControlCharacters
  }
}

extension String {
  /// A registry's word as messages quote it.
  var shown: String { String(withoutControlCharacters.prefix(100)) }
}
