import AgentManifest
import ChildProcess
import Diagnostics
import OCIImage
import SystemPackage
import Testing

@testable import Languages

/// For requests whose tools never run.
struct NoTools: ToolRunner {
  func run(_ call: ToolCall) async throws -> ToolExit { ToolExit(ChildProcess.Exit(status: .exited(1))) }
}

@Suite("What the failure of pip or uv means") struct PythonInstallFailureTests {
  static let place = SourceLocation(file: "agent.yaml", line: 9, column: 7)
  static let request = PythonRequest(
    build: BuildRequest(
      agent: AgentDeclaration(name: "a", runtime: Located(RuntimeSelection(Python()), at: place)),
      project: ProjectTree(tree: SourceTree(directory: "/", entries: []), agent: ""), base: nil, baseName: "python",
      platform: Platform(os: "linux", architecture: "amd64"), applicationDirectory: "/app", installer: "auto",
      probe: nil, environment: [:], tools: NoTools(), onLine: { _ in }),
    target: TargetPython(version: "3.11", platform: Platform(os: "linux", architecture: "amd64")), steps: [],
    dependencies: [Located("Fast_API==99.0", at: place)], place: "/opt", interpreter: "/opt/bin/python", summary: "")

  func pip(_ output: String, log: String = "", sourceVersions: [String] = []) -> Failure {
    Failure(
      pip: ChildProcess.Exit(status: .exited(1), output: output), Self.request, log: log,
      sourceVersions: sourceVersions)
  }

  func uv(_ output: String) -> Failure {
    Failure(uv: ChildProcess.Exit(status: .exited(1), output: output), Self.request)
  }

  static let notFound = """
    ERROR: Could not find a version that satisfies the requirement fast-api==99.0 (from versions: 0.1, 0.2)
    ERROR: No matching distribution found for fast-api==99.0
    """

  @Test func `a version that does not exist points at its line and names those that do`() {
    let failure = pip(Self.notFound)
    #expect(failure.failureKind == .agent)
    #expect(failure.diagnostic.code == "dependency-not-found")
    #expect(failure.diagnostic.location == Self.place)
    #expect(failure.diagnostic.hints[0].contains("0.1, 0.2"))
  }

  @Test func `a version that is there as source only is told from one that is not there`() {
    let failure = pip(Self.notFound, sourceVersions: ["99.0", "0.2", "0.1"])
    #expect(failure.diagnostic.code == "dependency-source-only")
    #expect(failure.diagnostic.location == Self.place)
    #expect(failure.diagnostic.hints[0].contains("`build.engine: docker`"))
    #expect(pip(Self.notFound, sourceVersions: ["0.2", "0.1"]).diagnostic.code == "dependency-not-found")
  }

  @Test(arguments: [
    (
      "WARNING: Retrying … NewConnectionError(': Failed to establish a new connection: [Errno 111]')",
      FailureKind.infrastructure, "package-index-unreachable"
    ),
    (
      "WARNING: Retrying … after connection broken by 'SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] …",
      .infrastructure, "package-index-untrusted"
    ),
    ("/usr/bin/python3: No module named 'pip'", .infrastructure, "python-not-installed"),
    ("ERROR: ResolutionImpossible: conflicting dependencies", .agent, "dependencies-not-installable"),
  ])
  func `pip's is told apart from the agent's own mistakes`(output: String, kind: FailureKind, code: String) {
    let failure = pip(output)
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
    let failure = pip(
      """
      ERROR: Could not find a version that satisfies the requirement fast-api==99.0 (from versions: none)
      ERROR: No matching distribution found for fast-api==99.0
      """,
      log: "2026-01-01T00:00:00,0 Could not fetch URL https://pypi.example/simple/fast-api/: \(reason) - skipping\n")
    #expect(failure.failureKind == kind)
    #expect(failure.diagnostic.hints.contains { $0.contains(reason) } == (kind == .infrastructure))
  }

  // What uv 0.13 and 0.5 print.
  @Test(arguments: [
    (
      "error: No solution found when resolving dependencies\n  cause: Because fast-api==99.0 has no usable wheels and you require fast-api==99.0, we can …",
      FailureKind.agent, "dependency-source-only"
    ),
    (
      "  × No solution found when resolving dependencies:\n  ╰─▶ Because fast-api==99.0 has no\n      usable wheels and you require fast-api==99.0",
      .agent, "dependency-source-only"
    ),
    ("  cause: Because fast-api was not found in the package registry and you require", .agent, "dependency-not-found"),
    ("  cause: Because there is no version of fast-api==99.0 and you require", .agent, "dependency-not-found"),
    (
      "error: Failed to fetch: `http://127.0.0.1:1/x/`\n  Caused by: error sending request for url (http://127.0.0.1:1/x/)",
      .infrastructure, "package-index-unreachable"
    ),
    (
      "error: Failed to fetch: `https://x/`\n  Caused by: error sending request for url (https://x/)\n  Caused by: invalid peer certificate: UnknownIssuer",
      .infrastructure, "package-index-untrusted"
    ),
    ("error: something else", .agent, "dependencies-not-installable"),
  ])
  func `uv's too`(output: String, kind: FailureKind, code: String) {
    let failure = uv(output)
    #expect(failure.failureKind == kind)
    #expect(failure.diagnostic.code == code)
    #expect(failure.diagnostic.location == (kind == .agent ? Self.place : nil))
  }

