import CLinux
import Glibc
import SystemPackage

/// A user namespace with a map of our own; bubblewrap alone can map one user only.
struct UserNamespace {
  /// Stays open over exec.
  let file: FileDescriptor

  /// A child process makes the namespace, because its maker cannot write a map of several users.
  init(_ map: UserMap) throws(SandboxFailure) {
    var made: [Int32] = [-1, -1]
    var mapped: [Int32] = [-1, -1]
    guard pipe(&made) == 0, pipe(&mapped) == 0 else { throw Self.failure("make a pipe") }
    let child = clinux_fork()
    guard child >= 0 else { throw Self.failure("fork") }
    if child == 0 {
      var byte: UInt8 = clinux_unshare(clinux_CLONE_NEWUSER) == 0 ? 1 : 0
      write(made[1], &byte, 1)
      // Lives until its parent has opened the namespace, or is gone.
      close(mapped[1])
      read(mapped[0], &byte, 1)
      _exit(0)
    }
    defer {
      for file in made + mapped { close(file) }
      _ = ProcessEnd.wait(for: child)
    }
    var byte: UInt8 = 0
    guard read(made[0], &byte, 1) == 1, byte == 1 else { throw .helper(reason: "cannot make a user namespace") }
    try Confinement.write(map.text, to: "/proc/\(child)/uid_map")
    try Confinement.write(map.text, to: "/proc/\(child)/gid_map")
    let number = open("/proc/\(child)/ns/user", O_RDONLY)
    guard number >= 0 else { throw Self.failure("open the user namespace") }
    file = FileDescriptor(rawValue: number)
  }

  /// Becomes root of the namespace.
  func enter() throws(SandboxFailure) {
    guard clinux_setns(file.rawValue, clinux_CLONE_NEWUSER) == 0, clinux_become(0, 0) == 0
    else { throw Self.failure("enter the user namespace") }
    close(file.rawValue)
  }

  private static func failure(_ what: String) -> SandboxFailure {
    .helper(reason: "cannot \(what): \(Errno(rawValue: errno))")
  }
}
