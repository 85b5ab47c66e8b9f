import CLinux
import Glibc
import SystemPackage

/// Joining namespaces of another process, see setns(2).
///
/// The kernel lets only a single-threaded process join a user namespace, so this is the first thing a helper does. The
/// descriptors stay open: a helper joins once and keeps them until it ends or runs another program.
struct Namespaces {
  enum Kind: String {
    case network = "net"
    case interProcess = "ipc"
    case hostName = "uts"
    case controlGroup = "cgroup"
    /// Counts for the processes the helper starts, not for itself.
    case process = "pid"
    /// Joined last: afterwards the paths of the host are gone.
    case mount = "mnt"

    var flag: Int32 {
      switch self {
      case .network: clinux_CLONE_NEWNET
      case .interProcess: clinux_CLONE_NEWIPC
      case .hostName: clinux_CLONE_NEWUTS
      case .controlGroup: clinux_CLONE_NEWCGROUP
      case .process: clinux_CLONE_NEWPID
      case .mount: clinux_CLONE_NEWNS
      }
    }
  }

  private let target: Int32
  /// The user namespaces: ours, that of the target, and the one the namespaces belong to.
  private let ownUser: FileDescriptor
  private let targetUser: FileDescriptor
  private let owner: FileDescriptor
  private let network: FileDescriptor
  private let others: [(kind: Kind, file: FileDescriptor)]

  /// Opens all that is needed while the host's /proc is still there.
  init(of target: Int32, besidesNetwork others: [Kind] = []) throws(SandboxFailure) {
    func open(_ name: String, of process: String) throws(SandboxFailure) -> FileDescriptor {
      let number = Glibc.open("/proc/\(process)/ns/\(name)", O_RDONLY | O_CLOEXEC)
      guard number >= 0 else { throw .join(process: target, namespace: name, Errno(rawValue: errno)) }
      return FileDescriptor(rawValue: number)
    }
    self.target = target
    ownUser = try open("user", of: "self")
    targetUser = try open("user", of: "\(target)")
    network = try open(Kind.network.rawValue, of: "\(target)")
    var opened: [(kind: Kind, file: FileDescriptor)] = []
    for kind in others {
      let (file, own) = (try open(kind.rawValue, of: "\(target)"), try open(kind.rawValue, of: "self"))
      // Bubblewrap does not make every kind on every kernel.
      if !Self.same(file, own) { opened.append((kind, file)) }
    }
    self.others = opened
    let number = clinux_owning_user_namespace(network.rawValue)
    guard number >= 0 else { throw .join(process: target, namespace: "user", Errno(rawValue: errno)) }
    owner = FileDescriptor(rawValue: number)
  }

  /// Joins them by way of the user namespace they belong to: bubblewrap makes them in one and then puts the program
  /// into a second inside the first, from where they could not be joined.
  /// - Parameter includingUser: also become part of the program's own user namespace, if it is a third.
  func join(includingUser: Bool = false) throws(SandboxFailure) {
    if !Self.same(owner, ownUser) { try enter(owner, "user", clinux_CLONE_NEWUSER) }
    try enter(network, Kind.network.rawValue, Kind.network.flag)
    for (kind, file) in others { try enter(file, kind.rawValue, kind.flag) }
    if includingUser, !Self.same(targetUser, owner) { try enter(targetUser, "user", clinux_CLONE_NEWUSER) }
  }

  private func enter(_ file: FileDescriptor, _ name: String, _ flag: Int32) throws(SandboxFailure) {
    guard clinux_setns(file.rawValue, flag) == 0 else {
      throw .join(process: target, namespace: name, Errno(rawValue: errno))
    }
  }

  private static func same(_ left: FileDescriptor, _ right: FileDescriptor) -> Bool {
    var (first, second) = (stat(), stat())
    return fstat(left.rawValue, &first) == 0 && fstat(right.rawValue, &second) == 0
      && first.st_dev == second.st_dev && first.st_ino == second.st_ino
  }
}
