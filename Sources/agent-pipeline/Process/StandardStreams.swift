import Diagnostics
import Glibc
import PipelineCore

/// The process's standard streams: data goes to standard output, everything for people to standard error.
enum StandardStreams {
  /// Opens /dev/null in place of closed streams (`>&-`): the next file that is opened would get the number of one, and
  /// our text would be written into it. Call this first in `main`.
  static func openClosed() {
    for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(descriptor, F_GETFD) == -1 {
      // The lowest free number is this one.
      _ = open("/dev/null", O_RDWR)
    }
  }

  /// Ends the process if the data cannot be written, so that no reader takes a part for the whole.
  static func writeOutput(_ text: String) {
    guard let problem = write(text, to: STDOUT_FILENO) else { return }
    writeError("error: cannot write to standard output: \(String(cString: strerror(problem)))\n")
    _exit(FailureKind.infrastructure.exitCode)
  }

  static func writeError(_ text: String) { _ = write(text, to: STDERR_FILENO) }

  static var isInputTerminal: Bool { isatty(STDIN_FILENO) == 1 }
  static var isOutputTerminal: Bool { isatty(STDOUT_FILENO) == 1 }
  static var isErrorTerminal: Bool { isatty(STDERR_FILENO) == 1 }

  /// Columns of the terminal behind a stream; `nil` if it is not one, or does not know.
  static func width(of descriptor: Int32) -> Int? {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }

  /// Columns for text on standard output, as ArgumentParser counts them.
  static var outputWidth: Int {
    ProcessEnvironment.variables()["COLUMNS"].flatMap { Int($0) } ?? width(of: STDOUT_FILENO) ?? 80
  }

  /// All of standard input as text; empty if it is a terminal, which no one would type into.
  /// - Throws: `CancellationError` soon after the task is cancelled.
  static func readInput() throws -> String {
    guard isatty(STDIN_FILENO) == 0 else { return "" }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      try Task.checkCancellation()
      var waiting = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
      if poll(&waiting, 1, 100) == 0 { continue }
      let count = read(STDIN_FILENO, &chunk, chunk.count)
      if count > 0 {
        bytes += chunk[..<count]
      } else if count == 0 || errno != EINTR {
        return String(decoding: bytes, as: UTF8.self)
      }
    }
  }

  /// A closed reader (`| head`) is not an error.
  /// - Returns: the error that prevented some of the text from being written.
  private static func write(_ text: String, to descriptor: Int32) -> Int32? {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count >= 0 {
        bytes = bytes.dropFirst(count)
      } else if errno == EAGAIN {
        // Node.js and others pass non-blocking pipes.
        var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&waiting, 1, -1)
      } else if errno != EINTR {
        return errno == EPIPE || errno == EBADF ? nil : errno
      }
    }
    return nil
  }
}
