import ChildProcess
import FileIO
import Glibc
import Sandbox
import SystemPackage
import Testing

@Suite(
  .timeLimit(.minutes(2)),
  .enabled(if: Laboratory.busybox != nil, "the root directories are made of busybox (package busybox-static)"))
struct `Probing a sandbox from inside` {
  private func withProbe(
    _ script: String, _ body: (ProbeClient, Laboratory) async throws -> Void
  ) async throws {
    try await Laboratory.withEngines { engine, laboratory in
      let sandbox = try await engine.start(try laboratory.specification(script))
      do {
        try await laboratory.waitForLog("ready")
        let probe = try ProbeClient.start(host: Laboratory.host, process: sandbox.initProcess)
        try await body(probe, laboratory)
        await probe.stop()
      } catch {
        await sandbox.stop(grace: .zero)
        throw error
      }
      await sandbox.stop(grace: .zero)
      try laboratory.expectNothingLeft()
    }
  }

  @Test func `connects to a port of its network, which the host does not see`() async throws {
    try await withProbe(
      "nc -ll -p 18081 -e cat & until grep -q :46A1 /proc/net/tcp*; do sleep 0.05; done; echo ready; wait"
    ) { probe, _ in
      let open = await probe.perform(.tcp(.init(port: 18081, timeoutSeconds: 5)))
      #expect(open.failure == nil)
      #expect(open.durationSeconds > 0)
      let closed = await probe.perform(.tcp(.init(port: 18082, timeoutSeconds: 5)))
      #expect(closed.failure == "Connection refused")
      #expect(!Loopback.accepts(port: 18081))
    }
  }

  @Test func `hands HTTP to the executable, with every part of the request, many at once`() async throws {
    try await withProbe("echo ready; exec sleep 600") { probe, _ in
      await withTaskGroup { group in
        for number in 0..<20 {
          group.addTask {
            let response = await probe.perform(
              .http(
                .init(
                  method: "POST", url: "http://127.0.0.1/\(number)", headers: [ProbeHeader("X-Number", "\(number)")],
                  body: [0, 255, UInt8(number)], timeoutSeconds: 5)))
            #expect(response.status == 200)
            #expect(response.headers == [ProbeHeader("X-Number", "\(number)")])
            #expect(response.body == Array("POST http://127.0.0.1/\(number)".utf8) + [0, 255, UInt8(number)])
          }
        }
      }
      let large = await probe.perform(
        .http(.init(url: "", body: Array(repeating: 7, count: 2 << 20), timeoutSeconds: 20)))
      #expect(large.body.count == ProbeResponse.maximumBody)
    }
  }

  @Test func `a request whose task is cancelled fails at once`() async throws {
    try await withProbe("echo ready; exec sleep 600") { probe, _ in
      let task = Task { await probe.perform(.http(.init(url: "hang", timeoutSeconds: 60))) }
      try await Task.sleep(for: .milliseconds(100))
      task.cancel()
      #expect(await task.value.failure == "cancelled")
    }
  }

  @Test func `requests after the helper has ended fail and say why`() async throws {
    try await withProbe("echo ready; exec sleep 600") { probe, _ in
      await probe.stop()
      #expect(await probe.perform(.tcp(.init(port: 1, timeoutSeconds: 1))).failure != nil)
    }
    let nobody = try ProbeClient.start(host: Laboratory.host, process: 1 << 30)
    let response = await nobody.perform(.tcp(.init(port: 1, timeoutSeconds: 1)))
    #expect(response.failure?.contains("cannot join the user namespace") == true)
    await nobody.stop()
  }
}
