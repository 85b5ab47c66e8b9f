extension Credential {
  /// What a Docker Engine wants to know to log in itself: the fields of `X-Registry-Auth` but for the server's address.
  public var engineFields: [String: String] {
    switch proof {
    case .password(let user, let password): ["username": user, "password": password]
    case .identityToken(let token): ["identitytoken": token]
    case .registryToken(let token): ["registrytoken": token]
    }
  }
}
