import FoundationEssentials

/// The proxies that the host's environment names, as curl reads the variables.
public struct HostProxies: Sendable, Hashable, Codable {
  /// A proxy, and what to say to it.
  public struct Proxy: Sendable, Hashable, Codable {
    public var server: NetworkRules.Server
    /// The value of `Proxy-Authorization`.
    public var authorization: String?
  }

  var http: Proxy?
  var https: Proxy?
  /// Hosts and domains without a proxy; `*` for all.
  var exceptions: [String] = []

  public init() {}

  public init(environment: [String: String]) {
    func value(_ name: String) -> String? {
      // HTTP_PROXY in upper case is what a CGI client sends, but CI systems set it.
      [name.lowercased(), name.uppercased()].lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
    }
    http = (value("http_proxy") ?? value("all_proxy")).flatMap(Self.proxy)
    https = (value("https_proxy") ?? value("all_proxy")).flatMap(Self.proxy)
    exceptions = (value("no_proxy") ?? "").split { $0 == "," || $0 == " " }.map { $0.lowercased() }
  }

  /// - Parameter isTunnel: whether the connection is a tunnel for HTTPS.
  func proxy(for server: NetworkRules.Server, isTunnel: Bool) -> Proxy? {
    guard let proxy = isTunnel ? https : http, !server.isLoopback else { return nil }
    for exception in exceptions {
      if exception == "*" || exception == "\(server)" { return nil }
      let domain = exception.drop { $0 == "." || $0 == "*" }
      if server.host == domain || server.host.hasSuffix(".\(domain)") { return nil }
    }
    return proxy
  }

  private static func proxy(_ text: String) -> Proxy? {
    let url = text.contains("://") ? text : "http://\(text)"
    // Proxies that are reached over TLS or SOCKS are rare, and tools differ in them.
    guard let range = url.firstRange(of: "://"), url[..<range.lowerBound].lowercased() == "http" else { return nil }
    let authority = url[range.upperBound...].prefix { $0 != "/" }
    guard let server = NetworkRules.Server(authority, defaultPort: 1080) else { return nil }
    let login = authority.lastIndex(of: "@").map { String(authority[..<$0]) }
    return Proxy(
      server: server, authorization: login.map { "Basic \(Data(decoded($0)).base64EncodedString())" })
  }

  /// Undoes percent encoding (RFC 3986, 2.1).
  private static func decoded(_ text: String) -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      let digits = String(decoding: rest.prefix(2), as: UTF8.self)
      if byte == UInt8(ascii: "%"), digits.utf8.count == 2, let value = UInt8(digits, radix: 16) {
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return bytes
  }
}
