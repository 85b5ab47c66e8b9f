import CLinux
import FileIO
import Glibc
import SystemPackage

/// Prepares what bubblewrap cannot do itself, and becomes bubblewrap; the helper reads it from standard input.
struct BubblewrapLaunch: Codable, Sendable {
  /// The numbers of the files that bubblewrap's options name.
  enum File: Int32 {
    case status = 3
    case arguments = 4
    case filter = 5
    case userNamespace = 6
  }

  var command: [String]
  var arguments: String
  var status: String
  var confinement: Confinement
  /// As root: where the root directory appears, and who its users are.
  var rootMount: RootMount?
  var userMap: UserMap?
  var user: SandboxSpecification.User
  var holdsInputOpen: Bool

  /// This process must have one thread only.
  func run() throws(SandboxFailure) -> Never {
    try confinement.apply()
    guard geteuid() != 0 || setgroups(0, nil) == 0 else { throw failure("drop groups") }
    // Opened while the permission to is there. Numbers above those of `File`, so that none is overwritten.
    let files: [(File, Int32)] = [
      (.status, open(status, O_WRONLY | O_CREAT | O_TRUNC, 0o600)), (.arguments, open(arguments, O_RDONLY)),
      (.filter, try filterFile()),
    ]
    for (file, number) in files {
      guard number >= 0 else { throw failure("open the file for descriptor \(file.rawValue)") }
      try place(number, at: 16 + file.rawValue)
    }
    let input = holdsInputOpen ? OpenInput.make() : open("/dev/null", O_RDONLY)
    guard input >= 0 else { throw failure("open the standard input") }
    try place(input, at: STDIN_FILENO)
    try rootMount?.make()
    if let userMap {
      let namespace = try UserNamespace(userMap)
      // Root is made here, because bubblewrap makes a root directory before it becomes the namespace's root.
      if user == .root {
        try namespace.enter()
      } else {
        try place(namespace.file.rawValue, at: 16 + File.userNamespace.rawValue)
      }
    }
    for file in [File.status, .arguments, .filter, .userNamespace] where fcntl(16 + file.rawValue, F_GETFD) >= 0 {
      try place(16 + file.rawValue, at: file.rawValue)
    }
    let vector = command.map { strdup($0) } + [nil]
    execvp(command.first ?? "", vector)
    throw failure("run `\(command.first ?? "")`")
  }

  private func filterFile() throws(SandboxFailure) -> Int32 {
    guard let profile = SeccompProfile.current else { return open("/dev/null", O_RDONLY) }
    let file = clinux_memory_file("filter")
    let bytes = profile.filter
    guard file >= 0, write(file, bytes, bytes.count) == bytes.count, lseek(file, 0, SEEK_SET) == 0 else {
      throw failure("write the filter")
    }
    return file
  }

  /// Moves a descriptor; the copy stays open over exec.
  private func place(_ number: Int32, at goal: Int32) throws(SandboxFailure) {
    guard number != goal else { return }
    guard dup2(number, goal) == goal else { throw failure("place descriptor \(goal)") }
    close(number)
  }

  private func failure(_ what: String) -> SandboxFailure {
    .helper(reason: "cannot \(what): \(Errno(rawValue: errno))")
  }
}
