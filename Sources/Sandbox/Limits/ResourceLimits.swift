import FileIO
import Glibc
import SystemPackage

/// Limits of single processes, see getrlimit(2); they stand in for a control group where none can be made.
enum ResourceLimits {
  /// No test needs more open files, and some programs close every possible one at their start.
  private static let openFiles: UInt64 = 65536

  private static let numbers: [String: __rlimit_resource] = [
    "RLIMIT_NOFILE": RLIMIT_NOFILE, "RLIMIT_CORE": RLIMIT_CORE, "RLIMIT_DATA": RLIMIT_DATA,
    "RLIMIT_NPROC": __RLIMIT_NPROC,
  ]

  /// By the names that runc uses too.
  /// - Parameter unheld: what no control group limits.
  static func all(_ limits: SandboxLimits, unheld: Set<SandboxLimits.Kind>) -> [String: UInt64] {
    var own = rlimit()
    getrlimit(Int32(RLIMIT_NOFILE.rawValue), &own)
    var all = ["RLIMIT_NOFILE": min(UInt64(own.rlim_max), openFiles), "RLIMIT_CORE": 0]
    // Data, not address space: runtimes reserve addresses that they never use.
    if let memory = limits.memory, unheld.contains(.memory) { all["RLIMIT_DATA"] = memory }
    if let processes = limits.processes, unheld.contains(.processes) {
      // What the user runs outside counts too. As root, the sandbox has users of its own.
      all["RLIMIT_NPROC"] = UInt64(processes + (geteuid() == 0 ? 0 : ownThreads()))
    }
    return all
  }

  /// Sets them for this process and the programs it becomes or starts.
  static func set(_ all: [String: UInt64]) throws(SandboxFailure) {
    for (name, value) in all {
      guard let number = numbers[name] else { continue }
      var limit = rlimit(rlim_cur: rlim_t(value), rlim_max: rlim_t(value))
      guard setrlimit(Int32(number.rawValue), &limit) == 0 else {
        throw .helper(reason: "cannot set \(name) to \(value): \(Errno(rawValue: errno))")
      }
    }
  }

  /// The threads of this user's processes.
  private static func ownThreads() -> Int {
    ((try? Directory.names(in: "/proc")) ?? []).reduce(into: 0) { count, name in
      var status = stat()
      guard name.first?.isNumber == true, stat("/proc/\(name)/task", &status) == 0, status.st_uid == geteuid() else {
        return
      }
      count += max(1, Int(status.st_nlink) - 2)
    }
  }
}
