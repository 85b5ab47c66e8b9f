import FileIO
import Glibc
import PipelineCore
import SystemPackage
import Testing

/// A repository keeps the tool busy: it still ends when it is told to.
@Suite("Attacks that keep the tool from ending") struct StoppingTests {
  private static let inBuild = ["validate passed", "build failed", "test skipped", "tag skipped", "push skipped"]

  /// 20 GB that take no room on the disk.
  private func sparse(_ name: String, in attacked: AttackedAgent) throws {
    let file = open(attacked.agent.appending(name).string, O_WRONLY | O_CREAT, 0o644)
    defer { close(file) }
    try #require(ftruncate(file, 20_000_000_000) == 0)
  }

  private func expectStopped(_ end: AttackedAgent.End, exitCode: Int32, _ reason: String) {
    #expect(end.exitCode == exitCode && end.output.contains(reason), "\(end.output)")
    let stages = end.report?.agents.first?.stages.map { "\($0.name) \($0.outcome.rawValue)" }
    #expect(stages == Self.inBuild, "\(end.output)")
    #expect(end.report?.exitCode == exitCode)
  }

  @Test("a sparse file of 20 GB", arguments: ["big.bin", "big-1.0-py3-none-any.whl"])
  func sparse(name: String) async throws {
    // The wheel is hashed before it is packed, and pip is never reached.
    let attacked = try AttackedAgent(name.hasSuffix("whl") ? ["requirements.txt": "./\(name)\n"] : [:])
    try sparse(name, in: attacked)
    let late = try await attacked.run("build", "--timeout", "3s")
    expectStopped(late, exitCode: 4, "the time limit was reached")
    #expect((late.report?.durationSeconds ?? 100) < 5)
    let isPacked = name == "big.bin"
    #expect(late.output.contains("packing 20.0 GB of application files") == isPacked, "\(late.output)")
    // Under load it takes a while to begin; from the signal on, the end does not.
    let script = """
      "$@" >log 2>&1 & tool=$!
      until grep -q '\(isPacked ? "packing" : "embedded builder")' log; do sleep 0.05; done
      sleep 0.5; start=$(date +%s%N); kill -TERM $tool; wait $tool; code=$?
      cat log; echo "took $(( ($(date +%s%N) - start) / 1000000 )) ms"; exit $code
      """
    let signalled = try await attacked.run(["build"], wrapper: ["/bin/sh", "-c", script, "sh"])
    expectStopped(signalled, exitCode: 143, "terminated (SIGTERM)")
    let took = signalled.output.split(separator: "\n").last?.split(separator: " ").dropFirst().first.flatMap { Int($0) }
    #expect((took ?? .max) < 2500, "\(signalled.output)")
    #expect(try Directory.names(in: attacked.workDirectory).allSatisfy { !$0.hasPrefix("build-") })
  }

  @Test func `standard input that never ends`() async throws {
    let attacked = try AttackedAgent()
    try await attacked.commit()
    try attacked.pipe("endless")
    let end = try await attacked.run(["hook", "pre-push", "origin", "url", "--timeout", "500ms"], input: "0<>endless")
    #expect(end.exitCode == 4 && end.seconds < 4, "\(end.output)")
  }

  /// `$GITHUB_OUTPUT` is a pipe that nobody reads: opening it blocks, and nothing can cancel that.
  @Test func `a second signal while a call blocks`() async throws {
    let attacked = try AttackedAgent()
    let pipe = attacked.directory.appending("never-read")
    try #require(mkfifo(pipe.string, 0o600) == 0)
    let script = """
      "$@" & tool=$!
      until grep -q exitCode .agent-pipeline/report.json 2>/dev/null; do sleep 0.05; done
      sleep 0.3; kill -TERM $tool; sleep 0.6; kill -TERM $tool; wait $tool
      """
    let end = try await attacked.run(
      ["build"], environment: ["GITHUB_ACTIONS": "true", "GITHUB_OUTPUT": pipe.string],
      wrapper: ["/bin/sh", "-c", script, "sh"])
    #expect(end.exitCode == 143 && end.seconds < 10, "\(end.output)")
  }
}
