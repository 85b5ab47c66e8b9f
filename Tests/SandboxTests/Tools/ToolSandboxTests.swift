import ChildProcess
import FileIO
import Glibc
import SystemPackage
import TestSupport
import Testing

@testable import Sandbox

@Suite("The sandbox of build tools") struct ToolSandboxTests {
  static let engines: [any ToolEngine] = [BubblewrapToolEngine(), RuncToolEngine()].filter { engine in
    ExecutableSearch.find(engine.id.rawValue, path: Laboratory.host.searchPath) != nil
  }

  /// Runs a line of shell as a tool.
  private func run(
    _ engine: any ToolEngine, _ line: String, mounts: [ToolSpecification.Mount] = [],
    environment: [String: String] = [:],
    network: ToolSpecification.Network = .none, timeout: Duration? = nil
  ) async throws -> ToolSandbox.Run {
    try await ToolSandbox(host: Laboratory.host, engine: engine).run(
      ToolSpecification(
        ["/bin/sh", "-c", line], environment: environment.merging(["PATH": "/usr/bin:/bin"]) { $1 },
        mounts: SystemFiles.mounts + mounts, workingDirectory: "/tmp", network: network), timeout: timeout)
  }

  @Test(arguments: [
    "cat /etc/shadow", "ls /root/*", "ls /home/*/.*rc", "ls /var", "ls /run", "echo 1 >/proc/sys/vm/drop_caches",
    "echo x >/proc/sysrq-trigger", "touch /usr/x", "touch /x", "unshare --user true", "mount -t tmpfs none /tmp",
    "head -c 1 /proc/kcore", "[ $(ls -d /proc/[0-9]* | wc -l) -gt 9 ]", "[ $(wc -l </proc/net/route) -gt 1 ]",
  ])
  func `refuses what a tool must not do`(line: String) async throws {
    for network in [ToolSpecification.Network.none, .filtered(NetworkRules(servers: []))] {
      for engine in Self.engines {
        let run = try await run(engine, "{ \(line); } >/dev/null 2>&1 && echo done || echo refused", network: network)
        #expect(run.exit.output == "refused\n", "\(engine.id): \(run.exit.output)")
      }
    }
  }

  #if arch(x86_64)
  /// The same list of system calls holds tools and agents.
  @Test(arguments: engines.indices, [("keyctl", 250), ("io_uring_setup", 425), ("userfaultfd", 323), ("bpf", 321)])
  func `refuses system calls that no tool needs`(index: Int, call: (name: String, number: Int)) async throws {
    let script = """
      import ctypes
      kernel = ctypes.CDLL(None, use_errno=True)
      # keyctl would give the keys of the session that the user started the tool in.
      arguments = {250: (0, -3, 0), 425: (8, ctypes.create_string_buffer(200))}.get(\(call.number), (0, 0, 0))
      print(kernel.syscall(\(call.number), *arguments), ctypes.get_errno())
      """
    let run = try await run(Self.engines[index], "python3 -c '\(script)'")
    #expect(run.exit.output == "-1 \(EPERM)\n", "\(call.name)")
  }
  #endif

  @Test(arguments: engines.indices) func `gives a tool what it needs`(index: Int) async throws {
    let directory = try Directory.temporary(prefix: "tool-sandbox-test", in: "/tmp")
    defer { try? Directory.remove(directory) }
    let run = try await run(
      Self.engines[index], "touch ~/a /tmp/b '\(directory)/made'; echo $HOME $CANARY; exit 7",
      mounts: [.init(directory, isWritable: true)], environment: ["CANARY": "let through"])
    #expect(run.exit.output == "/home/builder let through\n" && run.exit.status == .exited(7))
    var status = stat()
    #expect(stat(directory.appending("made").string, &status) == 0 && status.st_uid == geteuid())
  }

  @Test(arguments: engines.indices)
  func `ends a tool with all it started at its time limit, and tells a signal`(index: Int) async throws {
    let engine = Self.engines[index]
    #expect(try await run(engine, "sleep 99 & sleep 99", timeout: .milliseconds(300)).exit.status == .timedOut)
    #expect(try await run(engine, "sh -c 'kill -9 $$'; exit $(($? - 128))").exit.status == .exited(9))
  }

  @Test(arguments: engines.indices) func `lets through the servers of the rules alone`(index: Int) async throws {
    let server = try TestHTTPServer { TestResponse(200, body: Array("hello \($0.path)".utf8)) }
    let other = try TestHTTPServer { _ in TestResponse(200) }
    defer {
      server.stop()
      other.stop()
    }
    let rules = NetworkRules(servers: [.init("127.0.0.1", server.port), .init("localhost", 1)])
    let run = try await run(
      Self.engines[index],
      """
      curl -s \(server.origin)/through/the/filter; echo
      curl -s --noproxy '*' \(server.origin)/straight; echo
      curl -s \(other.origin)/
      curl -s --noproxy '*' \(other.origin)/ || echo no
      curl -s -o /dev/null -w '%{http_connect}' https://localhost:\(other.port)/ || echo ' no'
      """, network: .filtered(rules))
    #expect(
      run.exit.output == """
        hello /through/the/filter
        hello /straight
        agent-pipeline allows no access to \(other.host); see --build-allow-hosts
        no
        403 no

        """)
    #expect(run.notes == [.refused(.init("127.0.0.1", other.port)), .refused(.init("localhost", other.port))])
    #expect(other.acceptedConnections == 0)
  }

  @Test func `says which server does not answer`() async throws {
    let run = try await run(
      Self.engines[0], "curl -s http://localhost:1/", network: .filtered(NetworkRules(servers: [.init("localhost", 1)]))
    )
    #expect(run.notes == [.unreachable(.init("localhost", 1), reason: "Connection refused")])
  }
}
