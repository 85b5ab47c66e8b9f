import CLinux
import Diagnostics
import Glibc

/// What our executable does when it is started as a helper: the command line is `SandboxHost.helper` and a mode.
public enum SandboxHelper {
  enum Mode: String {
    /// Runs a program in a sandbox; the `ProgramEntry` comes on standard input.
    case enter
    /// Prepares bubblewrap and becomes it; the `BubblewrapLaunch` comes on standard input.
    case launch
    /// Runs a command that leaves a program behind, and follows the program; see `DetachedFollower`.
    case follow
    /// Runs a build tool in a sandbox with a network of its own; the `IsolationOrder` comes on standard input.
    case isolate
    /// Answers probe requests from inside the network of the process whose number follows.
    case probe
  }

  /// The exit status of container tools when they fail themselves, see docker-run(1).
  static let failureStatus: Int32 = 125

  /// Call this first in `main`, before anything that starts a thread.
  /// - Parameters:
  ///   - arguments: what follows the command line of `SandboxHost.helper`.
  ///   - parent: the process that this one must not outlive.
  ///   - perform: makes one HTTP request; TCP connections are made here.
  /// - Returns: the exit status.
  public static func main(
    _ arguments: [String], perform: @escaping @Sendable (ProbeRequest.HTTP) async -> ProbeResponse
  ) async -> Int32 {
    do throws(SandboxFailure) {
      switch arguments.first.flatMap(Mode.init) {
      case .enter where arguments.count == 1: try order(ProgramEntry.self).run()
      case .launch where arguments.count == 1: try order(BubblewrapLaunch.self).run()
      case .isolate where arguments.count == 1: try IsolationHelper(order: order(IsolationOrder.self)).run()
      case .follow:
        guard let follower = DetachedFollower(Array(arguments.dropFirst())) else {
          throw .helper(reason: "bad command line")
        }
        try follower.run()
      case .probe where arguments.count == 2:
        guard let process = Int32(arguments[1]) else { throw .helper(reason: "bad process number") }
        clinux_set_parent_death_signal(SIGKILL)
        try Namespaces(of: process).join()
        await ProbeServer.serve(perform: perform)
        return 0
      default: throw .helper(reason: "bad command line")
      }
    } catch {
      complain(error.description)
      return failureStatus
    }
  }

  private static func order<Order: Decodable>(_ type: Order.Type) throws(SandboxFailure) -> Order {
    guard let text = readLine(), let order = JSONLine.decode(type, from: text.utf8) else {
      throw .helper(reason: "bad request")
    }
    return order
  }

  static func complain(_ message: String) {
    let text = Array("\(message)\n".utf8)
    _ = write(STDERR_FILENO, text, text.count)
  }
}
