/// One challenge of a `WWW-Authenticate` header: a scheme and its parameters (RFC 9110, section 11.6.1).
struct AuthChallenge: Sendable, Hashable {
  /// Lower case: `bearer`, `basic`.
  var scheme: String
  /// Names in lower case.
  var parameters: [String: String]

  /// Every challenge of all header lines; several may share one line, and some registries leave out the quotes, or the
  /// last one.
  static func parse(_ headers: [String]) -> [AuthChallenge] {
    let word = #/(?<name>[^ ,\t="]+)(?:[ \t]*=[ \t]*(?:"(?<quoted>(?:\\.|[^"])*+)"?|(?<bare>[^ ,\t]*)))?/#
    var found: [AuthChallenge] = []
    for header in headers {
      let start = found.count
      for match in header.matches(of: word) {
        let name = match.name.lowercased()
        guard let value = match.quoted?.replacing(#/\\(.)/#, with: \.1) ?? match.bare else {
          found.append(AuthChallenge(scheme: name, parameters: [:]))
          continue
        }
        // The first one counts: a second `realm` could only mislead.
        guard found.count > start, found[found.count - 1].parameters[name] == nil else { continue }
        found[found.count - 1].parameters[name] = String(value)
      }
    }
    return found
  }
}

/// Where a registry wants its tokens fetched (distribution/docs/spec/auth/token.md).
struct BearerChallenge: Sendable, Hashable {
  var realm: String
  var service: String?
  /// What the refused request needs, such as `repository:team/app:pull,push`.
  var scope: String?
  /// `insufficient_scope` if a valid token does not allow the request.
  var error: String?

  /// The first usable bearer challenge; one without a realm is not.
  init?(in challenges: [AuthChallenge]) {
    for challenge in challenges where challenge.scheme == "bearer" {
      guard let realm = challenge.parameters["realm"], !realm.isEmpty else { continue }
      self.realm = realm
      service = challenge.parameters["service"]
      scope = challenge.parameters["scope"]
      error = challenge.parameters["error"]
      return
    }
    return nil
  }
}
