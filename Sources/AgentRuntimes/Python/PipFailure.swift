import ChildProcess
import Diagnostics
import TextFormats

/// What pip said when it could not install the dependencies, at the manifest's line where it named one.
struct PipFailure: DiagnosableError {
  var failureKind: FailureKind
  var diagnostic: Diagnostic

  /// - Parameter log: pip's own, which tells more than its output: without retries, why an index could not be asked.
  init(_ exit: ChildProcess.Exit, _ request: DependencyRequest, log: String = "") {
    let unanswered = log.split(whereSeparator: \.isNewline).compactMap(Self.unansweredRequest)
    let lines = exit.output.split(whereSeparator: \.isNewline).map(String.init)
    let errors = lines.filter { $0.hasPrefix("ERROR:") }.map {
      $0.dropFirst("ERROR:".count).drop(while: \.isWhitespace)
    }
    let said = (errors.isEmpty ? lines.suffix(5).map { $0[...] } : errors).joined(separator: "\n")
    if exit.status == .timedOut {
      failureKind = .infrastructure
      diagnostic = .error(
        "dependency-timeout", "pip did not finish within \(DurationText.format(PipInstaller.timeLimit))",
        hints: ["pip said: \(said)"])
    } else if lines.contains(where: { $0.contains("No module named pip") }) {
      failureKind = .infrastructure
      diagnostic = .error(
        "python-not-installed", "python3 has no pip",
        hints: ["on Debian and Ubuntu: apt-get install python3-pip"])
    } else if !unanswered.isEmpty || lines.contains(where: Self.isNetworkTrouble) {
      failureKind = .infrastructure
      diagnostic = .error(
        "package-index-unreachable", "pip cannot reach its package index",
        hints: [
          "check the network, PIP_INDEX_URL and the proxy variables", "pip said: \(unanswered.first ?? said)",
        ])
    } else if let name = Self.requirement(in: lines) {
      failureKind = .agent
      let dependency = request.dependencies.first { Self.normalized($0.value) == Self.normalized(name) }
      diagnostic = .error(
        "dependency-not-found",
        "no wheel of `\(dependency?.value ?? name)` fits Python \(request.version) on \(request.platform)",
        at: dependency?.location, hints: Self.hints(lines) + ["pip said: \(said)"])
    } else {
      failureKind = .agent
      diagnostic = .error(
        "dependencies-not-installable", "pip cannot install the dependencies", at: request.dependencies.first?.location,
        hints: ["pip said: \(said)"])
    }
  }

  /// The requirement in pip's `No matching distribution found for NAME==1.0 (from …)`.
  private static func requirement(in lines: [String]) -> String? {
    let marks = ["No matching distribution found for ", "that satisfies the requirement "]
    for mark in marks {
      for line in lines {
        guard let range = line.firstRange(of: mark) else { continue }
        return String(line[range.upperBound...].prefix { !$0.isWhitespace })
      }
    }
    return nil
  }

  private static func hints(_ lines: [String]) -> [String] {
    // pip lists every version it saw: none at all means the name is wrong, or the package has no wheels.
    guard let line = lines.first(where: { $0.contains("(from versions: ") }),
      let range = line.firstRange(of: "(from versions: ")
    else { return ["check the name and the version"] }
    let versions = line[range.upperBound...].prefix { $0 != ")" }
    guard versions != "none" else {
      return ["check the name: the package index has no wheel of that name for this Python and platform"]
    }
    let newest = versions.split(separator: ",").suffix(5).map { $0.drop(while: \.isWhitespace) }
    return ["the newest versions with a fitting wheel: \(newest.joined(separator: ", "))"]
  }

  /// The end of `Could not fetch URL https://…: REASON - skipping` where the reason says nothing about the package, as a
  /// 404 would.
  private static func unansweredRequest(_ line: Substring) -> String? {
    guard let range = line.firstRange(of: "Could not fetch URL ") else { return nil }
    let marks = [
      ": connection error: ", "There was a problem confirming the ssl certificate", ": 401 Client Error",
      " Server Error: ",
    ]
    return marks.contains { line[range.lowerBound...].contains($0) } ? String(line[range.lowerBound...]) : nil
  }

  /// What pip prints when its retries are used up, whatever the requirement.
  private static func isNetworkTrouble(_ line: String) -> Bool {
    [
      "Failed to establish a new connection", "NameResolutionError", "ConnectTimeoutError", "ReadTimeoutError",
      "ProxyError",
    ]
    .contains { line.contains($0) }
  }

  /// A requirement's name as PEP 503 compares it.
  private static func normalized(_ requirement: String) -> String {
    String(requirement.lowercased().prefix { $0.isLetter || $0.isNumber || "._-".contains($0) })
      .split { "._-".contains($0) }.joined(separator: "-")
  }
}
