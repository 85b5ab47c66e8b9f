/// Hides the password of a URL's userinfo (RFC 3986, section 3.2.1).
public enum URLPassword {
  /// `https://user:password@host/path` as `https://user:***@host/path`; other text unchanged.
  public static func masked(in text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: "@")) else { return text }
    return text.replacing(#/(?<user>:\/\/[^\s\/:@]*):[^\s\/@]+@/#) { "\($0.user):\(Redactor.replacement)@" }
  }
}
