import Glibc
import SystemPackage

/// A container as the OCI runtime specification 1.0 describes it, as far as we need it (config.json).
struct RuncConfiguration: Encodable {
  struct Process: Encodable {
    struct Limit: Encodable {
      var type: String
      var hard: UInt64
      var soft: UInt64
    }
    var user: [String: UInt32]
    var args: [String]
    var env: [String]
    var cwd: String
    /// All empty: the program gets no capability, whichever user it runs as.
    var capabilities: [String: [String]] = [
      "bounding": [], "effective": [], "inheritable": [], "permitted": [], "ambient": [],
    ]
    var rlimits: [Limit]
    var noNewPrivileges = true
  }
  struct Mount: Encodable {
    var destination: String
    var type: String
    var source: String
    var options: [String]
  }
  struct Linux: Encodable {
    var namespaces: [[String: String]]
    var uidMappings: [[String: UInt32]]?
    var gidMappings: [[String: UInt32]]?
    var sysctl: [String: String]?
    var maskedPaths: [String]
    var readonlyPaths: [String]
  }

  var ociVersion = "1.0.2"
  var process: Process
  var root: [String: String]
  var hostname = "sandbox"
  var mounts: [Mount]
  var linux: Linux
}

extension RuncConfiguration {
  init(_ specification: SandboxSpecification, isRoot: Bool) {
    process = Process(
      arguments: specification.arguments, environment: specification.environment,
      workingDirectory: specification.workingDirectory,
      // Without root there is one user inside, and runc wants it to be number 0.
      user: isRoot ? specification.user : .root)
    root = ["path": specification.root.string]
    mounts = Self.systemMounts(isRoot: isRoot)
    mounts += specification.readOnlyBinds.map { bind in
      Mount(
        destination: bind.target, type: "bind", source: bind.source.string, options: ["rbind", "ro", "nosuid", "nodev"])
    }
    linux = Linux(
      namespaces: ["pid", "ipc", "uts", "mount", "network"].map { ["type": $0] },
      maskedPaths: Self.maskedPaths, readonlyPaths: Self.readOnlyPaths)
    if isRoot {
      // An image made for port 80 listens there without a capability, as it does under Docker.
      linux.sysctl = ["net.ipv4.ip_unprivileged_port_start": "0"]
    } else {
      linux.namespaces.append(["type": "user"])
      linux.uidMappings = [["containerID": 0, "hostID": geteuid(), "size": 1]]
      linux.gidMappings = [["containerID": 0, "hostID": getegid(), "size": 1]]
    }
  }

  private static func systemMounts(isRoot: Bool) -> [Mount] {
    [
      Mount(destination: "/proc", type: "proc", source: "proc", options: ["nosuid", "noexec", "nodev"]),
      Mount(
        destination: "/dev", type: "tmpfs", source: "tmpfs",
        options: ["nosuid", "strictatime", "mode=755", "size=65536k"]),
      Mount(
        destination: "/dev/pts", type: "devpts", source: "devpts",
        // Group 5 (tty) has no counterpart where only one group is mapped.
        options: ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620"] + (isRoot ? ["gid=5"] : [])),
      Mount(
        destination: "/dev/shm", type: "tmpfs", source: "shm",
        options: ["nosuid", "noexec", "nodev", "mode=1777", "size=65536k"]),
      Mount(destination: "/sys", type: "sysfs", source: "sysfs", options: ["nosuid", "noexec", "nodev", "ro"]),
    ]
  }

  /// As Docker hides them: they reveal the host or change it.
  private static let maskedPaths = [
    "/proc/acpi", "/proc/asound", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/timer_list",
    "/proc/timer_stats", "/proc/sched_debug", "/proc/scsi", "/sys/firmware",
  ]
  private static let readOnlyPaths = [
    "/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger",
  ]
}

extension RuncConfiguration.Process {
  /// No test needs more open files, and some programs close every possible one at their start.
  private static let maximumOpenFiles: UInt64 = 65536

  init(
    arguments: [String], environment: [String: String], workingDirectory: String, user: SandboxSpecification.User
  ) {
    var own = rlimit()
    getrlimit(Int32(RLIMIT_NOFILE.rawValue), &own)
    let files = min(UInt64(own.rlim_max), Self.maximumOpenFiles)
    self.user = ["uid": user.uid, "gid": user.gid]
    args = arguments
    env = []
    cwd = workingDirectory
    rlimits = [Limit(type: "RLIMIT_NOFILE", hard: files, soft: files)]
    setEnvironment(environment)
  }

  mutating func setEnvironment(_ environment: [String: String]) {
    env = environment.map { "\($0.key)=\($0.value)" }.sorted()
  }
}
