import Diagnostics

/// Explains an engine's message about a failed build.
struct BuildTrouble {
  let text: String
  let step: StepLog?
  /// Whether the engine calls it a failure of its own; it also does for some mistakes in Dockerfiles.
  var isServerError = false

  /// Words of a failure that no Dockerfile causes.
  private static let outerTroubles = [
    "no space left on device", "connection refused", "no such host", "i/o timeout", "TLS handshake timeout",
    "context deadline exceeded", "x509:", "network is unreachable", "server misbehaving", "connection reset",
    "unexpected EOF", "failed to create shim", "OCI runtime create failed", "cannot allocate memory",
    "network bridge not found", "no active sessions", "unauthorized", "access denied", "authentication required",
  ]

  var failure: EngineFailure {
    if let line = Self.line(in: text) { return unreadable(line) }
    let status = Self.exitStatus(in: text)
    // A program's own status decides: its words may be any. One that is not there is the Dockerfile's mistake.
    let isMissing = text.contains("executable file not found")
    if status == nil, !isMissing || step == nil, let trouble = Self.outerTroubles.first(where: text.contains) {
      return broken(trouble)
    }
    guard let step else {
      let isAboutDockerfile = ["ockerfile", "target", "base name", "reference format"].contains(where: text.contains)
      if isServerError, !isAboutDockerfile { return broken("") }
      return EngineFailure(
        .invalidDockerfile, .agent, "the engine refused to build: \(text)", hints: ["check the Dockerfile"])
    }
    let reason = status.map { "it ended with exit status \($0)" } ?? text
    var failure = EngineFailure(.stepFailed, .agent, "the step `\(step.description)` failed: \(reason)")
    failure.step = step.title
    failure.output = step.lines
    if let status, status == 137 {
      failure.hints = ["status 137 means it was killed, often because memory ran out"]
    } else if isMissing {
      failure.hints = [
        "the image of this stage has no such program: choose another image, or install it in an earlier step"
      ]
    } else if text.contains("not found") || text.contains("no such file") {
      failure.hints = ["check that the file is in the build context and that `.dockerignore` does not exclude it"]
    }
    return failure
  }

  private func unreadable(_ line: Int) -> EngineFailure {
    var failure = EngineFailure(
      .invalidDockerfile, .agent, "the Dockerfile cannot be read: \(text)", hints: ["correct line \(line)"])
    failure.line = line
    return failure
  }

  private func broken(_ trouble: String) -> EngineFailure {
    let place = step.map { " at the step `\($0.description)`" } ?? ""
    let hint =
      switch trouble {
      case "no space left on device": "free disk space for the engine, for example with `docker system prune`"
      case "network bridge not found": "let the build use the host's network: set `build.network: host`"
      case "no active sessions", "unauthorized", "access denied", "authentication required":
        "check the credential for the base image's registry"
      default: "check the engine, its network and its proxy settings, then build again"
      }
    var failure = EngineFailure(.buildBroken, "the engine failed\(place): \(text)", hints: [hint])
    failure.step = step?.title
    failure.output = step?.lines ?? []
    return failure
  }

  /// `dockerfile parse error line 3: …` and `… parse error on line 3: …`.
  private static func line(in text: String) -> Int? {
    for mark in ["parse error line ", "parse error on line "] {
      if let range = text.firstRange(of: mark) { return Int(text[range.upperBound...].prefix { $0.isNumber }) }
    }
    return nil
  }

  /// `returned a non-zero code: 3` of the classic builder, `exit code: 3` of BuildKit, `exit status 3` of podman.
  private static func exitStatus(in text: String) -> Int? {
    for mark in ["non-zero code: ", "exit code: ", "exit status "] {
      // The last one: before it, the text repeats the command.
      if let range = text.ranges(of: mark).last { return Int(text[range.upperBound...].prefix { $0.isNumber }) }
    }
    return nil
  }
}
