import Glibc
public import SystemPackage

/// A program that a test starts and stops, such as a real registry.
public final class TestProcess: Sendable {
  public let processID: Int32

  /// - Parameters:
  ///   - arguments: the program first, as an absolute path.
  ///   - log: takes standard output and standard error.
  public init(_ arguments: [String], log: FilePath) throws {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, log.string, O_WRONLY | O_CREAT | O_APPEND, 0o644)
    posix_spawn_file_actions_adddup2(&actions, 1, 2)
    // Swift's worker threads block all signals, and a child inherits that: SIGTERM would never end it.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    var copies = arguments.map { strdup($0) }
    copies.append(nil)
    defer { for copy in copies { free(copy) } }
    var processID: pid_t = 0
    let status = posix_spawn(&processID, arguments[0], &actions, &attributes, copies, environ)
    guard status == 0 else { throw Errno(rawValue: status) }
    self.processID = processID
  }

  /// - Returns: the exit status, or the negated signal that ended it.
  @discardableResult
  public func wait() -> Int32 {
    var status: Int32 = 0
    while waitpid(processID, &status, 0) < 0 && errno == EINTR {}
    return status & 0x7F == 0 ? status >> 8 & 0xFF : -(status & 0x7F)
  }

  public func stop() {
    kill(processID, SIGTERM)
    wait()
  }

  /// A free loopback port, for programs that cannot choose one themselves.
  public static func freePort() throws -> UInt16 {
    let (socket, port) = try TestSocket.listenOnLoopback()
    close(socket)
    return port
  }

  public static func isInstalled(_ path: String) -> Bool { access(path, X_OK) == 0 }
}
