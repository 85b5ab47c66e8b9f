import Glibc
import SystemPackage

/// What a helper takes upon itself before it becomes a program of the sandbox, or bubblewrap.
struct Confinement: Codable, Sendable {
  /// The files that a process writes to in order to join the control group.
  var controlGroup: [String]
  var resourceLimits: [String: UInt64]

  /// The kernel kills the sandbox first where memory runs out (proc_pid_oom_score_adj(5)).
  static let killFirst = 1000

  func apply() throws(SandboxFailure) {
    for entrance in controlGroup { try Self.write("0", to: entrance) }
    try Self.write("\(Self.killFirst)", to: "/proc/self/oom_score_adj")
    try ResourceLimits.set(resourceLimits)
  }

  /// Writes to a file of the kernel.
  static func write(_ text: String, to path: String) throws(SandboxFailure) {
    let file = open(path, O_WRONLY | O_CLOEXEC)
    defer { if file >= 0 { close(file) } }
    let bytes = Array(text.utf8)
    guard file >= 0, Glibc.write(file, bytes, bytes.count) == bytes.count else {
      throw .helper(reason: "cannot write `\(path)`: \(Errno(rawValue: errno))")
    }
  }
}
