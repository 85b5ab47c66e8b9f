import ChildProcess
import FileIO
import Glibc
import OCIImage
public import Sandbox
public import SystemPackage

/// Runs an image of an engine, in a container with a network of its own where only loopback is up.
///
/// The container's network is joined from this machine, as that of every sandbox: the engine must run here, and this
/// process as root.
public struct EngineSandbox: SandboxEngine {
  public static let id = SandboxEngineID.docker
  /// Names the process whose container it is: what a killed one left is removed by the next.
  private static let ownerLabel = "agent-pipeline.owner"

  private let client: EngineClient
  private let image: String
  private let additions: [FilePath]

  /// - Parameters:
  ///   - image: a name or an id.
  ///   - additions: archives, gzip allowed, that are unpacked over the container's root.
  public init(client: EngineClient, image: String, additions: [FilePath] = []) {
    self.client = client
    self.image = image
    self.additions = additions
  }

  public func availability() async -> SandboxAvailability {
    geteuid() == 0 && client.address.socket != nil ? .usable : .unusable(reason: Self.needs, hints: [Self.remedy])
  }

  private static let needs = "its network can be probed only as root, with an engine on a local socket"
  private static let remedy = "run as root on the engine's machine, or set `test.engine` to `auto`"

  public func start(_ specification: SandboxSpecification) async throws(SandboxFailure) -> any RunningSandbox {
    guard case .usable = await availability() else {
      throw .noEngine(refusals: [.init(engine: .docker, reason: Self.needs, hints: [Self.remedy])])
    }
    do throws(EngineFailure) {
      await removeAbandoned()
      let order = ContainerOrder(specification, image: image, labels: [Self.ownerLabel: "\(ProcessIdentity.own)"])
      let container = try await client.create(order)
      let running: EngineContainer
      do throws(EngineFailure) {
        for archive in additions { try await client.unpack(archive, into: container) }
        try await client.start(container)
        running = try await EngineContainer.follow(container, of: client, log: specification.log)
      } catch {
        let client = client
        await Task { _ = try? await client.remove(container: container) }.value
        throw error
      }
      guard running.initProcess == 0 || Self.isHere(running.initProcess, container) else {
        await running.stop(grace: .zero)
        throw EngineFailure(.refused, "its network cannot be reached from here; \(Self.remedy)")
      }
      return running
    } catch {
      if error.code == .cancelled { throw .program(.cancelled(Self.id.rawValue, output: "")) }
      throw .cannotStart(Self.id, reason: error.reason ?? error.message)
    }
  }

  /// Whether the engine's number is that of the container's process here too, and not of another on this machine.
  private static func isHere(_ process: Int32, _ container: String) -> Bool {
    guard let text = try? FileContents.read(FilePath("/proc/\(process)/cgroup"), limit: 64 << 10) else { return false }
    return String(decoding: text, as: UTF8.self).contains(container)
  }

  private func removeAbandoned() async {
    for (container, owner) in (try? await client.containers(labeled: Self.ownerLabel)) ?? [:] {
      guard ProcessIdentity(owner)?.isGone == true else { continue }
      _ = try? await client.remove(container: container)
    }
  }
}
