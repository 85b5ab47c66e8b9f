import Dispatch
import Glibc
import SystemPackage

extension ProbeRequest.TCP {
  /// Connects and closes at once; waiting blocks a thread outside Swift's pool.
  func connect() async -> ProbeResponse {
    await withCheckedContinuation { continuation in
      DispatchQueue.global().async {
        continuation.resume(returning: ProbeResponse(failure: attempt().map { "\($0)" }))
      }
    }
  }

  /// - Returns: `nil` on success, otherwise why the connection failed.
  private func attempt() -> Errno? {
    let file = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard file >= 0 else { return Errno(rawValue: errno) }
    defer { close(file) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
    let connected = withUnsafePointer(to: &address) { address in
      address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(file, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    if connected == 0 { return nil }
    guard errno == EINPROGRESS else { return Errno(rawValue: errno) }
    var waiting = pollfd(fd: file, events: Int16(POLLOUT), revents: 0)
    guard Glibc.poll(&waiting, 1, Int32(clamping: Int64(timeoutSeconds * 1000))) > 0 else { return .timedOut }
    var error: Int32 = 0
    var size = socklen_t(MemoryLayout<Int32>.size)
    guard getsockopt(file, SOL_SOCKET, SO_ERROR, &error, &size) == 0 else { return Errno(rawValue: errno) }
    return error == 0 ? nil : Errno(rawValue: error)
  }
}
