import FileIO
import Glibc
import SystemPackage

/// The control group of one sandbox, see cgroups(7): version 2, or one directory in each tree of version 1.
struct ControlGroup: Sendable, Hashable, Codable {
  /// Its directories by what they limit.
  private(set) var directories: [SandboxLimits.Kind: String] = [:]
  /// Its name for runc: version 1 counts from the own group, version 2 from the mount.
  private(set) var runcPath = ""

  private var paths: [FilePath] { Set(directories.values).sorted().map { FilePath($0) } }

  /// - Parameter name: unique on the machine.
  /// - Returns: the group, with what it could not limit left out; `nil` where none can be made.
  static func make(
    named name: String, _ limits: SandboxLimits, in places: ControlGroupPlaces = .own
  ) -> ControlGroup? {
    var group = ControlGroup()
    group.runcPath = name
    for (controllers, parents) in places.trees {
      for parent in parents {
        for controller in controllers where places.unifiedMount != nil {
          write("+\(controller)", to: parent.appending("cgroup.subtree_control"))
        }
        let directory = parent.appending(name)
        guard mkdir(directory.string, 0o755) == 0 else { continue }
        let held = apply(limits, in: directory)
        if held.isEmpty {
          rmdir(directory.string)
          continue
        }
        for kind in held { group.directories[kind] = directory.string }
        if let mount = places.unifiedMount {
          group.runcPath = "/" + directory.string.dropFirst(mount.string.utf8.count).drop { $0 == "/" }
        }
        break
      }
    }
    return group.directories.isEmpty ? nil : group
  }

  /// - Returns: which limits the directory holds now.
  private static func apply(_ limits: SandboxLimits, in directory: FilePath) -> [SandboxLimits.Kind] {
    var held: [SandboxLimits.Kind] = []
    if let memory = limits.memory {
      if write("\(memory)", to: directory.appending("memory.max")) {
        // Without swap the file is missing.
        write("0", to: directory.appending("memory.swap.max"))
        held.append(.memory)
      } else if write("\(memory)", to: directory.appending("memory.limit_in_bytes")) {
        write("\(memory)", to: directory.appending("memory.memsw.limit_in_bytes"))
        held.append(.memory)
      }
    }
    if let processes = limits.processes, write("\(processes)", to: directory.appending("pids.max")) {
      held.append(.processes)
    }
    if let processors = limits.processors {
      let period = 100_000
      // The kernel refuses less than a millisecond.
      let quota = max(1000, Int(processors * Double(period)))
      if write("\(quota) \(period)", to: directory.appending("cpu.max"))
        || write("\(quota)", to: directory.appending("cpu.cfs_quota_us"))
      {
        held.append(.processors)
      }
    }
    return held
  }

  /// The files that a process writes `0` to in order to join.
  var entrances: [String] { paths.map { $0.appending("cgroup.procs").string } }

  /// Which limits processes have run into.
  var exceeded: Set<SandboxLimits.Kind> {
    var exceeded: Set<SandboxLimits.Kind> = []
    let counters: [(kind: SandboxLimits.Kind, file: String, name: String)] = [
      (.memory, "memory.events", "oom_kill"), (.memory, "memory.oom_control", "oom_kill"),
      (.processes, "pids.events", "max"),
    ]
    for (kind, file, name) in counters {
      guard let directory = directories[kind] else { continue }
      let contents = (try? FileContents.read(FilePath(directory).appending(file), limit: 64 << 10)) ?? []
      let lines = String(decoding: contents, as: UTF8.self).split(separator: "\n").map { $0.split(separator: " ") }
      if lines.contains(where: { $0.count == 2 && $0[0] == name && $0[1] != "0" }) { exceeded.insert(kind) }
    }
    return exceeded
  }

  /// Ends every process in it and removes it. It returns early if the kernel does not let go for five seconds.
  func remove() async {
    _ = await poll(atMost: .seconds(5)) { isRemoved() ? true : nil }
  }

  private func isRemoved() -> Bool {
    for path in paths {
      let processes = (try? FileContents.read(path.appending("cgroup.procs"), limit: 4 << 20)) ?? []
      for line in String(decoding: processes, as: UTF8.self).split(separator: "\n") {
        // 0 is a process of another PID namespace, and would be this process's own group.
        if let process = Int32(line), process > 1, process != getpid() { kill(process, SIGKILL) }
      }
    }
    return paths.filter { rmdir($0.string) != 0 && errno != ENOENT }.isEmpty
  }

  /// Not `FileContents`, which replaces files.
  @discardableResult
  private static func write(_ text: String, to file: FilePath) -> Bool {
    guard let file = try? FileDescriptor.open(file, .writeOnly, options: .closeOnExec) else { return false }
    defer { try? file.close() }
    return (try? file.writeAll(text.utf8)) != nil
  }
}
