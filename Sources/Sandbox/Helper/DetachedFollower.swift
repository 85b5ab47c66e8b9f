import CLinux
import Diagnostics
import FileIO
import Glibc
import SystemPackage

/// Follows a program that another one starts and leaves behind, as `runc --detach` does: so what the program writes stays
/// in order, and its exit status is exact.
///
/// Its command line: what SIGTERM becomes for the program (`term` or `kill`; `remove` is `kill`, and so is `kill-open`, which
/// gives the program an open standard input), the file where its number
/// appears, a `RootMount` in four arguments, or `-` four times, and the command. A second command after `--` cleans up
/// when the program has ended; with `kill` only if this process was asked to end. The kernel asks when our parent dies.
struct DetachedFollower {
  /// The signal for the program when this process is asked to end.
  private var signalForProgram: Int32
  private var alwaysCleansUp: Bool
  private var holdsInputOpen: Bool
  private var numberFile: FilePath
  private var rootMount: RootMount?
  private var command: [String]
  private var cleanUp: [String]

  init?(_ arguments: [String]) {
    guard arguments.count > 6 else { return nil }
    signalForProgram = arguments[0] == "term" ? SIGTERM : SIGKILL
    alwaysCleansUp = arguments[0] == "remove"
    holdsInputOpen = arguments[0] == "kill-open"
    numberFile = FilePath(arguments[1])
    if let uid = UInt32(arguments[4]), let gid = UInt32(arguments[5]) {
      rootMount = RootMount(source: arguments[2], place: arguments[3], uid: uid, gid: gid)
    }
    let parts = arguments[6...].split(separator: "--", maxSplits: 1)
    command = Array(parts.first ?? [])
    cleanUp = parts.count > 1 ? Array(parts[1]) : []
  }

  /// Runs the command, waits for the program it leaves behind, and ends with its status.
  func run() throws(SandboxFailure) -> Never {
    try rootMount?.make()
    // What the command leaves behind becomes our child, which lets us wait for it.
    clinux_set_child_subreaper(1)
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGTERM)
    sigaddset(&signals, SIGCHLD)
    sigprocmask(SIG_BLOCK, &signals, nil)
    // The parent may have died before the signal was set.
    let parent = getppid()
    clinux_set_parent_death_signal(SIGTERM)
    guard getppid() == parent else { throw .helper(reason: "the parent has died") }

    if holdsInputOpen {
      let input = OpenInput.make()
      guard input >= 0, dup2(input, STDIN_FILENO) == STDIN_FILENO else {
        throw .helper(reason: "cannot open the standard input: \(Errno(rawValue: errno))")
      }
      close(input)
    }
    guard ProcessEnd.wait(for: try spawn(command)) == 0 else { _exit(SandboxHelper.failureStatus) }
    guard let program = Int32(try numberText()) else { throw .helper(reason: "no process number") }
    var wasAsked = false
    while true {
      var end = siginfo_t()
      if waitid(P_PID, id_t(program), &end, WEXITED | WNOHANG | WNOWAIT) != 0 || end.si_signo != 0 {
        // Not reaped yet, so the number is still its own. What it left in the background is not wanted.
        kill(-program, SIGKILL)
        let status = ProcessEnd.wait(for: program)
        if wasAsked || alwaysCleansUp, !cleanUp.isEmpty { _ = ProcessEnd.wait(for: try spawn(cleanUp)) }
        ProcessEnd.imitate(status)
      }
      if sigwaitinfo(&signals, nil) == SIGTERM {
        wasAsked = true
        kill(program, signalForProgram)
      }
    }
  }

  private func numberText() throws(SandboxFailure) -> String {
    do {
      return String(decoding: try FileContents.read(numberFile, limit: 64), as: UTF8.self)
    } catch {
      throw .file(error)
    }
  }

  private func spawn(_ command: [String]) throws(SandboxFailure) -> pid_t {
    let arguments = command.map { strdup($0) } + [nil]
    let child = clinux_fork()
    guard child >= 0 else { throw .helper(reason: "cannot fork: \(Errno(rawValue: errno))") }
    guard child == 0 else { return child }
    var none = sigset_t()
    sigemptyset(&none)
    sigprocmask(SIG_SETMASK, &none, nil)
    execvp(command.first ?? "", arguments)
    SandboxHelper.complain("\(command.first ?? ""): \(Errno(rawValue: errno))")
    _exit(SandboxHelper.failureStatus)
  }
}

/// The end of a process, as waitpid(2) reports it.
enum ProcessEnd {
  static func wait(for child: pid_t) -> Int32 {
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0, errno == EINTR {}
    return status
  }

  /// Ends this process in the same way, with the same exit status or by the same signal.
  static func imitate(_ status: Int32) -> Never {
    let signalNumber = status & 0x7f
    if signalNumber == 0 { _exit((status >> 8) & 0xff) }
    signal(signalNumber, SIG_DFL)
    var only = sigset_t()
    sigemptyset(&only)
    sigaddset(&only, signalNumber)
    kill(getpid(), signalNumber)
    sigprocmask(SIG_UNBLOCK, &only, nil)
    // Only a signal that does not kill gets here, and such a signal ends no program.
    _exit(128 + signalNumber)
  }
}
