/// Replaces known secrets in any text that leaves the process: terminal, reports, logs of child processes.
public struct Redactor: Sendable {
  /// Shorter values would mask ordinary words, and reveal themselves by doing so.
  static let minimumLength = 4
  /// A shorter line of a secret may be an ordinary word or a bracket.
  static let minimumLineLength = 8
  static let replacement = "***"

  private let secrets: Secrets

  public init(secrets: [String] = []) {
    self.init(sharing: Secrets(secrets))
  }

  /// - Parameter secrets: the values to hide, including those added later.
  public init(sharing secrets: Secrets) {
    self.secrets = secrets
  }

  /// What is looked for: the secrets, and each line of a secret of several lines such as a key, because logs come line by
  /// line. The longest comes first, so that no remainder stays readable.
  private static func hidden(_ secrets: Set<String>) -> [String] {
    let lines = secrets.filter { $0.contains(where: \.isNewline) }.flatMap { secret in
      secret.split(whereSeparator: \.isNewline).map(String.init).filter { $0.utf8.count >= minimumLineLength }
    }
    let whole = secrets.filter { $0.utf8.count >= minimumLength }
    return Set(whole + lines + whole.flatMap(percentEncoded) + whole.flatMap(inXML))
      .sorted { ($0.utf8.count, $0) > ($1.utf8.count, $1) }
  }

  /// A secret as it appears in a URL or a form (RFC 3986, section 2.1), with digits in either case.
  private static func percentEncoded(_ secret: String) -> [String] {
    [Array("0123456789ABCDEF".utf8), Array("0123456789abcdef".utf8)].map { digits in
      var text: [UInt8] = []
      for byte in secret.utf8 {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
          UInt8(ascii: "~"):
          text.append(byte)
        default: text += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
      }
      return String(decoding: text, as: UTF8.self)
    }
  }

  /// A secret as it appears in XML (XML 1.0, section 4.6), in text and in attributes.
  private static func inXML(_ secret: String) -> [String] {
    let text = secret.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    return [
      text, text.replacing("\"", with: "&quot;"), text.replacing("\"", with: "&quot;").replacing("'", with: "&apos;"),
    ]
  }

  public func callAsFunction(_ text: String) -> String { fixed(text) }

  /// Hides the secrets known now; for many texts in a row.
  public var fixed: (String) -> String {
    let hidden = Self.hidden(secrets.all)
    return { text in
      // Passwords of URLs come last: a secret that contains an `@` would be cut in two, and its rest stay readable.
      URLPassword.masked(in: Self.replacing(hidden, in: text))
    }
  }

  /// Hides the secrets in an XML file that another program wrote, and keeps it XML. A file without secrets is unchanged;
  /// it need not be UTF-8.
  public func callAsFunction(xml contents: [UInt8]) -> [UInt8] {
    let text = String(decoding: contents, as: UTF8.self)
    let redacted = URLPassword.masked(inXML: Self.replacing(Self.hidden(secrets.all), in: text))
    return redacted == text ? contents : Array(redacted.utf8)
  }

  private static func replacing(_ hidden: [String], in text: String) -> String {
    hidden.reduce(text) { text, secret in
      let replaced = replacing(Array(secret.utf8), in: text)
      // An `é` can be written in two ways, which only characters know to be the same.
      return secret.utf8.allSatisfy { $0 < 0x80 } ? replaced : replaced.replacing(secret, with: replacement)
    }
  }

  /// By bytes, not by characters: an accent after a secret would make another character of its end, and hide nothing.
  private static func replacing(_ secret: [UInt8], in text: String) -> String {
    var text = text
    let replaced: [UInt8]? = text.withUTF8 { text in
      var replaced: [UInt8] = []
      var (start, position) = (0, 0)
      while position + secret.count <= text.count {
        guard text[position] == secret[0], text[position...].starts(with: secret) else {
          position += 1
          continue
        }
        replaced += text[start..<position]
        replaced += replacement.utf8
        position += secret.count
        start = position
      }
      return start == 0 ? nil : replaced + text[start...]
    }
    return replaced.map { String(decoding: $0, as: UTF8.self) } ?? text
  }

  public func callAsFunction(_ diagnostic: Diagnostic) -> Diagnostic {
    var redacted = diagnostic
    redacted.message = self(diagnostic.message)
    redacted.hints = diagnostic.hints.map { self($0) }
    return redacted
  }
}

/// Hides the password of a URL's userinfo (RFC 3986, section 3.2.1).
public enum URLPassword {
  /// `https://user:password@host/path` as `https://user:***@host/path`; other text unchanged.
  public static func masked(in text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: "@")) else { return text }
    return text.replacing(#/(?<user>:\/\/[^\s\/:@]*):[^\s\/@]+@/#) { "\($0.user):\(Redactor.replacement)@" }
  }

  /// The same without crossing the border of a tag: no URL in XML has `<` or `>`.
  static func masked(inXML text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: "@")) else { return text }
    return text.replacing(#/(?<user>:\/\/[^\s\/:@<>]*):[^\s\/@<>]+@/#) { "\($0.user):\(Redactor.replacement)@" }
  }
}
