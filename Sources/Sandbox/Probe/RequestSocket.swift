import Glibc
import Synchronization
import SystemPackage

/// Our end of the helper's standard input: a socket rather than a pipe, so that writing to a helper that has ended
/// fails instead of raising SIGPIPE. It closes with its owner, which ends the helper.
final class RequestSocket: Sendable {
  /// `nil` once closed: the number may then belong to another file.
  private let file: Mutex<FileDescriptor?>

  private init(_ file: FileDescriptor) {
    self.file = Mutex(file)
  }

  deinit { close() }

  static func pair() throws(SandboxFailure) -> (ours: RequestSocket, theirs: FileDescriptor) {
    var files: [Int32] = [-1, -1]
    guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &files) == 0 else {
      throw .helper(reason: "cannot create a socket: \(Errno(rawValue: errno))")
    }
    // A helper that does not read must not block us forever.
    var limit = timeval(tv_sec: 5, tv_usec: 0)
    setsockopt(files[0], SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    return (RequestSocket(FileDescriptor(rawValue: files[0])), FileDescriptor(rawValue: files[1]))
  }

  /// Whether all bytes are on their way.
  func send(_ bytes: [UInt8]) -> Bool {
    file.withLock { file in
      guard let file else { return false }
      var rest = bytes[...]
      while !rest.isEmpty {
        let count = rest.withUnsafeBytes {
          Glibc.send(file.rawValue, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return false }
        rest = rest.dropFirst(count)
      }
      return true
    }
  }

  func close() {
    file.withLock { file in
      try? file?.close()
      file = nil
    }
  }
}
