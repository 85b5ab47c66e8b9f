import GitHistory
import PipelineCore

/// Finds the credential for a git remote in the environment. Each belongs to one host and is never sent to another.
///
/// - `GIT_USERNAME` and `GIT_PASSWORD` go to any remote that is pushed to: the user chose both.
/// - The credentials of a CI system go to the server that it names.
///
/// A credential in the URL of the remote itself overrides these.
struct GitCredentials {
  let environment: [String: String]
  let ci: CIFacts

  func credential(for url: String) -> GitCredential? {
    guard let mark = url.firstRange(of: "://") else { return nil }
    let scheme = url[..<mark.lowerBound].lowercased()
    let host = Self.host(of: url[mark.upperBound...])
    guard scheme == "https" || (scheme == "http" && Self.isLoopback(host)) else { return nil }
    if let password = value("GIT_PASSWORD") {
      return GitCredential(user: value("GIT_USERNAME") ?? "git", password: password)
    }
    return ci.gitCredentials.first { Self.server($0.server) == host }
      .map { GitCredential(user: $0.user, password: $0.password) }
  }

  private func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }

  /// The host of a URL or of a name without a scheme.
  private static func server(_ text: String) -> String {
    host(of: text.firstRange(of: "://").map { text[$0.upperBound...] } ?? text[...])
  }

  /// Of `user:secret@host:port/path`, in lower case.
  private static func host(of rest: Substring) -> String {
    let authority = rest.prefix { !"/?#".contains($0) }
    let place = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
    guard !place.hasPrefix("[") else { return place.prefix { $0 != "]" }.lowercased() + "]" }
    return place.prefix { $0 != ":" }.lowercased()
  }

  private static func isLoopback(_ host: String) -> Bool {
    host == "localhost" || host == "[::1]" || (host.hasPrefix("127.") && host.split(separator: ".").count == 4)
  }
}
