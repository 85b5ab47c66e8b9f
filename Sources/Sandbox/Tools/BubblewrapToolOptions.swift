import FileIO
import SystemPackage

/// bubblewrap's options for a build tool.
struct BubblewrapToolOptions {
  /// Where the tool's home and temporary files are inside.
  static let home = "/home/builder"
  /// What tells about the host or changes it, as runc hides it. To the kernel the owner of these files is the user root,
  /// with or without capabilities.
  private static let masked = [
    "/proc/keys", "/proc/key-users", "/proc/kallsyms", "/proc/kmsg", "/proc/kpagecgroup", "/proc/kpagecount",
    "/proc/kpageflags", "/proc/latency_stats", "/proc/mtrr", "/proc/pagetypeinfo", "/proc/sched_debug",
    "/proc/slabinfo", "/proc/timer_list", "/proc/vmallocinfo", "/proc/kcore", "/proc/sysrq-trigger",
  ]
  private static let readOnly = ["/proc/sys", "/proc/fs", "/proc/irq", "/proc/bus", "/proc/acpi", "/proc/driver"]

  private(set) var options: [String] = [
    "--unshare-user", "--uid", "1000", "--gid", "1000", "--unshare-pid", "--unshare-ipc", "--unshare-uts",
    "--unshare-cgroup-try", "--hostname", "builder", "--die-with-parent", "--new-session", "--cap-drop", "ALL",
    "--proc", "/proc", "--dev", "/dev",
  ]

  init(_ specification: ToolSpecification, _ state: ToolState) {
    for place in Self.readOnly { options += ["--ro-bind-try", place, place] }
    for place in Self.masked where (try? FileStatus.of(FilePath(place))) ?? nil != nil {
      options += ["--ro-bind", "/dev/null", place]
    }
    options += ["--bind", state.temporaries.string, "/tmp", "--bind", state.home.string, Self.home]
    options += ["--ro-bind", state.passwd.string, "/etc/passwd", "--ro-bind", state.group.string, "/etc/group"]
    for mount in specification.mounts {
      // A link of the system, such as /bin, stays one.
      if mount.source == mount.target, let target = SystemFiles.linkTarget(mount.source) {
        options += ["--symlink", target, mount.target.string]
      } else {
        options += [mount.isWritable ? "--bind" : "--ro-bind", mount.source.string, mount.target.string]
      }
    }
    options += ["--remount-ro", "/", "--chdir", specification.workingDirectory.string, "--clearenv"]
    var environment = specification.environment
    environment["HOME"] = Self.home
    environment["TMPDIR"] = "/tmp"
    switch specification.network {
    case .host: break
    case .none: options.append("--unshare-net")
    case .filtered(let rules): ProxyVariables.add(rules, to: &environment)
    }
    for (name, value) in environment.sorted(by: { $0.key < $1.key }) { options += ["--setenv", name, value] }
  }
}

/// How a tool is told that the filter is its proxy.
enum ProxyVariables {
  static func add(_ rules: NetworkRules, to environment: inout [String: String]) {
    let port = rules.filterPort
    for name in ["http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"] {
      environment[name] = "http://127.0.0.1:\(port)"
    }
    // None goes around the filter: it tells the user which server was refused.
    for name in ["no_proxy", "NO_PROXY"] { environment[name] = "" }
    // The JVM reads no variables for proxies; Maven's and Gradle's start scripts hand these on.
    let java = ["http", "https"].map { "-D\($0).proxyHost=127.0.0.1 -D\($0).proxyPort=\(port)" }.joined(separator: " ")
    let maven = "\(java) -Daether.connector.http.useSystemProperties=true"
    for (name, options) in ["GRADLE_OPTS": java, "MAVEN_OPTS": maven] {
      environment[name] = [environment[name], options].compactMap(\.self).joined(separator: " ")
    }
  }
}
