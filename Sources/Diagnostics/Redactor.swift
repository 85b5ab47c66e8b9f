import Glibc

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
  private static func hidden(_ secrets: Set<String>) -> [Pattern] {
    let lines = secrets.filter { $0.contains(where: \.isNewline) }.flatMap { secret in
      secret.split(whereSeparator: \.isNewline).map(String.init).filter { $0.utf8.count >= minimumLineLength }
    }
    let whole = secrets.filter { $0.utf8.count >= minimumLength }
    let texts = Set(whole + lines + whole.flatMap(SecretSpelling.all))
    return texts.sorted { ($0.utf8.count, $0) > ($1.utf8.count, $1) }.map(Pattern.init)
  }

  private struct Pattern {
    var bytes: [UInt8]
    /// An `é` can be written in two ways, which only characters know to be the same; `nil` for ASCII.
    var characters: String?

    init(_ text: String) {
      bytes = Array(text.utf8)
      characters = bytes.contains { $0 >= 0x80 } ? text : nil
    }
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

  private static func replacing(_ hidden: [Pattern], in text: String) -> String {
    let replaced = String(decoding: hidden.reduce(Array(text.utf8)) { replacing(in: $0, $1.bytes) }, as: UTF8.self)
    return hidden.reduce(replaced) { text, pattern in
      pattern.characters.map { text.replacing($0, with: replacement) } ?? text
    }
  }

  /// By bytes: for a search by characters, an accent or a carriage return after a secret would make it another text.
  private static func replacing(in text: [UInt8], _ secret: [UInt8]) -> [UInt8] {
    text.withUnsafeBytes { text -> [UInt8]? in
      var (place, kept) = (0, [UInt8]())
      while let found = first(secret, in: text, from: place) {
        kept += text[place..<found] + Array(replacement.utf8)
        place = found + secret.count
      }
      return place == 0 ? nil : kept + text[place...]
    } ?? text
  }

  private static func first(_ secret: [UInt8], in text: UnsafeRawBufferPointer, from start: Int) -> Int? {
    guard let base = text.baseAddress, let initial = secret.first else { return nil }
    var place = start
    while place + secret.count <= text.count,
      let found = memchr(base + place, Int32(initial), text.count - secret.count - place + 1)
    {
      if memcmp(found, secret, secret.count) == 0 { return UnsafeRawPointer(found) - base }
      place = UnsafeRawPointer(found) - base + 1
    }
    return nil
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
