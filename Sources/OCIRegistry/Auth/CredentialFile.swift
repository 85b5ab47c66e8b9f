import FoundationEssentials

/// The shape of docker's `config.json` and podman's `auth.json` (containers-auth.json(5)).
struct CredentialFile: Decodable {
  struct Entry: Decodable {
    var auth: String?
    var username: String?
    var password: String?
    var identitytoken: String?
    var registrytoken: String?
  }

  /// An entry may be null.
  var auths: [String: Entry?]?
  var credHelpers: [String: String]?
  var credsStore: String?

  static func parse(_ bytes: [UInt8]) throws(UnusableSource) -> CredentialFile {
    do {
      return try JSONDecoder().decode(CredentialFile.self, from: Data(bytes))
    } catch {
      throw UnusableSource(problem: "it is not the JSON that `docker login` writes")
    }
  }

  /// The helper program responsible for a host: its own overrides the one for all.
  func helper(for domain: String) -> String? {
    let own = credHelpers?.sorted { $0.key < $1.key }.first { Keychain.domain(of: $0.key) == domain }?.value
    return [own, credsStore].compactMap(\.self).first { !$0.isEmpty }
  }

  /// The entry for a repository: the longest path above it that has one, down to the host alone.
  func proof(domain: String, path: String) throws(UnusableSource) -> Credential.Proof? {
    let elements = path.split(separator: "/")
    for count in stride(from: elements.count, through: 0, by: -1) {
      let wanted = ([domain] + elements.prefix(count).map(String.init)).joined(separator: "/")
      // Written exactly so first, then with a scheme or Docker Hub's older names.
      let keys = [wanted] + (auths ?? [:]).keys.filter { $0 != wanted && Self.normal($0) == wanted }.sorted()
      for key in keys {
        if let entry = auths?[key] ?? nil, let proof = try proof(entry, key) { return proof }
      }
    }
    return nil
  }

  /// Without scheme, API version and trailing slash; Docker Hub under its one name.
  private static func normal(_ key: String) -> String {
    let rest = key.dropping(prefix: "https://").dropping(prefix: "http://")
    var elements = rest.split(separator: "/").map(String.init)
    if let last = elements.last, elements.count > 1, last == "v1" || last == "v2" { elements.removeLast() }
    guard let host = elements.first else { return "" }
    return ([Keychain.domain(of: host)] + elements.dropFirst()).joined(separator: "/")
  }

  /// Base64 as people and scripts leave it in files: broken into lines, or without its padding.
  private static func decoded(_ text: String) -> Data? {
    var digits = text.filter { !$0.isWhitespace }
    while digits.last == "=" { digits.removeLast() }
    return Data(base64Encoded: digits + String(repeating: "=", count: (4 - digits.utf8.count % 4) % 4))
  }

  private func proof(_ entry: Entry, _ key: String) throws(UnusableSource) -> Credential.Proof? {
    if let token = entry.identitytoken, !token.isEmpty { return .identityToken(token) }
    if let token = entry.registrytoken, !token.isEmpty { return .registryToken(token) }
    if let auth = entry.auth, !auth.isEmpty {
      // The password may contain colons, the user may not.
      guard let data = Self.decoded(auth) else {
        throw UnusableSource(problem: "`auth` of `\(key)` is not base64")
      }
      let text = String(decoding: data, as: UTF8.self)
      guard let colon = text.firstIndex(of: ":") else {
        throw UnusableSource(problem: "`auth` of `\(key)` is not `user:password` in base64")
      }
      return .password(user: String(text[..<colon]), password: String(text[text.index(after: colon)...]))
    }
    if let user = entry.username, let password = entry.password, !user.isEmpty {
      return .password(user: user, password: password)
    }
    // `docker login` leaves an empty entry if a credential helper keeps the secret.
    return nil
  }
}

extension StringProtocol {
  func dropping(prefix: String) -> Substring {
    hasPrefix(prefix) ? Substring(self).dropFirst(prefix.count) : Substring(self)
  }
}
