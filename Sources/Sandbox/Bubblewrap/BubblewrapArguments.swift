import SystemPackage

/// The command line of bubblewrap for one sandbox.
struct BubblewrapArguments {
  /// What goes into the file of `--args`.
  private(set) var options: [String]
  private var prefix: [String] = []

  init(_ specification: SandboxSpecification, isRoot: Bool) {
    let user = specification.user
    options = [
      "--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try", "--hostname",
      "sandbox", "--die-with-parent", "--new-session", "--cap-drop", "ALL", "--bind", specification.root.string, "/",
      "--proc", "/proc", "--dev", "/dev", "--tmpfs", "/dev/shm",
    ]
    for bind in specification.readOnlyBinds { options += ["--ro-bind", bind.source.string, bind.target] }
    options += ["--chdir", specification.workingDirectory, "--clearenv"]
    for (name, value) in specification.environment.sorted(by: { $0.key < $1.key }) {
      options += ["--setenv", name, value]
    }
    if isRoot, user != .root {
      // Without a user namespace, bubblewrap cannot run the program as another user than root.
      prefix = ["setpriv", "--reuid=\(user.uid)", "--regid=\(user.gid)", "--clear-groups"]
    }
    if !isRoot || user != .root {
      options = ["--unshare-user", "--uid", "\(user.uid)", "--gid", "\(user.gid)"] + options
    }
  }

  func command(for program: [String]) -> [String] {
    prefix + ["bwrap", "--json-status-fd", "3", "--args", "4", "--"] + program
  }
}
