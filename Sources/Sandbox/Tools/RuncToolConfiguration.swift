import SystemPackage

/// The container of a build tool as the OCI runtime specification describes it.
struct RuncToolConfiguration: Encodable {
  struct Root: Encodable {
    var path: String
    var readonly = true
  }

  var ociVersion = "1.0.2"
  var process: RuncConfiguration.Process
  var root: Root
  var hostname = "builder"
  var mounts: [RuncConfiguration.Mount]
  var linux: RuncConfiguration.Linux

  /// runc runs inside of the helper's user namespace, where this user is number 0.
  init(_ specification: ToolSpecification, _ state: ToolState, environment: [String: String]) {
    process = RuncConfiguration.Process(
      arguments: specification.command, environment: environment,
      workingDirectory: specification.workingDirectory.string, user: .root,
      limits: ResourceLimits.all(SandboxLimits(), unheld: []))
    root = Root(path: state.root.string)
    mounts = [
      .init(destination: "/proc", type: "proc", source: "proc", options: ["nosuid", "noexec", "nodev"]),
      .init(destination: "/dev", type: "tmpfs", source: "tmpfs", options: ["nosuid", "mode=755", "size=65536k"]),
      .init(destination: "/dev/shm", type: "tmpfs", source: "shm", options: ["nosuid", "nodev", "mode=1777"]),
    ]
    let own: [ToolSpecification.Mount] = [
      .init(state.temporaries, at: "/tmp", isWritable: true),
      .init(state.home, at: FilePath(ToolState.homeInside), isWritable: true),
      .init(state.passwd, at: "/etc/passwd"), .init(state.group, at: "/etc/group"),
    ]
    mounts += (own + specification.mounts).filter { SystemFiles.linkTarget($0) == nil }.map { mount in
      .init(
        destination: mount.target.string, type: "bind", source: mount.source.string,
        options: ["rbind", mount.isWritable ? "rw" : "ro", "nosuid", "nodev"])
    }
    linux = RuncConfiguration.Linux(
      namespaces: ["pid", "ipc", "uts", "mount"].map { ["type": $0] },
      seccomp: SeccompProfile.current.map(SeccompConfiguration.init), maskedPaths: KernelFiles.masked,
      readonlyPaths: KernelFiles.readOnly)
    if case .none = specification.network { linux.namespaces.append(["type": "network"]) }
  }
}
