import FoundationEssentials

extension Credential {
  /// The `Authorization` header that proves it directly; nothing where only a token server understands it.
  var basicAuthorization: String? {
    guard case .password(let user, let password) = proof else { return nil }
    return "Basic " + Data("\(user):\(password)".utf8).base64EncodedString()
  }
}
