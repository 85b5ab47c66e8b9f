import Glibc
import TextFormats

/// A credential found in a text.
struct SecretText: Hashable {
  /// With its article: `a GitHub token`.
  var kind: String
  /// The credential itself; never shown.
  var value: String

  /// What may be shown: enough to find it, not enough to use it.
  var masked: String { "\(value.prefix(min(4, value.count / 4)))…" }

  /// The first credential of a known format.
  static func known(in text: String) -> SecretText? {
    guard text.utf8.count >= minimumLength else { return nil }
    var text = text
    return text.withUTF8 { bytes in
      privateKey(bytes) ?? token(bytes) ?? password(bytes)
    }
  }

  /// A random text under a name that suggests a secret.
  static func suspected(_ value: String, named name: String) -> SecretText? {
    guard value.utf8.count >= minimumLength, isSecretName(name), isRandom(value) else { return nil }
    return SecretText(kind: "a secret", value: value)
  }

  /// Bytes; nothing shorter protects anything, and ordinary words are shorter.
  private static let minimumLength = 16

  /// Each attempt may read as far as a credential can be long: `sk-sk-sk-…` must not take the square of its length.
  private static let maximumAttempts = 64
  /// Bytes; the longest are JSON Web Tokens.
  private static let maximumLength = 16 << 10

  private static let header = Array("-----BEGIN ".utf8)

  private static func privateKey(_ bytes: UnsafeBufferPointer<UInt8>) -> SecretText? {
    let dash = UInt8(ascii: "-")
    guard bytes.count > 30, bytes.indices.contains(where: { bytes[$0] == dash && bytes[$0...].starts(with: header) })
    else { return nil }
    let text = String(decoding: bytes, as: UTF8.self)
    guard let begin = text.firstRange(of: "-----BEGIN "),
      text[begin.upperBound...].prefix(40).firstRange(of: "PRIVATE KEY-----") != nil
    else { return nil }
    return SecretText(kind: "a private key", value: text)
  }

  private static func token(_ bytes: UnsafeBufferPointer<UInt8>) -> SecretText? {
    let formats = SecretFormat.byFirstByte
    var isWordStart = true
    var attempts = 0
    for start in bytes.indices {
      let isCandidate = isWordStart && !formats[Int(bytes[start])].isEmpty
      isWordStart = !(ASCII.isAlphanumeric(bytes[start]) || bytes[start] == UInt8(ascii: "_"))
      guard isCandidate else { continue }
      for index in formats[Int(bytes[start])] {
        let format = SecretFormat.all[index]
        guard bytes[start...].starts(with: format.prefix) else { continue }
        attempts += 1
        guard attempts <= maximumAttempts else { return nil }
        let rest = bytes[(start + format.prefix.count)...].prefix(maximumLength).prefix(while: format.isAllowed)
        // Words in `Bearer your-token-goes-here-1`, and a longer hash that only begins like one.
        if format.name == "a bearer token", isPlaceholder(String(decoding: rest, as: UTF8.self)) { continue }
        if format.name == "a Twilio key", rest.count != 32 { continue }
        guard rest.count >= format.minimum, looksMade(rest), format.name != "a JSON Web Token" || isWebToken(rest)
        else {
          continue
        }
        return SecretText(kind: format.name, value: String(decoding: bytes[start..<rest.endIndex], as: UTF8.self))
      }
    }
    return nil
  }

  /// `sk-your-key-goes-here-please` is words; a key has digits, or letters of both cases.
  private static func looksMade(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    bytes.contains(where: ASCII.isDigit)
      || (bytes.contains(where: ASCII.isUpper) && bytes.contains(where: ASCII.isLower))
  }

  /// Header and payload are JSON objects in base64url (RFC 7519).
  private static func isWebToken(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    let parts = bytes.split(separator: UInt8(ascii: "."))
    return parts.count >= 2 && parts[1].starts(with: "eyJ".utf8)
  }

