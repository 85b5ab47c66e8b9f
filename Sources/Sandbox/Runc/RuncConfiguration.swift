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
    var oomScoreAdj = Confinement.killFirst
    var noNewPrivileges = true
  }
  struct Root: Encodable {
    var path: String
    var readonly: Bool
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
    var cgroupsPath: String?
    var seccomp: SeccompConfiguration?
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
  /// - Parameter rootMount: where the root directory appears, if it is not used where it is.
  init(_ specification: SandboxSpecification, _ rootMount: RootMount?, _ limits: LimitKeeper) {
    let userMap = specification.userMap
    process = Process(
      arguments: specification.arguments, environment: specification.environment,
      workingDirectory: specification.workingDirectory,
      // Where one user only can be mapped, runc wants it to be number 0.
      user: userMap == nil ? .root : specification.user, limits: limits.confinement.resourceLimits)
    let place = rootMount?.place ?? specification.root.string
    root = Root(path: place, readonly: specification.isReadOnly)
    mounts = Self.systemMounts(hasGroups: userMap != nil)
    mounts += specification.readOnlyBinds.map { bind in
      Mount(
        destination: bind.target, type: "bind", source: bind.source.string, options: ["rbind", "ro", "nosuid", "nodev"])
    }
    for (paths, mode) in [
      (specification.isReadOnly ? specification.writable : [], "rw"), (specification.protected, "ro"),
    ] {
      mounts += paths.map {
        Mount(destination: $0, type: "bind", source: place + $0, options: ["bind", mode, "nosuid", "nodev"])
      }
    }
    linux = Linux(
      namespaces: ["user", "pid", "ipc", "uts", "mount", "network", "cgroup"].map { ["type": $0] },
      cgroupsPath: limits.group?.runcPath, seccomp: SeccompProfile.current.map(SeccompConfiguration.init),
      maskedPaths: KernelFiles.masked, readonlyPaths: KernelFiles.readOnly)
    if let userMap {
      // An image made for port 80 listens there without a capability, as it does under Docker.
      linux.sysctl = ["net.ipv4.ip_unprivileged_port_start": "0"]
      linux.uidMappings = userMap.ranges.map {
        ["containerID": $0.inside, "hostID": $0.outside, "size": $0.count]
      }
      linux.gidMappings = linux.uidMappings
    } else {
      linux.uidMappings = [["containerID": 0, "hostID": geteuid(), "size": 1]]
      linux.gidMappings = [["containerID": 0, "hostID": getegid(), "size": 1]]
    }
  }

  private static func systemMounts(hasGroups: Bool) -> [Mount] {
    [
      Mount(destination: "/proc", type: "proc", source: "proc", options: ["nosuid", "noexec", "nodev"]),
      Mount(
        destination: "/dev", type: "tmpfs", source: "tmpfs",
        options: ["nosuid", "strictatime", "mode=755", "size=65536k"]),
      Mount(
        destination: "/dev/pts", type: "devpts", source: "devpts",
        // Group 5 (tty) has no counterpart where only one group is mapped.
        options: ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620"] + (hasGroups ? ["gid=5"] : [])),
      Mount(
        destination: "/dev/shm", type: "tmpfs", source: "shm",
        options: ["nosuid", "noexec", "nodev", "mode=1777", "size=65536k"]),
      Mount(destination: "/sys", type: "sysfs", source: "sysfs", options: ["nosuid", "noexec", "nodev", "ro"]),
    ]
  }
}

extension RuncConfiguration.Process {
  init(
    arguments: [String], environment: [String: String], workingDirectory: String, user: SandboxSpecification.User,
    limits: [String: UInt64]
  ) {
    self.user = ["uid": user.uid, "gid": user.gid]
    args = arguments
    env = []
    cwd = workingDirectory
    rlimits = limits.map { Limit(type: $0.key, hard: $0.value, soft: $0.value) }.sorted { $0.type < $1.type }
    setEnvironment(environment)
  }

  mutating func setEnvironment(_ environment: [String: String]) {
    env = environment.map { "\($0.key)=\($0.value)" }.sorted()
  }
}
