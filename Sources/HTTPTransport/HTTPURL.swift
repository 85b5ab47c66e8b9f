import CCurl
import Glibc

/// An absolute http or https URL, parsed by the library that also makes the request.
///
/// One parser for both: the host that is checked is the host that is connected to.
public struct HTTPURL: Sendable, Hashable, CustomStringConvertible {
  /// The whole URL, with its query. It may carry a signature: for messages use `description`.
  public let string: String
  public let scheme: String
  /// Lower case; IPv6 addresses are in brackets.
  public let host: String
  public let port: UInt16
  /// Starts with `/`.
  public let path: String

  /// - Throws: if the text is not an http or https URL, or names a user.
  public init(_ text: String) throws(HTTPFailure) {
    let parts = try URLParts.parsing(text)
    try self.init(parts)
  }

  private init(_ parts: borrowing URLParts) throws(HTTPFailure) {
    string = try parts.get(CURLUPART_URL)
    scheme = try parts.get(CURLUPART_SCHEME).lowercased()
    host = try parts.get(CURLUPART_HOST).lowercased()
    path = try parts.get(CURLUPART_PATH)
    let port = try parts.get(CURLUPART_PORT, flags: UInt32(CURLU_DEFAULT_PORT))
    guard scheme == "http" || scheme == "https", let number = UInt16(port), number > 0, !host.isEmpty else {
      throw HTTPFailure(.malformedRequest, url: "\(scheme)://\(host)", detail: "only http and https are supported")
    }
    guard parts.isAbsent(CURLUPART_USER), parts.isAbsent(CURLUPART_PASSWORD) else {
      throw HTTPFailure(.malformedRequest, url: "\(scheme)://\(host)", detail: "a user in the URL is not allowed")
    }
    self.port = number
  }

  /// The URL that a `Location` header means: absolute, or relative to this one (RFC 3986, section 5).
  public func resolving(_ location: String) throws(HTTPFailure) -> HTTPURL {
    let parts = try URLParts.parsing(string)
    // libcurl takes the empty reference for the directory; it is the same document.
    if !location.isEmpty { try parts.set(CURLUPART_URL, location) }
    // A fragment is for the client and is never sent.
    try parts.set(CURLUPART_FRAGMENT, nil)
    return try HTTPURL(parts)
  }

  /// Adds parameters after the existing query, which is not changed: it may be signed.
  public func appending(query: [(name: String, value: String)]) throws(HTTPFailure) -> HTTPURL {
    let parts = try URLParts.parsing(string)
    for (name, value) in query {
      try parts.set(CURLUPART_QUERY, "\(name)=\(value)", flags: UInt32(CURLU_APPENDQUERY | CURLU_URLENCODE))
    }
    return try HTTPURL(parts)
  }

  /// The same URL on another scheme and host, as when a registry behind a TLS proxy names itself `http://`.
  public func with(scheme: String, port: UInt16) throws(HTTPFailure) -> HTTPURL {
    let parts = try URLParts.parsing(string)
    try parts.set(CURLUPART_SCHEME, scheme)
    try parts.set(CURLUPART_PORT, String(port))
    return try HTTPURL(parts)
  }

  /// Host and port as a registry reference writes them: without the scheme's own port.
  public var authority: String {
    port == (scheme == "https" ? 443 : 80) ? host : "\(host):\(port)"
  }

  /// Whether a credential for one may go to the other: same scheme, host and port (RFC 6454).
  public func hasSameOrigin(as other: HTTPURL) -> Bool {
    scheme == other.scheme && host == other.host && port == other.port
  }

  /// This machine: `localhost` exactly, 127.0.0.0/8 or `[::1]`; `localhost.evil.com` is another host.
  public var isLoopback: Bool {
    var v4 = in_addr()
    if inet_pton(AF_INET, host, &v4) == 1 { return UInt32(bigEndian: v4.s_addr) >> 24 == 127 }
    return host == "localhost" || host == "[::1]"
  }

  /// Without the query, which can carry signatures and tokens.
  public var description: String { "\(scheme)://\(authority)\(path)" }
}

/// A libcurl URL handle; every call goes through a funnel that checks its status.
private struct URLParts: ~Copyable {
  private let handle: OpaquePointer
  private let source: String

  static func parsing(_ text: String) throws(HTTPFailure) -> URLParts {
    // The part before the query is enough for a message; a query and a user may be secret.
    let visible = text.prefix { $0 != "?" && $0 != "#" }
    let source = visible.lastIndex(of: "@").map { "…" + visible[$0...] } ?? String(visible)
    guard let handle = curl_url() else {
      throw HTTPFailure(.transport, url: source, detail: "out of memory")
    }
    let parts = URLParts(handle: handle, source: source)
    try parts.set(CURLUPART_URL, text)
    return parts
  }

  deinit {
    curl_url_cleanup(handle)
  }

  func set(_ part: CURLUPart, _ value: String?, flags: UInt32 = 0) throws(HTTPFailure) {
    let code =
      value.map { text in
        // A NUL would end the C string early, and what is checked would not be what is sent; other control characters
        // have no place in a URL (RFC 3986), and would reach the terminal with it.
        text.unicodeScalars.contains { $0.properties.generalCategory == .control }
          ? CURLUE_MALFORMED_INPUT : curl_url_set(handle, part, text, flags)
      } ?? curl_url_set(handle, part, nil, flags)
    guard code == CURLUE_OK else { throw failure(code) }
  }

  func get(_ part: CURLUPart, flags: UInt32 = 0) throws(HTTPFailure) -> String {
    var text: UnsafeMutablePointer<CChar>?
    let code = curl_url_get(handle, part, &text, flags)
    guard code == CURLUE_OK, let text else { throw failure(code) }
    defer { curl_free(text) }
    return String(cString: text)
  }

  func isAbsent(_ part: CURLUPart) -> Bool {
    var text: UnsafeMutablePointer<CChar>?
    defer { curl_free(text) }
    return curl_url_get(handle, part, &text, 0) != CURLUE_OK
  }

  private func failure(_ code: CURLUcode) -> HTTPFailure {
    HTTPFailure(.malformedRequest, url: source, detail: String(cString: curl_url_strerror(code)))
  }
}
