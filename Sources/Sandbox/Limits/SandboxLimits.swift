/// What a sandbox may use of the machine; `nil` is no limit.
public struct SandboxLimits: Sendable, Hashable {
  /// What is limited; the raw value is the word for people.
  public enum Kind: String, Sendable, Hashable, CaseIterable, Codable {
    case memory
    case processors = "processor time"
    case processes = "number of processes"
    case disk = "disk space"
  }

  /// What Docker's documentation and Kubernetes suggest for one container: enough for an agent, too few for a fork bomb.
  public static let defaultProcesses = 512

  /// Bytes, swap included.
  public var memory: UInt64?
  /// Processors' worth of time, such as 0.5.
  public var processors: Double?
  /// Processes and threads.
  public var processes: Int?
  /// Bytes that the program may add to its root directory.
  public var disk: UInt64?

  public init(
    memory: UInt64? = nil, processors: Double? = nil, processes: Int? = Self.defaultProcesses, disk: UInt64? = nil
  ) {
    self.memory = memory
    self.processors = processors
    self.processes = processes
    self.disk = disk
  }

  /// The limits that are set.
  public var kinds: Set<Kind> {
    var kinds: Set<Kind> = []
    if memory != nil { kinds.insert(.memory) }
    if processors != nil { kinds.insert(.processors) }
    if processes != nil { kinds.insert(.processes) }
    if disk != nil { kinds.insert(.disk) }
    return kinds
  }
}
