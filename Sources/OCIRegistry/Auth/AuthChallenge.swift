/// One challenge of a `WWW-Authenticate` header: a scheme and its parameters (RFC 9110, section 11.6.1).
struct AuthChallenge: Sendable, Hashable {
  /// Lower case: `bearer`, `basic`.
  var scheme: String
  /// Names in lower case.
  var parameters: [String: String]

  /// Every challenge of all header lines; several may share one line, and some registries leave out the quotes.
  static func parse(_ headers: [String]) -> [AuthChallenge] {
    headers.flatMap { header in
      var parser = Parser(header)
      return parser.challenges()
    }
  }

  private struct Parser {
    private let text: [UInt8]
    private var position = 0

    init(_ text: String) {
      self.text = Array(text.utf8)
    }

    mutating func challenges() -> [AuthChallenge] {
      var found: [AuthChallenge] = []
      while true {
        skip(" ,\t")
        let scheme = token()
        guard !scheme.isEmpty else { return found }
        var challenge = AuthChallenge(scheme: scheme.lowercased(), parameters: [:])
        while let (name, value) = parameter() {
          // The first one counts: a second `realm` could only mislead.
          if challenge.parameters[name] == nil { challenge.parameters[name] = value }
        }
        found.append(challenge)
      }
    }

    /// The next `name=value`; `nil`, without having moved, at another scheme or the end.
    private mutating func parameter() -> (name: String, value: String)? {
      let start = position
      skip(" ,\t")
      let name = token().lowercased()
      skip(" \t")
      guard !name.isEmpty, current == UInt8(ascii: "=") else {
        position = start
        return nil
      }
      position += 1
      skip(" \t")
      return (name, current == UInt8(ascii: "\"") ? quoted() : bare())
    }

    private mutating func quoted() -> String {
      position += 1
      var value: [UInt8] = []
      while let byte = current, byte != UInt8(ascii: "\"") {
        if byte == UInt8(ascii: "\\"), position + 1 < text.count { position += 1 }
        value.append(text[position])
        position += 1
      }
      // Past the closing quote, which a sloppy registry may have forgotten.
      position = min(position + 1, text.count)
      return String(decoding: value, as: UTF8.self)
    }

    private mutating func bare() -> String {
      read { !" ,\t".utf8.contains($0) }
    }

    private mutating func token() -> String {
      read { !" ,\t=\"".utf8.contains($0) }
    }

    private mutating func read(while isPart: (UInt8) -> Bool) -> String {
      let start = position
      while let byte = current, isPart(byte) { position += 1 }
      return String(decoding: text[start..<position], as: UTF8.self)
    }

    private mutating func skip(_ characters: String) {
      while let byte = current, characters.utf8.contains(byte) { position += 1 }
    }

    private var current: UInt8? { position < text.count ? text[position] : nil }
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
