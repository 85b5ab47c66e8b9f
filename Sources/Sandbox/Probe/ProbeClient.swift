import ChildProcess
import Diagnostics
import Glibc
import Synchronization
import SystemPackage

/// Sends requests from inside the network of a sandbox, through a helper process that lives there.
public final class ProbeClient: Sendable {
  /// The helper keeps the time limit of a request itself; after this margin it counts as stuck.
  private static let margin = Duration.seconds(5)
  /// A response of the largest size, in base64 and with its headers, is one line.
  private static let maximumLine = 4 * ProbeResponse.maximumBody

  private let requests: RequestSocket
  private let pending: PendingProbes
  private let helper: Task<Void, Never>

  /// - Parameter process: a process of the sandbox.
  public static func start(host: SandboxHost, process: Int32) throws(SandboxFailure) -> ProbeClient {
    let (requests, input) = try RequestSocket.pair()
    var helper = host.process(host.helper + [SandboxHelper.Mode.probe.rawValue, "\(process)"])
    helper.standardInput = .descriptor(input)
    return ProbeClient(helper: helper, requests: requests)
  }

  private init(helper: ChildProcess, requests: RequestSocket) {
    self.requests = requests
    let pending = PendingProbes()
    self.pending = pending
    self.helper = Task {
      do throws(ChildProcessFailure) {
        let exit = try await helper.run(keepingLast: 4096, maximumLineLength: Self.maximumLine) { line in
          if let response = JSONLine.decode(ProbeResponse.self, from: line.utf8) { pending.resolve(response) }
        }
        let words = exit.output.split(separator: "\n").last { !$0.hasPrefix("{") }
        pending.end("the helper ended with \(exit.status)" + (words.map { ": \($0)" } ?? ""))
      } catch {
        pending.end(error.description)
      }
    }
  }

  /// The response, or why there is none: a failed probe is also a response.
  public func perform(_ kind: ProbeRequest.Kind) async -> ProbeResponse {
    let request = ProbeRequest(id: pending.nextID(), kind: kind)
    guard let line = try? JSONLine.encode(request) else {
      return ProbeResponse(failure: "the request cannot be encoded")
    }
    let timer = Task { [pending] in
      guard (try? await Task.sleep(for: request.timeout + Self.margin)) != nil else { return }
      pending.fail(request.id, "the helper does not respond")
    }
    defer { timer.cancel() }
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        pending.add(request.id, continuation)
        if Task.isCancelled {
          pending.fail(request.id, "cancelled")
        } else if !requests.send(line + [UInt8(ascii: "\n")]) {
          pending.fail(request.id, "the helper has exited")
        }
      }
    } onCancel: {
      pending.fail(request.id, "cancelled")
    }
  }

  /// Ends the helper and waits for it. Requests under way fail.
  public func stop() async {
    requests.close()
    helper.cancel()
    await helper.value
  }
}

/// The requests without a response yet.
private final class PendingProbes: Sendable {
  private struct State {
    var lastID = 0
    var waiting: [Int: CheckedContinuation<ProbeResponse, Never>] = [:]
    var end: String?
  }

  private let state = Mutex(State())

  func nextID() -> Int {
    state.withLock {
      $0.lastID += 1
      return $0.lastID
    }
  }

  func add(_ id: Int, _ continuation: CheckedContinuation<ProbeResponse, Never>) {
    let end = state.withLock { state in
      if state.end == nil { state.waiting[id] = continuation }
      return state.end
    }
    if let end { continuation.resume(returning: ProbeResponse(failure: end)) }
  }

  func resolve(_ response: ProbeResponse) {
    state.withLock { $0.waiting.removeValue(forKey: response.id) }?.resume(returning: response)
  }

  func fail(_ id: Int, _ reason: String) {
    state.withLock { $0.waiting.removeValue(forKey: id) }?.resume(returning: ProbeResponse(failure: reason))
  }

  /// Fails all requests, including later ones.
  func end(_ reason: String) {
    let waiting = state.withLock { state in
      state.end = reason
      defer { state.waiting = [:] }
      return state.waiting
    }
    for continuation in waiting.values { continuation.resume(returning: ProbeResponse(failure: reason)) }
  }
}
