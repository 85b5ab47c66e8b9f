import OCIImage
import SystemPackage

extension PythonProject {
  /// The agent's directory, seen from the lock file's.
  var agent: String {
    let levels = place.split(separator: "/").count
    return directory.place.split(separator: "/").suffix(levels).joined(separator: "/")
  }

  /// Whether the project is itself a package of the image.
  var isInstalled: Bool {
    guard let pyproject else { return false }
    switch source {
    case .requirements, .setup, .none: return false
    case .pyproject: return pyproject.isInstalled && !pyproject.hasDynamicDependencies
    case .poetryLock: return pyproject.isInstalled && hasModule
    case .uvLock, .pdmLock: return pyproject.isInstalled
    // These name the project itself where it is installed.
    case .pylock, .pipfileLock: return false
    }
  }

  /// Poetry's projects that are run from their directory have a build system, but nothing to build.
  private var hasModule: Bool {
    let name = (pyproject?.name ?? "").replacing("-", with: "_")
    return pyproject?.hasPackages == true
      || ["src/\(name)", name, "\(name).py", "src/\(name).py"].contains(where: directory.exists)
  }

  /// The packages of the lock, with paths relative to the agent's directory.
  func locked(_ selection: LockSelection) throws(LockProblem) -> [LockedPackage] {
    if let problem = lockProblem ?? outdatedLock { throw problem }
    do throws(LockProblem) {
      return try packages(selection)
    } catch {
      throw error.inFile(lockFile)
    }
  }

  private func packages(_ selection: LockSelection) throws(LockProblem) -> [LockedPackage] {
    let file = source.file ?? ""
    let text = lockText ?? ""
    try checkPython(of: text, selection)
    let packages =
      switch source {
      case .pylock: try PylockFile.packages(in: text, selection)
      case .uvLock: try UvLock.packages(in: text, selection)
      case .poetryLock:
        try PoetryLock.packages(in: text, of: directory.text(PyProject.name) ?? "", selection)
      case .pdmLock: try PDMLock.packages(in: text, selection)
      case .pipfileLock: try PipfileLock.packages(in: text, selection)
      case .requirements, .pyproject, .setup, .none: [LockedPackage]()
      }
    var found: [LockedPackage] = []
    for var package in packages {
      try package.check(in: file)
      switch package.source {
      case .directory(let path):
        let here = seen(path)
        // Other locks always name the project itself, and its own file says whether it is installed.
        if here == ".", source != .pylock, source != .pipfileLock { continue }
        package.source = .directory(here)
      case .file(let path): package.source = .file(seen(path))
      case .index, .url, .git: break
      }
      found.append(package)
    }
    return found
  }

  /// uv leaves out what no Python of the lock's range needs: for another one, the lock says nothing.
  private func checkPython(of text: String, _ selection: LockSelection) throws(LockProblem) {
    guard source == .uvLock || source == .pylock,
      let required = try TOMLFile(text, named: source.file ?? "").root.text("requires-python"),
      let range = VersionRange.python(PythonRequirement.specifiers(required)),
      let version = selection.environment.possibleVersions.first(where: { range.contains($0) == false })
    else { return }
    throw LockProblem(
      message: "`\(source.file ?? "")` is made for Python \(required), and the image has \(version)",
      hint: "choose another version of Python, or make the lock again for this one")
  }

  /// A path of the lock file, as seen from the agent's directory; `.` is that directory.
  private func seen(_ path: String) -> String {
    let whole = FilePath("/").appending(agent.isEmpty ? "." : agent)
    let target = FilePath("/").pushing(FilePath(path)).lexicallyNormalized()
    if target == whole.lexicallyNormalized() { return "." }
    return (FilePath(place).pushing(FilePath(path))).lexicallyNormalized().string
  }
}
