import FoundationEssentials

/// A way to prove to a registry who is asking, and where it came from. Its text never shows the secret.
public struct Credential: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  enum Proof: Sendable, Hashable {
    case password(user: String, password: String)
    /// Exchanged for access tokens with `grant_type=refresh_token`.
    case identityToken(String)
    /// Sent as it is: `Authorization: Bearer …`.
    case registryToken(String)
  }

  let proof: Proof
  /// For messages, behind `from`: `DOCKER_USERNAME`, `/home/ci/.docker/config.json`.
  public let origin: String

  /// What to do if a registry denies an action to it.
  let deniedRemedy: String?

  init(_ proof: Proof, origin: String, deniedRemedy: String? = nil) {
    self.proof = proof
    self.origin = origin
    self.deniedRemedy = deniedRemedy
  }

  /// - Parameter origin: for messages: the variables or the file it comes from.
  public init(user: String, password: String, origin: String, deniedRemedy: String? = nil) {
    self.init(.password(user: user, password: password), origin: origin, deniedRemedy: deniedRemedy)
  }

  /// The user's name, if there is one.
  public var user: String? {
    if case .password(let user, _) = proof { user } else { nil }
  }

  /// What must never be shown; for a redactor.
  public var secret: String {
    switch proof {
    case .password(_, let password): password
    case .identityToken(let token), .registryToken(let token): token
    }
  }

  public var description: String {
    "the credential from \(origin)" + (user.map { " (user `\($0)`)" } ?? "")
  }

  public var debugDescription: String { description }
  /// Without children, so that `dump` shows no secret either.
  public var customMirror: Mirror { Mirror(self, children: [:]) }
}

extension Credential {
  /// The `Authorization` header that proves it directly; `nil` if only a token server understands it.
  var basicAuthorization: String? {
    guard case .password(let user, let password) = proof else { return nil }
    return "Basic " + Data("\(user):\(password)".utf8).base64EncodedString()
  }
}

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
