import GitHistory

/// Finds the credential for a git remote in the environment. Each belongs to a host, so that no other gets to see it.
///
/// - `GIT_USERNAME` and `GIT_PASSWORD` go to any remote that is pushed to: the user chose both.
/// - `GITHUB_TOKEN` goes to the host of `GITHUB_SERVER_URL`, which is github.com where that is unset.
/// - `GITLAB_TOKEN`, else `CI_JOB_TOKEN`, goes to `CI_SERVER_HOST`.
///
/// What stands in the URL of the remote itself goes before these.
struct GitCredentials {
  let environment: [String: String]

  func credential(for url: String) -> GitCredential? {
    guard let mark = url.firstRange(of: "://") else { return nil }
    let scheme = url[..<mark.lowerBound].lowercased()
    let host = Self.host(of: url[mark.upperBound...])
    guard scheme == "https" || (scheme == "http" && Self.isLoopback(host)) else { return nil }
    if let password = value("GIT_PASSWORD") {
      return GitCredential(user: value("GIT_USERNAME") ?? "git", password: password)
    }
    if let token = value("GITHUB_TOKEN"), host == server("GITHUB_SERVER_URL") ?? "github.com" {
      return GitCredential(user: "x-access-token", password: token)
    }
    guard let gitLab = value("CI_SERVER_HOST")?.lowercased(), host == gitLab else { return nil }
    if let token = value("GITLAB_TOKEN") { return GitCredential(user: "oauth2", password: token) }
    return value("CI_JOB_TOKEN").map { GitCredential(user: "gitlab-ci-token", password: $0) }
  }

  private func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }

  private func server(_ name: String) -> String? {
    value(name).flatMap { url in url.firstRange(of: "://").map { Self.host(of: url[$0.upperBound...]) } }
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
