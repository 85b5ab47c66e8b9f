import Diagnostics
import FileIO
import Glibc
import Sandbox
import SystemPackage
import Testing

struct `Choosing an engine` {
  private let nowhere = SandboxHost(searchPath: "/nowhere", helper: [])

  @Test func `without any says why each is refused and what to do`() async {
    let failure = await #expect(throws: SandboxFailure.self) { try await SandboxEngines.select(host: nowhere) }
    let diagnostic = failure?.diagnostic
    #expect(diagnostic?.message.contains("runc: `runc` is not installed") == true)
    #expect(diagnostic?.message.contains("bwrap: `bwrap` is not installed") == true)
    #expect(diagnostic?.hints.contains("install the package `bubblewrap`") == true)
  }

  @Test(arguments: SandboxEngineID.allCases)
  func `asked for by name tries no other`(id: SandboxEngineID) async {
    let failure = await #expect(throws: SandboxFailure.self) {
      try await SandboxEngines.select(id, host: nowhere)
    }
    guard case .noEngine(let refusals) = failure else {
      Issue.record("another failure: \(String(describing: failure))")
      return
    }
    #expect(refusals.map(\.engine) == [id])
  }

  @Test(arguments: ["runc", "bwrap"])
  func `tries an engine in the temporary directory it is given`(program: String) async throws {
    let directory = try Directory.temporary(prefix: "selection-test", in: "/tmp")
    defer { try? Directory.remove(directory) }
    let executable = FilePermissions(rawValue: 0o755)
    try FileContents.write(Array("#!/bin/sh\n".utf8), to: directory.appending(program), permissions: executable)
    let missing = FilePath("/dev/null/temporary")
    let host = SandboxHost(searchPath: directory.string, helper: [], temporaryDirectory: missing)
    let engines = SandboxEngines.all(host: host).filter { type(of: $0).id.rawValue == program }
    try #require(engines.count == 1)
    guard case .unusable(let reason, _) = await engines[0].availability() else {
      Issue.record("the temporary directory cannot be made")
      return
    }
    #expect(reason.contains("/dev/null"))
  }

  @Test(
    .enabled(if: Laboratory.busybox != nil, "without busybox this is no machine for sandboxes"),
    arguments: SandboxEngineID.allCases)
  func `takes one that works`(id: SandboxEngineID) async throws {
    let usable = await Laboratory.engines().map { type(of: $0).id }
    try #require(usable.contains(id), "\(id) does not work on this machine")
    let engine = try await SandboxEngines.select(id, host: Laboratory.host)
    #expect(type(of: engine).id == id)
    let first = try await SandboxEngines.select(host: Laboratory.host)
    #expect(type(of: first).id == usable.first)
    #expect(geteuid() != 0 || usable.count < 2 || usable.first == .runc)
  }
}
