import Glibc

/// A connection that is read and written with blocking calls, and closed by its owner.
struct FilterConnection {
  private static let connectLimit: Int32 = 30_000
  /// An index that is silent for longer has gone.
  private static let silenceLimit: Int32 = 10 * 60 * 1000
  private static let headLimit = 64 << 10

  let socket: Int32

  /// - Returns: the reason if no address of the server answers.
  static func open(_ server: NetworkRules.Server) -> Result<FilterConnection, FilterTrouble> {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    let status = getaddrinfo(server.host, "\(server.port)", &hints, &found)
    guard status == 0 else { return .failure(FilterTrouble(reason: String(cString: gai_strerror(status)))) }
    defer { freeaddrinfo(found) }
    var last = ENOENT
    var address = found
    while let info = address?.pointee {
      address = info.ai_next
      let socket = Glibc.socket(info.ai_family, info.ai_socktype | Int32(SOCK_CLOEXEC.rawValue), 0)
      guard socket >= 0 else { continue }
      if connect(socket, info) { return .success(FilterConnection(socket: socket)) }
      last = errno
      close(socket)
    }
    return .failure(FilterTrouble(reason: String(cString: strerror(last))))
  }

  private static func connect(_ socket: Int32, _ info: addrinfo) -> Bool {
    let flags = fcntl(socket, F_GETFL)
    _ = fcntl(socket, F_SETFL, flags | O_NONBLOCK)
    if Glibc.connect(socket, info.ai_addr, info.ai_addrlen) != 0 {
      guard errno == EINPROGRESS else { return false }
      var waiting = pollfd(fd: socket, events: Int16(POLLOUT), revents: 0)
      guard poll(&waiting, 1, connectLimit) == 1 else {
        errno = ETIMEDOUT
        return false
      }
      var trouble: Int32 = 0
      var size = socklen_t(MemoryLayout<Int32>.size)
      guard getsockopt(socket, SOL_SOCKET, SO_ERROR, &trouble, &size) == 0, trouble == 0 else {
        errno = trouble
        return false
      }
    }
    _ = fcntl(socket, F_SETFL, flags)
    return true
  }

  /// The bytes up to an empty line, and what came after it.
  func readHead() -> (head: String, rest: [UInt8])? {
    var bytes: [UInt8] = []
    let mark = Array("\r\n\r\n".utf8)
    while bytes.count < Self.headLimit {
      guard let more = read(), !more.isEmpty else { return nil }
      let start = max(0, bytes.count - 3)
      bytes += more
      guard bytes.count >= 4 else { continue }
      for place in start...(bytes.count - 4) where bytes[place..<place + 4].elementsEqual(mark) {
        return (String(decoding: bytes[..<place], as: UTF8.self), Array(bytes[(place + 4)...]))
      }
    }
    return nil
  }

  /// - Returns: `nil` after an error, nothing at the end.
  private func read() -> [UInt8]? {
    var chunk = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let count = recv(socket, &chunk, chunk.count, 0)
      if count >= 0 { return Array(chunk[..<count]) }
      if errno != EINTR { return nil }
    }
  }

  @discardableResult func write(_ bytes: [UInt8]) -> Bool {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        send(socket, buffer.baseAddress.map { $0 + sent }, buffer.count - sent, Int32(MSG_NOSIGNAL))
      }
      if count > 0 { sent += count } else if errno != EINTR { return false }
    }
    return true
  }

  @discardableResult func write(_ text: String) -> Bool { write(Array(text.utf8)) }

  /// Moves bytes in both directions until both have ended.
  static func relay(_ one: FilterConnection, _ other: FilterConnection) {
    var open = [one.socket: other.socket, other.socket: one.socket]
    let connections = [one.socket: one, other.socket: other]
    while !open.isEmpty {
      var waiting = open.keys.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
      let count = poll(&waiting, nfds_t(waiting.count), silenceLimit)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return }
      for ready in waiting where ready.revents != 0 {
        guard let goal = open[ready.fd], let bytes = connections[ready.fd]?.read() else { return }
        if bytes.isEmpty {
          shutdown(goal, Int32(SHUT_WR))
          open[ready.fd] = nil
        } else if connections[goal]?.write(bytes) != true {
          return
        }
      }
    }
  }
}

struct FilterTrouble: Error {
  var reason: String
}
