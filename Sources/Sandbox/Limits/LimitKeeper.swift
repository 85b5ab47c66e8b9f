import FileIO
import Glibc
import Synchronization
import SystemPackage

/// Holds a sandbox to its limits while it runs, and remembers which of them it met.
final class LimitKeeper: Sendable {
  let group: ControlGroup?
  /// What nothing limits, or only for each process.
  let unheld: Set<SandboxLimits.Kind>
  let limits: SandboxLimits
  private let exceeded = Exceeded()
  private final class Exceeded: Sendable {
    let kinds = Mutex<Set<SandboxLimits.Kind>>([])
  }

  private let watch = Mutex<Task<Void, Never>?>(nil)

  init(_ limits: SandboxLimits, group: ControlGroup?) {
    self.limits = limits
    self.group = group
    unheld = limits.kinds.subtracting(group?.directories.keys.map(\.self) ?? []).subtracting([.disk])
  }

  /// What every process of the sandbox takes upon itself.
  var confinement: Confinement {
    Confinement(controlGroup: group?.entrances ?? [], resourceLimits: ResourceLimits.all(limits, unheld: unheld))
  }

  var met: Set<SandboxLimits.Kind> {
    let group = group?.exceeded ?? []
    return exceeded.kinds.withLock {
      $0.formUnion(group)
      return $0
    }
  }

  /// Stops a sandbox that fills the disk.
  /// - Parameter process: number 1 of the sandbox, whose death ends all others.
  func watchDisk(of root: FilePath, process: Int32) {
    guard let limit = limits.disk, let usage = DiskUsage(of: root, limit: limit, process: process) else { return }
    watch.withLock {
      $0 = Task { [exceeded] in
        while (try? await Task.sleep(for: DiskUsage.interval)) != nil {
          guard await usage.isExceeded() else { continue }
          _ = exceeded.kinds.withLock { $0.insert(.disk) }
          kill(process, SIGKILL)
          return
        }
      }
    }
  }

  /// Ends the watch and removes the group, with whatever still runs in it.
  func end() async {
    watch.withLock { $0?.cancel() }
    _ = met
    await group?.remove()
  }
}
