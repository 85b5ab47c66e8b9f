import ChildProcess
import FileIO
import Glibc
import OCIImage
import Sandbox
import Synchronization
import SystemPackage
import TestSupport
import Testing

@testable import DockerEngine

/// Only root may join a container's network; the rest of the engine's side is a fake.
@Suite(.enabled(if: geteuid() == 0, "only root may run this engine"), .timeLimit(.minutes(1)))
struct `a container as a sandbox` {
  /// An engine whose container prints and ends when the test lets it.
  private final class FakeContainer: Sendable {
    let engine: FakeEngine
    let flag: Flag

    init(start: TestResponse = TestResponse(204), process: Int32 = 0) throws {
      let ended = Flag()
      flag = ended
      engine = try FakeEngine { request in
        let path = request.path.split(separator: "/").dropFirst().joined(separator: "/")
        switch (request.method, path) {
        case ("POST", "containers/create"): return TestResponse(201, text: #"{"Id":"c0ffee"}"#)
        case ("POST", "containers/c0ffee/start"): return start
        case ("GET", "containers/c0ffee/json"):
          return TestResponse(200, text: #"{"Id":"c0ffee","State":{"Pid":\#(process)}}"#)
        case ("GET", "containers/c0ffee/logs"):
          return TestResponse(200, body: [1, 0, 0, 0, 0, 0, 0, 6] + Array("hello\n".utf8))
        case ("POST", "containers/c0ffee/wait"):
          while !ended.isSet { usleep(5000) }
          return TestResponse(200, text: #"{"StatusCode":3}"#)
        case ("POST", "containers/c0ffee/stop"), ("DELETE", "containers/c0ffee"):
          ended.set()
          return TestResponse(204)
        case ("POST", "containers/c0ffee/exec"): return TestResponse(201, text: #"{"Id":"e1"}"#)
        case ("POST", "exec/e1/start"):
          return TestResponse(
            200, body: [2, 0, 0, 0, 0, 0, 0, 4] + Array("1234".utf8) + [1, 0, 0, 0, 0, 0, 0, 2, 53, 54])
        case ("GET", "exec/e1/json"): return TestResponse(200, text: #"{"ExitCode":9,"Pid":0}"#)
        default: return nil
        }
      }
    }
  }

  private final class Flag: Sendable {
    private let value = Mutex(false)
    var isSet: Bool { value.withLock(\.self) }
    func set() { value.withLock { $0 = true } }
  }

  private func specification(_ directory: FilePath) throws -> SandboxSpecification {
    SandboxSpecification(
      root: directory.appending("root"), arguments: ["python", "main.py"], environment: ["B": "2", "A": "1 \"x\""],
      workingDirectory: "/app", user: .init(uid: 7, gid: 8), log: try SandboxLog(directory.appending("log")),
      stateDirectory: directory.appending("state"),
      limits: SandboxLimits(memory: 1 << 30, processors: 1.5, processes: 77))
  }

  @Test func `is made as specified, logs, runs others beside it, and is removed when it ends`() async throws {
    let fake = try FakeContainer()
    let sandbox = try await EngineSandbox(client: fake.engine.client(), image: "sha256:1")
      .start(try specification(fake.engine.directory))
    let order = try #require(fake.engine.server.requests.first { $0.path.hasSuffix("/containers/create") })
    let text = String(decoding: order.body, as: UTF8.self)
    #expect(text.contains(#""Entrypoint":["python","main.py"]"#))
    #expect(text.contains(#""Env":["A=1 \"x\"","B=2"]"#))
    #expect(text.contains(#""User":"7:8""#))
    #expect(text.contains(#""WorkingDir":"/app""#))
    for part in [
      #""NetworkMode":"none""#, #""CapDrop":["ALL"]"#, #""SecurityOpt":["no-new-privileges"]"#,
      #""Memory":1073741824,"MemorySwap":1073741824,"NanoCpus":1500000000"#, #""PidsLimit":77"#,
      #""max-size":"10m""#,
    ] { #expect(text.contains(part)) }
    #expect(sandbox.exitStatus == nil)
    let exit = try await sandbox.execute(["x"], environment: [:], timeout: nil, keepingLast: 4)
    #expect(exit.status == .exited(9))
    #expect(exit.output == "3456")
    #expect(exit.omittedBytes == 2)
    fake.flag.set()
    #expect(await sandbox.waitForExit() == .exited(3))
    #expect(fake.engine.calls.last == "DELETE /v1.41/containers/c0ffee")
    let log = try FileContents.read(fake.engine.directory.appending("log"), limit: 100)
    #expect(String(decoding: log, as: UTF8.self) == "hello\n")
    await #expect(throws: SandboxFailure.self) {
      _ = try await sandbox.execute(["x"], environment: [:], timeout: nil, keepingLast: 4)
    }
  }

  @Test func `a stop asks it to end, even in a cancelled task`() async throws {
    let fake = try FakeContainer()
    let sandbox = try await EngineSandbox(client: fake.engine.client(), image: "x")
      .start(try specification(fake.engine.directory))
    let task = Task { await sandbox.stop(grace: .seconds(10)) }
    task.cancel()
    await task.value
    #expect(sandbox.exitStatus == .exited(3))
    let stop = try #require(fake.engine.server.requests.first { $0.path.hasSuffix("/stop") })
    #expect(stop.parameters("t") == ["10"])
  }

  @Test func `one that cannot start is removed, and the engine's words are the reason`() async throws {
    let fake = try FakeContainer(start: TestResponse(400, text: #"{"message":"exec: \"nosuch\": not found"}"#))
    let engine = EngineSandbox(client: try await fake.engine.client(), image: "x")
    let specification = try specification(fake.engine.directory)
    let failure = await #expect(throws: SandboxFailure.self) { _ = try await engine.start(specification) }
    #expect(failure == .cannotStart(.docker, reason: "exec: \"nosuch\": not found"))
    #expect(fake.engine.calls.last == "DELETE /v1.41/containers/c0ffee")
  }

  @Test func `a process that is another's here is not probed`() async throws {
    // The number is ours: the fake's container surely is not.
    let fake = try FakeContainer(process: getpid())
    let engine = EngineSandbox(client: try await fake.engine.client(), image: "x")
    let specification = try specification(fake.engine.directory)
    let failure = await #expect(throws: SandboxFailure.self) { _ = try await engine.start(specification) }
    #expect("\(failure.map { "\($0)" } ?? "")".contains("its network cannot be reached from here"))
    #expect(fake.engine.calls.contains("DELETE /v1.41/containers/c0ffee"))
  }
}
