/// The servers that a tool in a sandbox may talk to. Everything else is refused.
public struct NetworkRules: Sendable, Hashable, Codable {
  /// One server: a host name or an address in lower case, and a port.
  public struct Server: Sendable, Hashable, Codable, CustomStringConvertible {
    public var host: String
    public var port: UInt16

    public init(_ host: String, _ port: UInt16) {
      self.host = host.lowercased()
      self.port = port
    }

    public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    /// Tools talk to loopback without a proxy, whatever the proxy variables say.
    var isLoopback: Bool { host == "localhost" || host == "::1" || host.hasPrefix("127.") }
  }

  public var servers: Set<Server>
  /// The proxies of the host's own network.
  public var proxies: HostProxies

  public init(servers: Set<Server>, proxies: HostProxies = HostProxies()) {
    self.servers = servers
    self.proxies = proxies
  }

  func allows(_ server: Server) -> Bool { servers.contains(server) }

  /// Servers of the host's loopback: each is reachable in the sandbox at its own port.
  var forwarded: [Server] { servers.filter(\.isLoopback).sorted { $0.port < $1.port } }

  /// Where the filter listens: squid's port, or the next that no server takes.
  var filterPort: UInt16 {
    let taken = Set(forwarded.map(\.port))
    return (3128...).first { !taken.contains($0) } ?? 3128
  }
}

extension NetworkRules.Server {
  /// Reads `HOST`, `HOST:PORT`, `[ADDRESS]:PORT`, or the authority of a URL; `nil` if it is none.
  public init?(_ text: some StringProtocol, defaultPort: UInt16) {
    var text = text[...]
    if let at = text.lastIndex(of: "@") { text = text[text.index(after: at)...] }
    var host = text
    var port = text.suffix(0)
    if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
      host = text[text.index(after: text.startIndex)..<end]
      port = text[text.index(after: end)...]
      guard port.isEmpty || port.hasPrefix(":") else { return nil }
      port = port.dropFirst()
    } else if let colon = text.firstIndex(of: ":") {
      host = text[..<colon]
      port = text[text.index(after: colon)...]
    }
    guard !host.isEmpty, host.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f && !"/\\?#%".utf8.contains($0) }) else {
      return nil
    }
    guard let number = port.isEmpty ? defaultPort : UInt16(port), number > 0 else { return nil }
    // A name with the root's dot is the same name.
    self.init(host.hasSuffix(".") ? String(host.dropLast()) : String(host), number)
  }

  /// The server of an `http` or `https` URL; `nil` for anything else.
  public init?(url: some StringProtocol) {
    guard let range = url.firstRange(of: "://") else { return nil }
    guard let port = ["https": 443 as UInt16, "http": 80][url[..<range.lowerBound].lowercased()] else { return nil }
    self.init(url[range.upperBound...].prefix { !"/?#".contains($0) }, defaultPort: port)
  }
}
