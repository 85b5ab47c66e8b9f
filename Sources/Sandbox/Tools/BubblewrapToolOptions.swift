import SystemPackage

/// bubblewrap's options for a build tool.
struct BubblewrapToolOptions {
  private(set) var options: [String] = [
    "--unshare-user", "--uid", "1000", "--gid", "1000", "--unshare-pid", "--unshare-ipc", "--unshare-uts",
    "--unshare-cgroup-try", "--hostname", "builder", "--die-with-parent", "--new-session", "--cap-drop", "ALL",
    "--proc", "/proc", "--dev", "/dev",
  ]

  init(_ specification: ToolSpecification, _ state: ToolState, environment: [String: String]) {
    options += BubblewrapArguments.guarded
    options += ["--bind", state.temporaries.string, "/tmp", "--bind", state.home.string, ToolState.homeInside]
    options += ["--ro-bind", state.passwd.string, "/etc/passwd", "--ro-bind", state.group.string, "/etc/group"]
    for mount in specification.mounts {
      if let target = SystemFiles.linkTarget(mount) {
        options += ["--symlink", target, mount.target.string]
      } else {
        options += [mount.isWritable ? "--bind" : "--ro-bind", mount.source.string, mount.target.string]
      }
    }
    if specification.network == .none { options.append("--unshare-net") }
    options += ["--remount-ro", "/", "--chdir", specification.workingDirectory.string, "--clearenv"]
    for (name, value) in environment.sorted(by: { $0.key < $1.key }) { options += ["--setenv", name, value] }
  }
}
