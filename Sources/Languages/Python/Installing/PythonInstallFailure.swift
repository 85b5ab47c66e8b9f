import ChildProcess
import Diagnostics
import TextFormats

/// What pip or uv said when it could not install the dependencies, at the manifest's line if it names one.
extension Failure {
  /// - Parameters:
  ///   - log: pip's own, which says why an index could not be reached even without retries.
  ///   - sourceVersions: the versions of the package for which pip found no wheel.
  init(pip exit: ChildProcess.Exit, _ request: PythonRequest, log: String = "", sourceVersions: [String] = []) {
    let unanswered = log.split(whereSeparator: \.isNewline).compactMap(PythonInstallFailure.unansweredRequest)
    let lines = exit.output.split(whereSeparator: \.isNewline).map(String.init)
    let errors = lines.filter { $0.hasPrefix("ERROR:") }.map {
      PythonInstallFailure.withoutVersions($0.dropFirst("ERROR:".count).drop(while: \.isWhitespace))
    }
    let said = "pip said: " + (errors.isEmpty ? lines.suffix(5).map(\.self) : errors).joined(separator: "\n")
    if exit.status == .timedOut {
      self.init(timeoutOf: "pip", said)
    } else if lines.contains(where: { $0.contains("No module named 'pip'") }) {
      self.init(
        .infrastructure, "python-not-installed", "python3 has no pip",
        hints: ["on Debian and Ubuntu: apt-get install python3-pip"])
    } else if let finding = Python.network.untrusted(in: exit.output, of: "pip", said: said) {
      self.init(.infrastructure, finding)
    } else if !unanswered.isEmpty || Python.network.isTold(in: exit.output) {
      self.init(unreachableFor: "pip", "PIP_INDEX_URL", unanswered.first.map { "pip said: \($0)" } ?? said)
    } else if let conflict = PythonInstallFailure.conflict(inPip: lines) {
      self.init(conflict: conflict, request)
    } else if let mismatch = PythonInstallFailure.hashMismatch(inPip: lines) {
      self.init(mismatch: mismatch, request)
    } else if let build = PythonInstallFailure.failedBuild(inPip: lines) {
      self.init(build: build, request)
    } else if let name = PythonInstallFailure.missing(in: exit) {
      let pinned = name.firstRange(of: "==").map { String(name[$0.upperBound...].prefix { $0 != ";" && $0 != "," }) }
      if !sourceVersions.isEmpty, pinned.map(sourceVersions.contains) ?? true {
        self.init(sourceOnly: name, request, said)
      } else {
        self.init(missing: name, request, hints: PythonInstallFailure.hints(lines) + [said])
      }
    } else {
      self.init(refused: "pip", request, said)
    }
  }

  init(uv exit: ChildProcess.Exit, _ request: PythonRequest) {
    let lines = exit.output.split(whereSeparator: \.isNewline).map(String.init)
    let said = "uv said: " + lines.suffix(8).joined(separator: "\n")
    let text = PythonInstallFailure.sentences(ofUv: exit)
    if exit.status == .timedOut {
      self.init(timeoutOf: "uv", said)
    } else if let finding = Python.network.untrusted(in: text, of: "uv", said: said) {
      self.init(.infrastructure, finding)
    } else if Python.network.isTold(in: text) {
      self.init(unreachableFor: "uv", "UV_DEFAULT_INDEX", said)
    } else if let mismatch = PythonInstallFailure.hashMismatch(inUv: lines) {
      self.init(mismatch: mismatch, request)
    } else if let build = PythonInstallFailure.failedBuild(inUv: lines) {
      self.init(build: build, request)
    } else if let name = PythonInstallFailure.word(before: " has no wheels with a matching ", in: text) {
      self.init(missing: name, request, hints: PythonInstallFailure.uvHints(lines) + [said])
    } else if let name = PythonInstallFailure.sourceOnly(in: text) {
      self.init(sourceOnly: name, request, said)
    } else if let name = PythonInstallFailure.word(before: " was not found in the ", in: text) {
      self.init(missing: name, request, hints: ["check the name: it is not in the package index", said])
    } else if let range = text.firstRange(of: "there is no version of ") {
      let name = String(text[range.upperBound...].prefix { !$0.isWhitespace })
      self.init(missing: name, request, hints: ["check the version", said])
    } else if let conflict = PythonInstallFailure.conflict(inUv: text) {
      self.init(conflict: conflict, request)
    } else {
      self.init(refused: "uv", request, said)
    }
  }

  fileprivate init(timeoutOf tool: String, _ said: String) {
    self.init(
      .infrastructure, "dependency-timeout",
      "\(tool) did not finish within \(DurationText.format(PipInstaller.timeLimit))",
      hints: [said])
  }

  fileprivate init(unreachableFor tool: String, _ variable: String, _ said: String) {
    self.init(
      .infrastructure, "package-index-unreachable", "\(tool) cannot reach its package index",
      hints: ["check the network, \(variable) and the proxy variables", said])
  }

  fileprivate init(sourceOnly name: String, _ request: PythonRequest, _ said: String) {
    let dependency = PythonInstallFailure.dependency(name, request)
    self.init(
      .agent, "dependency-source-only",
      "`\(dependency?.value ?? name)` is available only as source: it has no wheel for Python \(request.version) on "
        + "\(request.build.platform), and the embedded builder does not compile",
      at: dependency?.location,
      hints: [
        "compile it with a Docker Engine: set `build.engine: docker`",
        "or build the wheel yourself with `pip wheel` and set PIP_FIND_LINKS to its directory", said,
      ])
  }

  fileprivate init(missing name: String, _ request: PythonRequest, hints: [String]) {
    let dependency = PythonInstallFailure.dependency(name, request)
    self.init(
      .agent, "dependency-not-found",
      "no wheel of `\(dependency?.value ?? name)` fits Python \(request.version) on \(request.build.platform)",
      at: dependency?.location, hints: hints)
  }

  fileprivate init(conflict: PythonInstallFailure.Explained, _ request: PythonRequest) {
    let place = conflict.names.lazy.compactMap { PythonInstallFailure.dependency($0, request) }.first
    self.init(
      .agent, "dependencies-not-installable", "the dependencies conflict: \(conflict.what)", at: place?.location,
      hints: conflict.details + ["change the version of one of them"])
  }

  fileprivate init(mismatch: PythonInstallFailure.Explained, _ request: PythonRequest) {
    let place = mismatch.names.first.flatMap { PythonInstallFailure.dependency($0, request) }
    self.init(
      .agent, "dependency-hash-mismatch", "the download of `\(mismatch.what)` does not have the hash that is locked",
      at: place?.location,
      hints: mismatch.details + [
        "if the package was published anew, lock it again; otherwise someone may have replaced it"
      ])
  }

  fileprivate init(build: PythonInstallFailure.Explained, _ request: PythonRequest) {
    let place = build.names.first.flatMap { PythonInstallFailure.dependency($0, request) }
    self.init(
      .agent, "dependency-build-failed", "`\(build.what)` cannot be built from its source", at: place?.location,
      hints: build.details)
  }

  fileprivate init(refused tool: String, _ request: PythonRequest, _ said: String) {
    self.init(
      .agent, "dependencies-not-installable", "\(tool) cannot install the dependencies",
      at: request.dependencies.first?.location, hints: [said])
  }
}