  // What pip 23 and uv 0.13 print.
  @Test(arguments: [
    (
      true,
      """
      ERROR: Cannot install fast-api==99.0 and b==1.0 because these package versions have conflicting dependencies.

      The conflict is caused by:
          fast-api 99.0 depends on c==1.0
          b 1.0 depends on c==2.0

      To fix this you could try to:
      1. loosen the range of package versions you've specified
      """, "dependencies-not-installable", "fast-api==99.0 and b==1.0 cannot be installed together",
      "fast-api 99.0 depends on c==1.0; b 1.0 depends on c==2.0"
    ),
    (
      false,
      """
      error: No solution found when resolving dependencies
        cause: Because all versions of b depend on c==2.0 and all versions of fast-api depend on c==1.0, we can conclude that all versions of fast-api and all versions of b are incompatible.
               And because you require fast-api and b, we can conclude that your requirements are unsatisfiable.
      """, "dependencies-not-installable",
      "all versions of b depend on c==2.0 and all versions of fast-api depend on c==1.0", "because you require fast-api"
    ),
    (
      true,
      """
      ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE. If you have updated …
          fast-api==99.0 from file:///w/c-1.0-py3-none-any.whl (from -r h.txt (line 1)):
              Expected sha256 0000000000000000000000000000000000000000000000000000000000000000
                   Got        b5aa469670fa939383ffe9dac39dbc182338d4a7b87bb20a4ebdf3178883ff05
      """, "dependency-hash-mismatch", "the download of `fast-api==99.0`",
      "expected 0000000000000000000000000000000000000000000000000000000000000000, downloaded b5aa"
    ),
    (
      false,
      """
      error: Failed to download `fast-api==99.0`
        cause: Hash mismatch for `fast-api==99.0`

               Expected:
                 sha256:0000000000000000000000000000000000000000000000000000000000000000

               Computed:
                 sha256:b5aa469670fa939383ffe9dac39dbc182338d4a7b87bb20a4ebdf3178883ff05
      """, "dependency-hash-mismatch", "the download of `fast-api==99.0`", "downloaded b5aa"
    ),
    (
      false,
      """
      error: No solution found when resolving dependencies
        cause: Because fast-api==99.0 has no wheels with a matching Python ABI tag (e.g., `cp311`) and only fast-api==99.0 is available, we can conclude that all versions of fast-api cannot be used.

      hint: You require CPython 3.11 (`cp311`), but we only found wheels for `fast-api` (v99.0) with the following Python ABI tag: `cp39`
      """, "dependency-not-found", "no wheel of `Fast_API==99.0` fits", "the following Python ABI tag: `cp39`"
    ),
    (
      true,
      """
      Processing ./libs/greet
        error: subprocess-exited-with-error

        × python setup.py egg_info did not run successfully.
        │ exit code: 1
        ╰─> [3 lines of output]
            ZeroDivisionError: division by zero
            [end of output]
      """, "dependency-build-failed", "`./libs/greet` cannot be built", "ZeroDivisionError: division by zero"
    ),
    (
      false,
      """
        × Failed to build `greet @ file:///w/libs/greet`
        ├─▶ The build backend returned an error
        ╰─▶ Call to `setuptools.build_meta:__legacy__.build_wheel` failed (exit status: 1)
            ZeroDivisionError: division by zero
      """, "dependency-build-failed", "`greet` cannot be built", "ZeroDivisionError: division by zero"
    ),
  ])
  func `the packages it is about are named`(isPip: Bool, output: String, code: String, message: String, hint: String) {
    let failure = isPip ? pip(output) : uv(output)
    #expect(failure.failureKind == .agent)
    #expect(failure.diagnostic.code == code)
    #expect(failure.diagnostic.message.contains(message), "\(failure.diagnostic.message)")
    #expect(failure.diagnostic.hints.contains { $0.contains(hint) }, "\(failure.diagnostic.hints)")
    #expect((failure.diagnostic.location == Self.place) == (code != "dependency-build-failed"))
  }

  @Test func `hundreds of versions are cut`() {
    let versions = (0..<400).map { "\($0).0" }.joined(separator: ", ")
    let failure = pip(
      """
      ERROR: Could not find a version that satisfies the requirement fast-api==99.0 (from versions: \(versions))
      ERROR: No matching distribution found for fast-api==99.0
      """)
    let hints = failure.diagnostic.hints.joined(separator: "\n")
    #expect(hints.contains("395.0, 396.0, 397.0, 398.0, 399.0") && !hints.contains("394.0"))
  }
}
