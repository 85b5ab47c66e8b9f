public import Diagnostics
import HTTPTransport

/// What a Docker Engine could not do, or what stood between us and one.
public struct EngineFailure: DiagnosableError {
  public enum Code: String, Sendable, Hashable, CaseIterable {
    /// No address is set, and none of the usual sockets answers.
    case absent = "engine-not-found"
    case invalidAddress = "engine-address-invalid"
    case unreachable = "engine-unreachable"
    case tooOld = "engine-too-old"
    /// The engine answered with an error.
    case refused = "engine-refused"
    /// What answered is not an engine.
    case malformedAnswer = "engine-answer-malformed"
    case pullFailed = "base-image-pull"
    /// A step of the Dockerfile ended with an error.
    case stepFailed = "dockerfile-step-failed"
    case invalidDockerfile = "dockerfile-invalid"
    /// The engine itself failed while it built.
    case buildBroken = "engine-build-broken"
    case imageMalformed = "engine-image-malformed"
    case cancelled = "engine-cancelled"
  }

  public var code: Code
  public var failureKind: FailureKind
  public var message: String
  public var hints: [String]
  /// Of a failed step: the instruction as the engine names it.
  public var step: String?
  /// Of a Dockerfile that cannot be read: the line, from 1.
  public var line: Int?
  /// The last lines of what the step's program printed.
  public var output: [String] = []
  /// Of an answer with an error: its status and the engine's own words.
  public var status: Int?
  public var reason: String?

  init(_ code: Code, _ message: String, hints: [String] = []) {
    self.init(code, .infrastructure, message, hints: hints)
  }

  init(_ code: Code, _ kind: FailureKind, _ message: String, hints: [String] = []) {
    self.code = code
    failureKind = kind
    self.message = message
    self.hints = hints
  }

  public var diagnostic: Diagnostic {
    let said = output.isEmpty ? [] : ["its last lines:\n" + output.suffix(Self.shownLines).joined(separator: "\n")]
    return .error(code.rawValue, message, hints: hints + said)
  }

  /// Lines of a failed step that stand in the diagnostic; a report keeps all of `output`.
  private static let shownLines = 10
}

extension EngineFailure {
  /// A request that got no answer.
  /// - Parameter address: where the engine is, as the user would write it.
  init(_ failure: HTTPFailure, address: String) {
    switch failure.kind {
    case .cancelled:
      self.init(.cancelled, "the request to the engine was cancelled")
    case .connect, .dns, .proxy:
      self.init(
        .unreachable, "the engine at `\(address)` does not respond: \(failure.detail)",
        hints: [Self.reachingHint(failure.detail)])
    case .reset, .timeout:
      self.init(
        .unreachable, "the connection to the engine at `\(address)` was lost: \(failure.detail)",
        hints: ["check the engine's log, then try again"])
    case .tls:
      self.init(
        .unreachable, "no trusted TLS connection to the engine at `\(address)`: \(failure.detail)",
        hints: ["check `ca.pem`, `cert.pem` and `key.pem` in the directory that `DOCKER_CERT_PATH` names"])
    case .malformedRequest, .tooLarge, .local, .transport:
      let cause = failure.underlying?.diagnostic
      self.init(
        .malformedAnswer, "the request to the engine at `\(address)` failed: \(cause?.message ?? failure.detail)",
        hints: cause?.hints ?? [])
      if let underlying = failure.underlying { failureKind = underlying.failureKind }
    }
  }

  private static func reachingHint(_ detail: String) -> String {
    detail.contains("ermission denied")
      ? "give this user access to the socket: add the user to the group `docker`, or use a rootless engine"
      : "start the engine, or set `DOCKER_HOST` to where it listens"
  }
}
