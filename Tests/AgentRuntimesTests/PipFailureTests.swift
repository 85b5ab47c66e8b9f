import AgentManifest
import ChildProcess
import Diagnostics
import OCIImage
import Testing

@testable import AgentRuntimes

@Suite("What pip's failure means") struct PipFailureTests {
  static let place = SourceLocation(file: "agent.yaml", line: 9, column: 7)

  func failure(_ output: String, status: ChildProcess.Status = .exited(1), log: String = "") -> PipFailure {
    let request = DependencyRequest(
      dependencies: [Located("Fast_API==99.0", at: Self.place)], lockFile: nil, version: "3.11",
      platform: Platform(os: "linux", architecture: "amd64"), folderInImage: "/opt", environment: [:], onLine: { _ in })
    return PipFailure(ChildProcess.Exit(status: status, output: output), request, log: log)
  }

  @Test func `a version that does not exist points at its line and names those that do`() {
    let failure = failure(
      """
      ERROR: Could not find a version that satisfies the requirement fast-api==99.0 (from versions: 0.1, 0.2)
      ERROR: No matching distribution found for fast-api==99.0
      """)
    #expect(failure.failureKind == .agent)
    #expect(failure.diagnostic.code == "dependency-not-found")
    #expect(failure.diagnostic.location == Self.place)
    #expect(failure.diagnostic.hints[0].contains("0.1, 0.2"))
  }

  @Test(arguments: [
    (
      "WARNING: Retrying … NewConnectionError(': Failed to establish a new connection: [Errno 111]')",
      FailureKind.infrastructure, "package-index-unreachable"
    ),
    ("/usr/bin/python3: No module named pip", .infrastructure, "python-not-installed"),
    ("ERROR: ResolutionImpossible: conflicting dependencies", .agent, "dependencies-not-installable"),
  ])
  func `is told apart from the agent's own mistakes`(output: String, kind: FailureKind, code: String) {
    let failure = failure(output)
    #expect(failure.failureKind == kind)
    #expect(failure.diagnostic.code == code)
  }

  /// Without retries pip's output is the same for an index that is down and for a package that it does not have.
  @Test(
    "an index that does not answer is told apart from a package it does not have",
    arguments: [
      (
        "connection error: HTTPConnectionPool(host='127.0.0.1', port=9): Max retries exceeded",
        FailureKind.infrastructure
      ),
      ("There was a problem confirming the ssl certificate: CERTIFICATE_VERIFY_FAILED", .infrastructure),
      ("401 Client Error: Unauthorized for url: https://pypi.example/simple/fast-api/", .infrastructure),
      ("503 Server Error: Service Unavailable for url: https://pypi.example/simple/fast-api/", .infrastructure),
      ("404 Client Error: Not Found for url: https://pypi.example/simple/fast-api/", .agent),
    ])
  func log(reason: String, kind: FailureKind) {
    let failure = failure(
      """
      ERROR: Could not find a version that satisfies the requirement fast-api==99.0 (from versions: none)
      ERROR: No matching distribution found for fast-api==99.0
      """,
      log: "2026-01-01T00:00:00,0 Could not fetch URL https://pypi.example/simple/fast-api/: \(reason) - skipping\n")
    #expect(failure.failureKind == kind)
    #expect(failure.diagnostic.hints.contains { $0.contains(reason) } == (kind == .infrastructure))
  }
}