  /// The password in `scheme://user:password@host`.
  private static func password(_ bytes: UnsafeBufferPointer<UInt8>) -> SecretText? {
    guard bytes.contains(UInt8(ascii: "@")), bytes.contains(UInt8(ascii: ":")) else { return nil }
    let text = String(decoding: bytes, as: UTF8.self)
    guard let scheme = text.firstRange(of: "://") else { return nil }
    let authority = text[scheme.upperBound...].prefix { $0 != "/" && $0 != " " && $0 != "?" }
    guard let at = authority.lastIndex(of: "@"), let colon = authority[..<at].firstIndex(of: ":") else { return nil }
    let password = String(authority[authority.index(after: colon)..<at])
    guard password.utf8.count >= 4, !isPlaceholder(password) else { return nil }
    return SecretText(kind: "a password", value: password)
  }

  /// Whether the last word of a name, or the last two, say that the value is secret.
  static func isSecretName(_ name: String) -> Bool {
    let words = words(of: name)
    guard let last = words.last else { return false }
    // Rails' name, the only one with this ending.
    if words.suffix(3) == ["secret", "key", "base"] { return true }
    if ["password", "passwd", "passphrase", "pwd", "secret", "token", "apikey", "credential", "credentials", "auth"]
      .contains(last)
    {
      return true
    }
    guard last == "key", words.count > 1 else { return false }
    return beforeKey.contains(words[words.count - 2])
  }

  /// `<VENDOR>_KEY` is what their documentation calls it.
  private static let beforeKey: Set = [
    "api", "secret", "access", "private", "auth", "encryption", "signing", "account", "service", "admin", "master",
    "algolia", "anthropic", "aws", "azure", "cohere", "datadog", "deepgram", "deepseek", "elevenlabs", "fireworks",
    "gcp", "gemini", "github", "gitlab", "google", "groq", "hf", "huggingface", "langchain", "langfuse", "langsmith",
    "mailgun", "mapbox", "mistral", "newrelic", "openai", "openrouter", "perplexity", "pinecone", "qdrant",
    "replicate", "search", "sendgrid", "serpapi", "serper", "slack", "storage", "stripe", "supabase", "tavily",
    "together", "twilio", "voyage", "weaviate", "xai",
  ]

  /// `OPENAI_API_KEY`, `apiKey` and `api-key` are the words `api` and `key`, in lower case.
  private static func words(of name: String) -> [String] {
    var words = [""]
    var wasLower = false
    for byte in name.utf8 {
      if !ASCII.isAlphanumeric(byte) {
        words.append("")
      } else {
        if wasLower, ASCII.isUpper(byte) { words.append("") }
        words[words.count - 1].unicodeScalars.append(Unicode.Scalar(ASCII.isUpper(byte) ? byte | 0x20 : byte))
      }
      wasLower = ASCII.isLower(byte) || ASCII.isDigit(byte)
    }
    return words.filter { !$0.isEmpty }
  }

  private static func isPlaceholder(_ text: String) -> Bool {
    if text.hasPrefix("$") || text.hasPrefix("<") || text.hasPrefix("{") || text.hasPrefix("%") { return true }
    // As bytes: a search in characters takes a hundred times as long.
    let lower = Array(text.lowercased().utf8)
    return ["password", "changeme", "example", "placeholder", "your", "xxx", "secret", "dummy", "***"]
      .contains { word in lower.indices.contains { lower[$0...].starts(with: word.utf8) } }
  }

  /// Three and a half bits a letter: words and paths stay below, keys in base64 and hexadecimal are above three.
  private static func isRandom(_ text: String) -> Bool {
    guard text.utf8.contains(where: ASCII.isDigit), text.utf8.contains(where: ASCII.isLetter),
      !text.utf8.contains(where: ASCII.isBlank), !text.contains("://"), !isPlaceholder(text)
    else { return false }
    let isHexadecimal = text.utf8.allSatisfy(ASCII.isHexadecimal)
    return entropy(text) >= (isHexadecimal ? 3 : 3.5)
  }

  /// Shannon's, in bits a byte.
  private static func entropy(_ text: String) -> Double {
    let total = Double(text.utf8.count)
    let counts = Dictionary(text.utf8.map { ($0, 1.0) }, uniquingKeysWith: +).values.sorted()
    return counts.reduce(0) { $0 - $1 / total * log2($1 / total) }
  }
}
