import Glibc
import HTTPTransport

/// What a host name alone says about how far it may be trusted.
enum HostRules {
  /// An address literal that does not belong to the public internet, and `localhost`.
  ///
  /// A registry out there has no business sending us to one: the cloud's metadata service lives at such an address.
  static func isPrivate(_ host: String) -> Bool {
    // RFC 6761, section 6.3: names below it are this machine, too.
    if ".\(plain(host))".hasSuffix(".localhost") { return true }
    switch address(host) {
    // RFC 6890: this network, private use, shared space, loopback, link-local.
    case .v4(let bytes):
      switch (bytes[0], bytes[1]) {
      case (0, _), (10, _), (127, _), (169, 254), (192, 168), (172, 16...31), (100, 64...127): return true
      default: return false
      }
    case .v6(let bytes):
      // fc00::/7 unique local, fe80::/10 link-local, :: unspecified, ::1 loopback.
      return bytes[0] & 0xFE == 0xFC || (bytes[0] == 0xFE && bytes[1] & 0xC0 == 0x80)
        || (bytes[..<15].allSatisfy { $0 == 0 } && bytes[15] <= 1)
    case nil: return false
    }
  }

  /// Whether `url` may be asked because `registry` said so, in a redirect, an upload location or a token realm.
  static func mayBeSent(from registry: HTTPURL, to url: HTTPURL) -> Bool {
    // Private registries send to private neighbours, but none has business at a cloud's metadata service.
    url.host == registry.host || !isPrivate(url.host) || (isPrivate(registry.host) && !isLinkLocal(url.host))
  }

  /// 169.254.0.0/16 and fe80::/10.
  static func isLinkLocal(_ host: String) -> Bool {
    switch address(host) {
    case .v4(let bytes): bytes[0] == 169 && bytes[1] == 254
    case .v6(let bytes): bytes[0] == 0xFE && bytes[1] & 0xC0 == 0x80
    case nil: false
    }
  }

  /// Whether a credential may travel without TLS: on this machine, or if the user said so.
  /// - Parameter insecureHosts: `host` for every port or `host:port` for one.
  static func mayUsePlainHTTP(_ url: HTTPURL, insecureHosts: Set<String>) -> Bool {
    url.isLoopback || insecureHosts.contains(url.host) || insecureHosts.contains("\(url.host):\(url.port)")
  }

  /// Without the dot that ends a complete name: it leads to the same place.
  private static func plain(_ host: String) -> Substring { host.hasSuffix(".") ? host.dropLast() : host[...] }

  private enum Address {
    case v4([UInt8])
    case v6([UInt8])
  }

  /// The address that a host is; IPv4 written as IPv6 is IPv4.
  private static func address(_ host: String) -> Address? {
    if host.hasPrefix("["), host.hasSuffix("]") {
      var bytes = [UInt8](repeating: 0, count: 16)
      // A zone (`%eth0`) does not change what kind of address it is.
      let text = host.dropFirst().dropLast().prefix { $0 != "%" }
      guard inet_pton(AF_INET6, String(text), &bytes) == 1 else { return nil }
      let isMapped = bytes[..<10].allSatisfy { $0 == 0 } && bytes[10...11] == [0xFF, 0xFF]
      return isMapped ? .v4(Array(bytes[12...])) : .v6(bytes)
    }
    // The shorter forms (`10.1`) of inet_aton(3), too: resolvers take them.
    var address = in_addr()
    guard inet_aton(String(plain(host)), &address) != 0 else { return nil }
    return .v4(withUnsafeBytes(of: address.s_addr) { Array($0) })
  }
}
