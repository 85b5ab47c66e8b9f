import Glibc
import SystemPackage

/// The socket calls the test servers need.
enum TestSocket {
  static func listenOnLoopback() throws -> (socket: Int32, port: UInt16) {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    return (try listening(AF_INET, &address), UInt16(bigEndian: address.sin_port))
  }

  static func listenOnUnixSocket(_ path: String) throws -> Int32 {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    try withUnsafeMutableBytes(of: &address.sun_path) { buffer in
      guard path.utf8.count < buffer.count else { throw Errno.fileNameTooLong }
      buffer.copyBytes(from: path.utf8)
    }
    return try listening(AF_UNIX, &address)
  }

  /// - Parameter address: where to listen; then where it listens.
  private static func listening<Address>(_ family: Int32, _ address: inout Address) throws -> Int32 {
    let listener = socket(family, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard listener >= 0 else { throw Errno(rawValue: errno) }
    var length = socklen_t(MemoryLayout<Address>.size)
    let isListening = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        bind(listener, address, length) == 0 && listen(listener, 64) == 0
          && getsockname(listener, address, &length) == 0
      }
    }
    guard isListening else {
      close(listener)
      throw Errno(rawValue: errno)
    }
    return listener
  }

  /// - Returns: whether all bytes went out.
  static func write(_ bytes: [UInt8], to socket: Int32) -> Bool {
    bytes.withUnsafeBytes { buffer in
      var rest = buffer[...]
      while !rest.isEmpty {
        let part = UnsafeRawBufferPointer(rebasing: rest)
        let count = send(socket, part.baseAddress, part.count, Int32(MSG_NOSIGNAL))
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else { return false }
        rest = rest.dropFirst(count)
      }
      return true
    }
  }

  /// Makes the next close(2) send a TCP reset.
  static func resetOnClose(_ socket: Int32) {
    var option = linger(l_onoff: 1, l_linger: 0)
    setsockopt(socket, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
  }

  /// Until the other side closes, or this one shuts the socket down.
  static func waitForClose(_ socket: Int32) {
    var byte: UInt8 = 0
    while recv(socket, &byte, 1, 0) > 0 {}
  }
}
