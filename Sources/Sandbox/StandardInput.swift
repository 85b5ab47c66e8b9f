import FileIO
import Glibc
import SystemPackage

/// Writes to the standard input of a program in a sandbox, as `SandboxSpecification.holdsInputOpen` gives it one.
enum StandardInput {
  /// `O_PATH`, which the Glibc module lacks; the same number on x86-64 and arm64 (open(2)).
  private static let pathOnly: CInt = 0o10_000_000

  /// - Parameter process: of the program, on the host.
  /// - Throws: if its standard input is not a pipe, or a full one. The program decides what its descriptor 0 is: nothing but
  ///   a pipe is ever opened, and none is waited for.
  static func write(_ bytes: [UInt8], to process: Int32) throws(SandboxFailure) {
    guard let program = ProcessIdentity(of: process) else { throw failure(.noSuchProcess) }
    let looked = open("/proc/\(process)/fd/\(STDIN_FILENO)", pathOnly | O_CLOEXEC)
    guard looked >= 0 else { throw failure(Errno(rawValue: errno)) }
    defer { close(looked) }
    var status = stat()
    // Its number may have become another process's by then.
    guard fstat(looked, &status) == 0, status.st_mode & S_IFMT == S_IFIFO, !program.isGone else {
      throw .helper(reason: "the standard input of the program is not a pipe")
    }
    let pipe = open("/proc/self/fd/\(looked)", O_WRONLY | O_NONBLOCK | O_CLOEXEC)
    guard pipe >= 0 else { throw failure(Errno(rawValue: errno)) }
    defer { close(pipe) }
    // Up to PIPE_BUF bytes arrive whole or not at all (pipe(7)).
    guard bytes.count <= Int(PIPE_BUF), Glibc.write(pipe, bytes, bytes.count) == bytes.count else {
      throw failure(Errno(rawValue: errno))
    }
  }

  private static func failure(_ errno: Errno) -> SandboxFailure {
    .helper(reason: "cannot write to the standard input of the program: \(errno)")
  }
}

extension RunningSandbox {
  /// Writes a line of at most 4 KB to the program's standard input, if the specification holds it open.
  public func say(_ line: String) throws(SandboxFailure) {
    if let exitStatus { throw .notRunning(exitStatus) }
    try StandardInput.write(Array((line + "\n").utf8), to: initProcess)
  }
}
