import CLinux
import Glibc
import SystemPackage

/// Shows the image's directory at a place that every user can reach, in a mount namespace of the helper: the directory
/// itself may be below one that is closed to all but root, where the sandbox's root has no rights.
struct RootMount: Codable, Sendable {
  var source: String
  /// An empty directory.
  var place: String
  /// Who the program is on the host.
  var uid: UInt32
  var gid: UInt32

  /// This process must have one thread only.
  func make() throws(SandboxFailure) {
    guard clinux_unshare(clinux_CLONE_NEWNS) == 0 else { throw failure("make a mount namespace") }
    // What is mounted here stays here; what the host mounts or unmounts still arrives.
    guard mount(nil, "/", nil, UInt(MS_REC | MS_SLAVE), nil) == 0 else { throw failure("separate the mounts") }
    // A program may open /dev/stdout again, as under Docker.
    for output in [STDOUT_FILENO, STDERR_FILENO] { fchown(output, uid, gid) }
    guard mount(source, place, nil, UInt(MS_BIND), nil) == 0 else { throw failure("show `\(source)`") }
  }

  private func failure(_ what: String) -> SandboxFailure {
    .helper(reason: "cannot \(what): \(Errno(rawValue: errno))")
  }
}
