import FileIO
import Glibc
import SystemPackage

/// A process as one that no other can be mistaken for, although numbers are reused: its PID namespace, its number there,
/// and when it started.
///
/// Sandboxes carry the identity of their maker in their names, so that a later run removes what a killed one left, and
/// nothing else.
public struct ProcessIdentity: Sendable, Hashable, CustomStringConvertible {
  private let namespace: UInt64
  private let process: Int32
  /// In clock ticks since the machine started (proc_pid_stat(5), field 22).
  private let start: UInt64

  /// This process.
  public static let own = ProcessIdentity(
    namespace: ownNamespace, process: getpid(), start: startTime(of: getpid()) ?? 0)

  /// Another process, in the same PID namespace as this one.
  /// - Returns: `nil` if there is none with the number.
  init?(of process: Int32) {
    guard let start = Self.startTime(of: process) else { return nil }
    self.init(namespace: Self.ownNamespace, process: process, start: start)
  }

  public init?(_ text: some StringProtocol) {
    let fields = text.split(separator: ".")
    guard fields.count == 3, let namespace = UInt64(fields[0]), let process = Int32(fields[1]), process > 0,
      let start = UInt64(fields[2])
    else { return nil }
    self.init(namespace: namespace, process: process, start: start)
  }

  private init(namespace: UInt64, process: Int32, start: UInt64) {
    self.namespace = namespace
    self.process = process
    self.start = start
  }

  public var description: String { "\(namespace).\(process).\(start)" }

  /// Whether it certainly runs no more: another PID namespace, such as that of a CI job in a container, cannot be judged.
  public var isGone: Bool { namespace == Self.ownNamespace && Self.startTime(of: process) != start }

  private static let ownNamespace: UInt64 =
    ((try? FileStatus.of("/proc/self/ns/pid", followsLinks: true)) ?? nil)?.inode ?? 0

  private static func startTime(of process: Int32) -> UInt64? {
    guard let contents = try? FileContents.read(FilePath("/proc/\(process)/stat"), limit: 64 << 10),
      // The name in parentheses may hold anything; the third field follows it.
      let end = contents.lastIndex(of: UInt8(ascii: ")"))
    else { return nil }
    let fields = String(decoding: contents[(end + 1)...], as: UTF8.self).split(separator: " ")
    return fields.count > 19 ? UInt64(fields[19]) : nil
  }
}
