import Glibc

extension HTTPURL {
  /// This machine: `localhost` exactly, 127.0.0.0/8 or `[::1]`; `localhost.evil.com` is another host.
  public var isLoopback: Bool {
    var v4 = in_addr()
    if inet_pton(AF_INET, host, &v4) == 1 { return UInt32(bigEndian: v4.s_addr) >> 24 == 127 }
    return host == "localhost" || host == "[::1]"
  }
}
