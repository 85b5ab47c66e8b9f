import CLinux
import Glibc
import SystemPackage

/// Makes the network of a tool's sandbox and becomes the engine that runs the tool; this process must have one thread.
struct IsolationHelper {
  let order: IsolationOrder

  func run() throws(SandboxFailure) -> Never {
    clinux_set_parent_death_signal(SIGKILL)
    guard let null = try? FileDescriptor.open("/dev/null", .readOnly), dup2(null.rawValue, STDIN_FILENO) == STDIN_FILENO
    else { throw failure("cannot open /dev/null") }
    if let rules = order.rules { try makeNetwork(rules) } else { try makeNamespaces(clinux_CLONE_NEWUSER) }
    var engine = order.engine
    if let options = order.options {
      if let profile = SeccompProfile.current { engine += ["--seccomp", "\(try memoryFile(profile.filter))"] }
      let list = Array((options.joined(separator: "\0") + "\0").utf8)
      engine += ["--args", "\(try memoryFile(list))", "--"]
    }
    let program = engine.first ?? ""
    execv(program, (engine + order.command).map { strdup($0) } + [nil])
    throw failure("cannot run `\(program)`")
  }

  /// The number of a file with the options or the filter, as bubblewrap reads them.
  private func memoryFile(_ bytes: [UInt8]) throws(SandboxFailure) -> Int32 {
    let file = clinux_memory_file("options")
    guard file >= 0, write(file, bytes, bytes.count) == bytes.count, lseek(file, 0, SEEK_SET) == 0,
      fcntl(file, F_SETFD, 0) == 0
    else { throw failure("cannot pass the options") }
    return file
  }

  /// A network namespace with nothing but loopback, where the filter's sockets listen.
  private func makeNetwork(_ rules: NetworkRules) throws(SandboxFailure) {
    var channel: [Int32] = [-1, -1]
    guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0, &channel) == 0 else {
      throw failure("cannot make a socket")
    }
    // Made before this process leaves the host's network.
    let filter = clinux_fork()
    guard filter >= 0 else { throw failure("cannot fork") }
    if filter == 0 {
      close(channel[0])
      NetworkFilter(rules: rules, notes: FilterNotes(file: FilePath(order.notes))).serve(channel[1])
    }
    close(channel[1])
    try makeNamespaces(clinux_CLONE_NEWUSER | clinux_CLONE_NEWNET)
    guard clinux_loopback_up() == 0 else { throw failure("cannot bring up loopback") }
    for port in [rules.filterPort] + rules.forwarded.map(\.port) {
      let socket = try listen(on: port)
      guard clinux_send_descriptor(channel[0], socket) == 0 else { throw failure("the filter is gone") }
      close(socket)
    }
    close(channel[0])
  }

  /// In a user namespace that contains this user alone. The tool can make none inside: they are much of the kernel's
  /// surface.
  private func makeNamespaces(_ flags: Int32) throws(SandboxFailure) {
    let (user, group) = (geteuid(), getegid())
    guard clinux_unshare(flags) == 0 else { throw failure("cannot make namespaces") }
    try set("/proc/self/setgroups", "deny")
    try set("/proc/self/uid_map", "0 \(user) 1")
    try set("/proc/self/gid_map", "0 \(group) 1")
    try set("/proc/sys/user/max_user_namespaces", "\(order.nestedNamespaces)")
  }

  private func set(_ file: String, _ value: String) throws(SandboxFailure) {
    let descriptor = open(file, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0, write(descriptor, value, value.utf8.count) == value.utf8.count, close(descriptor) == 0 else {
      throw failure("cannot write \(file)")
    }
  }

  private func listen(on port: UInt16) throws(SandboxFailure) -> Int32 {
    let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    let isBound = withUnsafePointer(to: &address) { address in
      address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
    guard socket >= 0, isBound, Glibc.listen(socket, 128) == 0 else { throw failure("cannot listen on port \(port)") }
    return socket
  }

  private func failure(_ message: String) -> SandboxFailure {
    .helper(reason: "\(message): \(Errno(rawValue: errno))")
  }
}
