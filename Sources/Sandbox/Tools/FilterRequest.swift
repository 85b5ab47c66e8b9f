/// The head of a request to the filter: `CONNECT host:port`, or a method and a whole `http` URL (RFC 9112, 3.2).
struct FilterRequest: Equatable {
  var server: NetworkRules.Server
  /// Whether what follows is a tunnel.
  var isTunnel: Bool
  private var method = ""
  private var path = ""
  private var url = ""
  private var version = ""
  private var headers: [Substring] = []

  /// Headers between a client and its proxy only, and what decides how long a connection lives.
  private static let dropped = ["proxy-", "connection:", "keep-alive:", "host:", "upgrade:"]

  /// - Parameter head: the request up to its empty line, without that.
  init?(_ head: String) {
    let lines = head.split(separator: "\r\n", omittingEmptySubsequences: false)
    let words = (lines.first ?? "").split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    guard words.count == 3, words[2].hasPrefix("HTTP/1.") else { return nil }
    (method, url, version) = (words[0], words[1], words[2])
    headers = Array(lines.dropFirst())
    if method == "CONNECT" {
      guard let server = NetworkRules.Server(url, defaultPort: 0) else { return nil }
      self.server = server
      isTunnel = true
      return
    }
    guard url.lowercased().hasPrefix("http://"), let server = NetworkRules.Server(url: url) else { return nil }
    self.server = server
    isTunnel = false
    let rest = url.dropFirst("http://".count).drop { !"/?#".contains($0) }
    path = rest.hasPrefix("/") ? String(rest) : "/\(rest)"
  }

  /// The head for the server: one request for each connection, so that none is relayed to another server.
  var forServer: String { text(target: path, more: []) }

  /// Whether a body follows.
  var hasBody: Bool {
    headers.contains { line in
      let line = line.lowercased()
      return line.hasPrefix("content-length:") || line.hasPrefix("transfer-encoding:")
    }
  }

  /// A server's head for the client: it must not send another request, perhaps for another server, on the connection.
  static func closing(_ head: String) -> String {
    let lines = head.split(separator: "\r\n", omittingEmptySubsequences: false)
    let kept = lines.dropFirst().filter { line in
      let line = line.lowercased()
      return !line.hasPrefix("connection:") && !line.hasPrefix("keep-alive:")
    }
    return ([String(lines.first ?? ""), "Connection: close"] + kept.map(String.init)).joined(separator: "\r\n")
      + "\r\n\r\n"
  }

  /// The head for the proxy in front of the filter.
  func forProxy(_ proxy: HostProxies.Proxy) -> String {
    let login = proxy.authorization.map { ["Proxy-Authorization: \($0)"] } ?? []
    guard isTunnel else { return text(target: url, more: login) }
    return (["CONNECT \(server) HTTP/1.1", "Host: \(server)"] + login).joined(separator: "\r\n") + "\r\n\r\n"
  }

  private func text(target: String, more: [String]) -> String {
    let kept = headers.filter { line in
      let line = line.lowercased()
      return !Self.dropped.contains { line.hasPrefix($0) }
    }.map(String.init)
    let host = server.port == 80 ? server.host : "\(server)"
    return (["\(method) \(target) \(version)", "Host: \(host)", "Connection: close"] + more + kept)
      .joined(separator: "\r\n") + "\r\n\r\n"
  }
}
