import Glibc

/// Hosts of registries: the grammar of distribution/reference, within the limits of DNS.
public enum RegistryHost {
  /// The one form in which hosts are compared: lower case, IPv6 addresses at their shortest.
  ///
  /// - Parameter text: `host`, `host:port`, `[address]` or `[address]:port`.
  /// - Returns: `nil` if there can be no such host.
  public static func normal(_ text: some StringProtocol) -> String? {
    var host = Substring(text)
    var port = ""
    if let colon = host.lastIndex(of: ":"), !host.hasSuffix("]") {
      let digits = host[host.index(after: colon)...]
      guard ASCII.isNumber(digits), let number = UInt16(digits), number > 0 else { return nil }
      port = ":\(number)"
      host = host[..<colon]
    }
    if host.hasPrefix("["), host.hasSuffix("]") { return address(host.dropFirst().dropLast()).map { "[\($0)]\(port)" } }
    return isName(host) ? host.lowercased() + port : nil
  }

  /// Without a zone, which means something on one machine only, and without IPv4 notation (distribution/reference).
  private static func address(_ text: Substring) -> String? {
    guard text.utf8.allSatisfy({ ASCII.isHexadecimal($0) || $0 == UInt8(ascii: ":") }) else { return nil }
    var address = in6_addr()
    var shortest = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    guard inet_pton(AF_INET6, String(text), &address) == 1,
      inet_ntop(AF_INET6, &address, &shortest, socklen_t(shortest.count)) != nil
    else { return nil }
    return String(decoding: shortest.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Labels of letters, digits and inner hyphens (RFC 1123, section 2.1).
  private static func isName(_ text: Substring) -> Bool {
    text.utf8.count <= 253
      && text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
        (1...63).contains(label.utf8.count) && !label.hasPrefix("-") && !label.hasSuffix("-")
          && label.utf8.allSatisfy { ASCII.isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
      }
  }
}
