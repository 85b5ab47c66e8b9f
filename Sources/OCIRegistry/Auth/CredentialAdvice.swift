/// What to do about a refused request, given which credential was used or where one was looked for.
struct CredentialAdvice {
  var domain: String
  var access: Access
  var answer: Keychain.Answer
  var places: [String]
  /// How else this registry is given a credential.
  var ownRemedy: String?

  func hints(for failureClass: RegistryFailure.Class) -> [String] {
    let verb = access.action == .push ? "push to" : "pull from"
    guard let credential = answer.credential else {
      // A private repository looks like a missing one to strangers.
      if failureClass == .notFound {
        return ["check the name; no credential for `\(domain)` was found or used"] + answer.notes
      }
      // A credential that was found and not used has a note of its own.
      guard answer.notes.isEmpty else { return answer.notes }
      return ["no credential for `\(domain)` was found: \(remedy)"]
    }
    switch failureClass {
    case .auth:
      return ["\(credential) was refused: check the user name and the password, or whether the token has expired"]
        + answer.notes
    case .denied:
      return ["\(credential) has no permission to \(verb) `\(access.path)`: grant it or use another credential"]
        + [credential.deniedRemedy].compactMap(\.self)
    case .notFound:
      return ["check the name, and whether \(credential) has access to `\(access.path)`"]
    default:
      return []
    }
  }

  private var remedy: String {
    var ways = ["set `DOCKER_USERNAME` and `DOCKER_PASSWORD`, or `AGENT_REGISTRY_URL` and `AGENT_REGISTRY_TOKEN`"]
    if let ownRemedy { ways.insert(ownRemedy, at: 0) }
    ways.append("or run `docker login \(domain)`")
    if !places.isEmpty { ways.append("also looked in \(places.joined(separator: ", "))") }
    return ways.joined(separator: ", ")
  }
}
