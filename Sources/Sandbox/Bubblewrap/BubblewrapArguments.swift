import FileIO
import SystemPackage

/// The command line of bubblewrap for one sandbox.
struct BubblewrapArguments {
  private typealias File = BubblewrapLaunch.File

  /// What goes into the file of `--args`.
  private(set) var options: [String]

  /// - Parameter root: where the root directory is to be found.
  init(_ specification: SandboxSpecification, root: FilePath) {
    let user = specification.user
    if specification.userMap == nil {
      options = ["--unshare-user", "--uid", "\(user.uid)", "--gid", "\(user.gid)"]
    } else if user == .root {
      options = []
    } else {
      let file = "\(File.userNamespace.rawValue)"
      // Reading from a namespace fails at once; it is asked for because bubblewrap then closes the file, which the
      // program would inherit otherwise.
      options = ["--userns", file, "--block-fd", file, "--uid", "\(user.uid)", "--gid", "\(user.gid)"]
    }
    options += [
      "--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try", "--hostname",
      "sandbox", "--die-with-parent", "--new-session", "--cap-drop", "ALL",
      specification.isReadOnly ? "--ro-bind" : "--bind", root.string, "/",
    ]
    for path in specification.isReadOnly ? specification.writable : [] {
      options += ["--bind", root.string + path, path]
    }
    for path in specification.protected { options += ["--ro-bind", root.string + path, path] }
    options += ["--proc", "/proc"]
    options += Self.guarded
    options += ["--dev", "/dev", "--perms", "1777", "--size", "\(64 << 20)", "--tmpfs", "/dev/shm"]
    for bind in specification.readOnlyBinds { options += ["--ro-bind", bind.source.string, bind.target] }
    if SeccompProfile.current != nil { options += ["--seccomp", "\(File.filter.rawValue)"] }
    options += ["--chdir", specification.workingDirectory, "--clearenv"]
    for (name, value) in specification.environment.sorted(by: { $0.key < $1.key }) {
      options += ["--setenv", name, value]
    }
  }

  func command(for program: [String]) -> [String] {
    ["bwrap", "--json-status-fd", "\(File.status.rawValue)", "--args", "\(File.arguments.rawValue)", "--"] + program
  }

  /// Hides and protects what runc hides and protects. Bubblewrap has no /sys.
  static var guarded: [String] {
    var options: [String] = []
    for path in KernelFiles.masked + KernelFiles.readOnly where path.hasPrefix("/proc/") {
      guard let kind = try? FileStatus.of(FilePath(path))?.kind else { continue }
      if KernelFiles.readOnly.contains(path) {
        options += ["--ro-bind", path, path]
      } else if kind == .directory {
        options += ["--tmpfs", path, "--remount-ro", path]
      } else {
        options += ["--ro-bind", "/dev/null", path]
      }
    }
    return options
  }
}
