import Dispatch
import Glibc
import SystemPackage

extension ProbeRequest.TCP {
  /// Connects and closes at once; waiting blocks a thread outside Swift's pool.
  func connect() async -> ProbeResponse {
    await withCheckedContinuation { continuation in
      DispatchQueue.global().async {
        continuation.resume(returning: ProbeResponse(failure: attempt()))
      }
    }
  }

  /// Tries the host's addresses in turn, as a client would.
  /// - Returns: `nil` on success, otherwise why the last address failed.
  private func attempt() -> String? {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    let resolved = getaddrinfo(host, "\(port)", &hints, &list)
    guard resolved == 0 else { return "cannot resolve `\(host)`: \(String(cString: gai_strerror(resolved)))" }
    defer { freeaddrinfo(list) }
    var failure = Errno.addressNotAvailable
    let end = ContinuousClock.now + .seconds(timeoutSeconds)
    var next = list
    while let address = next {
      guard let error = Self.connect(to: address.pointee, until: end) else { return nil }
      failure = error
      next = address.pointee.ai_next
    }
    return "\(failure)"
  }

  private static func connect(to address: addrinfo, until end: ContinuousClock.Instant) -> Errno? {
    let type = address.ai_socktype | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    let file = socket(address.ai_family, type, address.ai_protocol)
    guard file >= 0 else { return Errno(rawValue: errno) }
    defer { close(file) }
    if Glibc.connect(file, address.ai_addr, address.ai_addrlen) == 0 { return nil }
    guard errno == EINPROGRESS else { return Errno(rawValue: errno) }
    var waiting = pollfd(fd: file, events: Int16(POLLOUT), revents: 0)
    let milliseconds = max(0, (end - .now) / .milliseconds(1))
    guard Glibc.poll(&waiting, 1, Int32(clamping: Int64(milliseconds))) > 0 else { return .timedOut }
    var error: Int32 = 0
    var size = socklen_t(MemoryLayout<Int32>.size)
    guard getsockopt(file, SOL_SOCKET, SO_ERROR, &error, &size) == 0 else { return Errno(rawValue: errno) }
    return error == 0 ? nil : Errno(rawValue: error)
  }
}
