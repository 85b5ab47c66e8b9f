import AgentManifest
import Diagnostics
import Glibc
import PipelineCore
import Sandbox
import SystemPackage

/// What a tested agent may use: `spec.resources.limits`, and defaults where it says nothing.
///
/// agent.yaml may ask for less or more than the default, but never for so much that the machine has nothing left.
struct TestLimits {
  /// What the machine has.
  struct Machine {
    /// Bytes.
    var memory: UInt64
    var processors: Int
    /// Bytes that are free where the image is unpacked.
    var disk: UInt64

    init(memory: UInt64, processors: Int, disk: UInt64) {
      self.memory = memory
      self.processors = processors
      self.disk = disk
    }

    init(diskOf directory: FilePath) {
      memory = UInt64(max(0, sysconf(Int32(_SC_PHYS_PAGES)))) * UInt64(max(0, sysconf(Int32(_SC_PAGESIZE))))
      processors = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
      var status = statvfs()
      disk = statvfs(directory.string, &status) == 0 ? UInt64(status.f_bavail) * UInt64(status.f_frsize) : .max
    }
  }

  private static let defaultDisk: UInt64 = 4 << 30
  /// Below this no sandbox starts.
  private static let leastMemory: UInt64 = 16 << 20

  private(set) var limits = SandboxLimits()
  /// Which limits the machine does not allow as they are written.
  private(set) var notes: [Diagnostic] = []
  private let written: AgentLimits

  init(_ written: AgentLimits, on machine: Machine) {
    self.written = written
    limits.memory = max(
      Self.leastMemory,
      bytes("memory", written.memory, default: machine.memory / 2, most: machine.memory / 4 * 3))
    limits.disk = bytes(
      "ephemeral-storage", written.ephemeralStorage, default: min(Self.defaultDisk, machine.disk / 2),
      most: machine.disk / 4 * 3)
    // All processors are no limit at all.
    limits.processors = written.cpu.flatMap { $0.value.value < Double(machine.processors) ? $0.value.value : nil }
  }

  private mutating func bytes(
    _ name: String, _ written: Located<Quantity>?, default standard: UInt64, most: UInt64
  ) -> UInt64 {
    guard let written else { return standard }
    guard written.value.value > Double(most) else { return UInt64(max(0, written.value.value)) }
    notes.append(
      .note(
        "limit-lowered", "this machine allows the test \(most >> 20) MiB of `\(name)`, less than the agent's limit",
        at: written.location, hints: ["test on a larger machine if the agent needs more"]))
    return most
  }

  /// For the limits that nothing enforces.
  func notes(on unheld: Set<SandboxLimits.Kind>) -> [Diagnostic] {
    let names = SandboxLimits.Kind.allCases.filter(unheld.contains).map(\.rawValue)
    guard !names.isEmpty else { return [] }
    return [
      .note(
        "limit-not-set", "the sandbox's \(names.joined(separator: " and ")) cannot be limited on this machine",
        hints: ["run the job where it may make control groups: as root, or in a systemd session with delegation"])
    ]
  }

  /// For the limits that the agent has met, in a fixed order.
  func findings(on met: Set<SandboxLimits.Kind>) -> [Diagnostic] {
    SandboxLimits.Kind.allCases.filter(met.contains).compactMap(finding)
  }

  private func finding(_ kind: SandboxLimits.Kind) -> Diagnostic? {
    switch kind {
    case .memory:
      .error(
        "memory-limit",
        "the agent ran out of memory and processes of it were killed: its limit is \(mebibytes(limits.memory))",
        at: written.memory?.location, hints: ["use less memory, or raise `spec.resources.limits.memory`"])
    case .processes:
      .error(
        "process-limit", "the agent could not start a process or thread: its limit is \(limits.processes ?? 0)",
        hints: ["start fewer workers or threads; many libraries start one thread per processor"])
    case .disk:
      .error(
        "disk-limit", "the agent wrote too much to the disk and was stopped: its limit is \(mebibytes(limits.disk))",
        at: written.ephemeralStorage?.location,
        hints: ["write less, or raise `spec.resources.limits.ephemeral-storage`"])
    // It only waits.
    case .processors: nil
    }
  }

  private func mebibytes(_ bytes: UInt64?) -> String { "\((bytes ?? 0) >> 20) MiB" }
}
