import Diagnostics
import FoundationEssentials
import TOMLKit

extension PythonProject {
  /// Why the lock file cannot be read, whatever the image's Python; `nil` without a lock.
  var lockProblem: LockProblem? {
    guard hasLock else { return nil }
    guard let text = lockText else {
      return LockProblem(
        message: "`\(source.file ?? "")` cannot be read", hint: "replace it with a regular file of less than 64 MiB",
        file: lockFile)
    }
    do throws(LockProblem) {
      if source == .pipfileLock { try PipfileLock.check(text) } else { try checkFormat(text) }
      return nil
    } catch {
      return error.inFile(lockFile)
    }
  }

  private func checkFormat(_ text: String) throws(LockProblem) {
    let root = try TOMLFile(text, named: source.file ?? "").root
    let metadata = root.table("metadata")
    switch source {
    case .pylock: try PylockFile.check(root)
    case .uvLock: try require(root["version"]?.int == 1, root["version"]?.debugDescription, "version 1", "uv lock")
    case .poetryLock:
      let version = metadata?.text("lock-version")
      try require(["1.", "2."].contains { version?.hasPrefix($0) == true }, version, "versions 1 and 2", "poetry lock")
    case .pdmLock:
      let version = metadata?.text("lock_version")
      try require(version?.hasPrefix("4.") == true, version, "version 4", "pdm lock")
    case .pipfileLock, .requirements, .pyproject, .setup, .none: return
    }
  }

  private func require(
    _ isKnown: Bool, _ version: String?, _ known: String, _ command: String
  ) throws(LockProblem) {
    if isKnown { return }
    throw LockProblem(
      message: "`\(source.file ?? "")` has the unknown format \(version.map { "`\($0)`" } ?? "without a version")",
      hint: "\(known) can be read: make the lock again with `\(command)`")
  }

  /// Why the lock does not fit the project's own files any more; `nil` if it does, or nothing in it tells.
  ///
  /// `uv sync --locked`, `poetry install`, `pdm install --check` and `pipenv install --deploy` refuse such a lock.
  var outdatedLock: LockProblem? {
    guard let text = lockText else { return nil }
    if source == .pipfileLock {
      guard let pipfile = directory.text("Pipfile").flatMap({ try? TOMLTable(string: $0) }),
        LockHash.pipenv(pipfile).isOutdated(PipfileLock.hash(text))
      else { return nil }
      return outdated(text, "Pipfile", "\"sha256\"", "pipenv lock")
    }
    guard let project = directory.text(PyProject.name).flatMap({ try? TOMLTable(string: $0) }),
      let lock = try? TOMLTable(string: text)
    else { return nil }
    let metadata = lock.table("metadata")
    switch source {
    case .uvLock:
      let packages = lock.tables("package")
      guard let index = UvLock.project(in: packages, agent), let name = UvLock.outdated(packages[index], project)
      else { return nil }
      return LockProblem(
        message: "`\(UvLock.name)` is outdated: pyproject.toml has another requirement for `\(name)`",
        hint: "run `uv lock`, and commit the file", file: lockFile)
    case .poetryLock where LockHash.poetry(project).isOutdated(metadata?.text("content-hash")):
      return outdated(text, PyProject.name, "content-hash", "poetry lock")
    case .pdmLock:
      let hash = metadata?.text("content_hash")?.split(separator: ":").map(String.init)
      guard hash?.count == 2, hash?.first == "sha256", project.table("tool", "pdm", "workspace") == nil,
        LockHash.pdm(project).isOutdated(hash?.last)
      else { return nil }
      return outdated(text, PyProject.name, "content_hash", "pdm lock")
    case .poetryLock, .pylock, .pipfileLock, .requirements, .pyproject, .setup, .none: return nil
    }
  }

  private func outdated(_ text: String, _ input: String, _ mark: String, _ command: String) -> LockProblem {
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    return LockProblem(
      message: "`\(source.file ?? "")` is outdated: \(input) has changed since it was made",
      hint: "run `\(command)`, and commit the file", line: (lines.firstIndex { $0.contains(mark) } ?? 0) + 1,
      file: lockFile)
  }
}

extension LockProblem {
  /// The same of the lock file, unless it is about pyproject.toml.
  func inFile(_ file: String) -> LockProblem {
    var problem = self
    if problem.file != PyProject.name { problem.file = file }
    return problem
  }

  var inProject: ProjectFileProblem {
    ProjectFileProblem(file: file, message: message, line: line, column: 1, hint: hint)
  }

  /// - Parameter manifest: a place in agent.yaml.
  func place(beside manifest: SourceLocation) -> SourceLocation {
    guard !file.isEmpty else { return manifest }
    let directory = manifest.file.lastIndex(of: "/").map { manifest.file[...$0] } ?? ""
    return SourceLocation(file: directory + file, line: line, column: 1)
  }
}
