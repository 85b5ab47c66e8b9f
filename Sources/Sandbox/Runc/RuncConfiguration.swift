import Glibc
import SystemPackage

/// A container as the OCI runtime specification 1.0 describes it, as far as we need it (config.json).
struct RuncConfiguration: Encodable {
  struct Process: Encodable {
    struct User: Encodable {
      var uid: UInt32
      var gid: UInt32
    }
    struct Limit: Encodable {
      var type: String
      var hard: UInt64
      var soft: UInt64
    }
    /// All empty: the program gets no capability, whichever user it runs as.
    struct Capabilities: Encodable {
      var bounding: [String] = []
      var effective: [String] = []
      var inheritable: [String] = []
      var permitted: [String] = []
      var ambient: [String] = []
    }
    var terminal = false
    var user: User
    var args: [String]
    var env: [String]
    var cwd: String
    var capabilities = Capabilities()
    var rlimits: [Limit]
    var noNewPrivileges = true
  }
  struct Root: Encodable {
    var path: String
    var readonly = false
  }
  struct Mount: Encodable {
    var destination: String
    var type: String
    var source: String
    var options: [String]
  }
  struct Namespace: Encodable {
    var type: String
  }
  struct Mapping: Encodable {
    var containerID: UInt32
    var hostID: UInt32
    var size: UInt32
  }
  struct Memory: Encodable {
    var limit: Int64
  }
  struct Resources: Encodable {
    var memory: Memory
  }
  struct Linux: Encodable {
    var namespaces: [Namespace]
    var uidMappings: [Mapping]?
    var gidMappings: [Mapping]?
    var sysctl: [String: String]?
    var resources: Resources?
    var maskedPaths: [String]
    var readonlyPaths: [String]
  }

  var ociVersion = "1.0.2"
  var process: Process
  var root: Root
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
    root = Root(path: specification.root.string)
    mounts = Self.systemMounts(isRoot: isRoot)
    for bind in specification.readOnlyBinds {
      mounts.append(
        Mount(
          destination: bind.target, type: "bind", source: bind.source.string,
          options: ["rbind", "ro", "nosuid", "nodev"]))
    }
    linux = Linux(
      namespaces: ["pid", "ipc", "uts", "mount", "network"].map(Namespace.init),
      maskedPaths: Self.maskedPaths, readonlyPaths: Self.readOnlyPaths)
    if isRoot {
      // An image made for port 80 listens there without a capability, as it does under Docker.
      linux.sysctl = ["net.ipv4.ip_unprivileged_port_start": "0"]
    } else {
      linux.namespaces.append(Namespace(type: "user"))
      linux.uidMappings = [Mapping(containerID: 0, hostID: geteuid(), size: 1)]
      linux.gidMappings = [Mapping(containerID: 0, hostID: getegid(), size: 1)]
    }
    if let limit = specification.memoryLimit { linux.resources = Resources(memory: Memory(limit: limit)) }
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
    self.user = User(uid: user.uid, gid: user.gid)
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
