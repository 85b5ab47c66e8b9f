import CLinux
import ChildProcess
import Diagnostics
import Glibc
import SystemPackage

/// A program to run next to another in its sandbox; the helper reads it from standard input.
struct ProgramEntry: Codable, Sendable {
  /// Exit statuses of a shell for a command that cannot be run, is not there, or of a helper that failed.
  private enum Refusal {
    static let cannotRun: Int32 = 126
    static let notFound: Int32 = 127
  }
  /// More than the kernel has (41 today).
  private static let capabilities: Range<Int32> = 0..<64

  var process: Int32
  var arguments: [String]
  var environment: [String: String]
  var workingDirectory: String
  var uid: UInt32
  var gid: UInt32
  var confinement: Confinement

  /// Enters the sandbox, runs the program there and ends as it ends; this process must have one thread only.
  func run() throws(SandboxFailure) -> Never {
    let namespaces = try Namespaces(
      of: process, besidesNetwork: [.interProcess, .hostName, .controlGroup, .process, .mount])
    if geteuid() == 0, setgroups(0, nil) != 0 { throw failure("cannot drop groups") }
    guard let null = try? FileDescriptor.open("/dev/null", .readOnly, options: .closeOnExec),
      dup2(null.rawValue, STDIN_FILENO) == STDIN_FILENO
    else { throw failure("cannot open /dev/null") }
    try confinement.apply()
    try namespaces.join(includingUser: true)
    let child = clinux_fork()
    guard child >= 0 else { throw failure("cannot fork") }
    if child == 0 {
      do throws(SandboxFailure) {
        try becomeProgram()
      } catch {
        SandboxHelper.complain(error.description)
        _exit(Refusal.cannotRun)
      }
    }
    // The group gets the signals of a time limit; the program decides how to end, this process only reports it.
    signal(SIGTERM, SIG_IGN)
    signal(SIGINT, SIG_IGN)
    ProcessEnd.imitate(ProcessEnd.wait(for: child))
  }

  /// In the child: gives up every privilege and becomes the program.
  private func becomeProgram() throws(SandboxFailure) -> Never {
    for capability in Self.capabilities where clinux_drop_bounding_capability(capability) != 0 {
      guard errno == EINVAL else { throw failure("cannot drop capabilities") }
    }
    guard clinux_become(uid, gid) == 0 else {
      throw failure("cannot become user \(uid):\(gid)")
    }
    guard clinux_set_no_new_privileges() == 0, clinux_set_parent_death_signal(SIGKILL) == 0 else {
      throw failure("cannot restrict the program")
    }
    guard chdir(workingDirectory) == 0 else { throw failure("cannot enter `\(workingDirectory)`") }
    let name = arguments.first ?? ""
    guard let path = name.contains("/") ? name : ExecutableSearch.find(name, path: environment["PATH"] ?? "")?.string
    else {
      SandboxHelper.complain("\(name): not found")
      _exit(Refusal.notFound)
    }
    let argumentVector = arguments.map { strdup($0) } + [nil]
    let environmentVector = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    // Last, because it forbids much of the above.
    if let profile = SeccompProfile.current, !profile.install() { throw failure("cannot filter system calls") }
    execve(path, argumentVector, environmentVector)
    let error = errno
    SandboxHelper.complain("\(name): \(Errno(rawValue: error))")
    _exit(error == ENOENT ? Refusal.notFound : Refusal.cannotRun)
  }

  private func failure(_ message: String) -> SandboxFailure {
    .helper(reason: "\(message): \(Errno(rawValue: errno))")
  }
}
