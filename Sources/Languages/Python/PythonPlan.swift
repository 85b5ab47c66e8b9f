import Diagnostics
import FileIO
import OCIImage
import SystemPackage

/// What is installed for a Python agent, decided from its files.
struct PythonPlan {
  /// Packages of others, and those of the project, which change more often; empty if there are none.
  private(set) var dependencies: [PythonStep] = []
  private(set) var own: [PythonStep] = []
  /// Exact versions that a lock names: `name==1.0`.
  private(set) var constraints: [String] = []
  private(set) var requirements: RequirementsFile?
  private(set) var diagnostics: [Diagnostic] = []
  private(set) var summary = ""

  var isEmpty: Bool { dependencies.isEmpty && own.isEmpty }

  init(_ request: BuildRequest, _ target: TargetPython) throws {
    do {
      let project = try PythonProject(in: request.project.directory)
      try read(project, request, target)
    } catch let problem as LockProblem {
      throw Failure(
        .agent, "lock-file-unusable", problem.message, at: problem.place(beside: request.agent.place),
        hints: [problem.hint])
    }
  }

  private mutating func read(_ project: PythonProject, _ request: BuildRequest, _ target: TargetPython) throws {
    let names = request.agent.dependencies.map(\.value)
    try Self.checkVersion(project, request, target)
    let hasChoices = !request.options.extras.isEmpty || !request.options.groups.isEmpty
    if [.requirements, .setup, .none].contains(project.source), hasChoices {
      throw LockProblem(
        message: "`build.python.extras` and `build.python.groups` have no effect without pyproject.toml or a lock file",
        hint: "remove them, or name the packages in requirements.txt")
    }
    switch project.source {
    case .pylock, .uvLock, .poetryLock, .pdmLock, .pipfileLock:
      let selection = LockSelection(
        extras: Set(request.options.extras.map(PythonRequirement.identity)),
        groups: Set(request.options.groups.map(PythonRequirement.identity)),
        directory: project.agent, environment: MarkerEnvironment(target))
      let packages = try project.locked(selection)
      try take(packages.filter { $0.source != .directory(".") }, of: project, names)
      if packages.contains(where: { $0.source == .directory(".") }) { own.append(.local([""])) }
      noteDefaultGroups(project, selection, request)
    case .requirements:
      requirements = try RequirementsFile(in: request.sources.directory)
      let isHashed = requirements?.hasHashes == true
      dependencies = [.resolve(file: RequirementsFile.name, names: isHashed ? [] : names)]
      if isHashed, !names.isEmpty {
        // With a hash for one, pip wants one for all; what agent.yaml names has none.
        constraints = Python().requirementEntries(project.directory).locked.values
          .compactMap { entry in entry.dependency.version.map { "\(entry.dependency.name)==\($0)" } }.sorted()
        dependencies.append(.resolve(file: nil, names: names))
      }
      summary = Self.joined(RequirementsFile.name, names)
    case .pyproject:
      guard let pyproject = project.pyproject else { return }
      try resolve(pyproject, names, request)
      note("pyproject.toml", of: request, remedy: "`uv lock`, `poetry lock` or `pdm lock`")
    case .setup:
      dependencies = [.resolve(file: nil, names: ["."] + names)]
      note("setup.py", of: request, remedy: "a requirements.txt with exact versions and the line `.`")
      summary = Self.joined("setup.py", names)
    case .none:
      if !names.isEmpty { dependencies = [.resolve(file: nil, names: names)] }
      summary = "\(names.count) from agent.yaml"
    }
    if project.source != .setup, project.isInstalled { own.append(.local([""])) }
    try refuseVersionsFromGit(project, request)
  }

  private static func checkVersion(
    _ project: PythonProject, _ request: BuildRequest, _ target: TargetPython
  ) throws(Failure) {
    for (required, range, place) in project.requiredPythons {
      try check(target, required, range, place, request)
    }
  }

  private static func check(
    _ target: TargetPython, _ required: String, _ range: VersionRange, _ place: String, _ request: BuildRequest
  ) throws(Failure) {
    let fits = target.possibleVersions.map { range.contains($0) ?? true }
    if !fits.contains(false) { return }
    guard !fits.contains(true) else {
      throw Failure(
        .agent, "python-version-unknown", PatchLevel.unknown(for: "python \(required)"),
        at: request.agent.place, hints: [PatchLevel.remedy])
    }
    throw Failure(
      .agent, "python-version-mismatch",
      "the project requires Python \(required), and the image has \(target.isExact ? target.fullVersion : target.version)",
      at: request.agent.place, hints: ["choose another version of Python, or change \(place)"])
  }

  private mutating func take(
    _ packages: [LockedPackage], of project: PythonProject, _ names: [String]
  ) throws(LockProblem) {
    let others = packages.filter { !$0.isInProject }
    // Each in calls of their own: hashes count for all packages of a call, and what git has is built.
    let git = others.filter { if case .git = $0.source { true } else { false } }
    let (hashed, plain) = (others.filter(\.isHashed), others.filter { !$0.isHashed && !git.contains($0) })
    dependencies = [hashed, plain, git].filter { !$0.isEmpty }.map { .exact($0) }
    let mine = packages.filter(\.isInProject)
    if !mine.isEmpty { own = [.exact(mine)] }
    constraints = others.compactMap { package in package.version.map { "\(package.name)==\($0)" } }
    let missing = try Self.missing(names, in: packages, of: project)
    if !missing.isEmpty { dependencies.append(.resolve(file: nil, names: missing)) }
    summary = Self.joined("\(others.count) from \(project.source.file ?? "the lock")", missing)
  }

  /// What agent.yaml names and the lock does not have: packages, and extras that the project does not ask for, either.
  static func missing(
    _ names: [String], in packages: [LockedPackage], of project: PythonProject
  ) throws(LockProblem) -> [String] {
    let known = Dictionary(packages.map { ($0.identity, $0) }) { first, _ in first }
    var missing: [String] = []
    for name in names {
      guard let dependency = try? PythonRequirement.parse(name), let package = known[dependency.identity] else {
        missing.append(name)
        continue
      }
      let asked = project.pyproject?.askedExtras(of: dependency.identity) ?? []
      let extras = PythonRequirement.extras(of: name).subtracting(asked)
      if extras.isEmpty { continue }
      guard package.source == .index else {
        let list = extras.sorted().map { "`\($0)`" }.joined(separator: ", ")
        throw LockProblem(
          message:
            "agent.yaml asks for \(list) of `\(package.name)`, which the lock takes from elsewhere than an index",
          hint: "name the extras in pyproject.toml, and make the lock again")
      }
      missing.append(name)
    }
    return missing
  }

  private mutating func resolve(_ pyproject: PyProject, _ names: [String], _ request: BuildRequest) throws {
    if let table = pyproject.lockOnlyTables.first {
      throw LockProblem(
        message: "pyproject.toml sets `\(table)`, which only a lock file brings into the image",
        hint: "make it with `\(PyProject.lockCommand(for: table))`, and commit it", file: PyProject.name)
    }
    if pyproject.hasDynamicDependencies {
      let extras = request.options.extras.isEmpty ? "" : "[\(request.options.extras.joined(separator: ","))]"
      dependencies = [.resolve(file: nil, names: [".\(extras)"] + names)]
    } else {
      var all = pyproject.dependencies
      for extra in request.options.extras {
        let list = try Self.listed(extra, in: pyproject.extras, as: "extra", setting: "build.python.extras")
        all += try pyproject.withoutItself(list)
      }
      for group in request.options.groups {
        let list = try Self.listed(group, in: pyproject.groups, as: "group", setting: "build.python.groups")
        all += try pyproject.withoutItself(list)
      }
      all += names
      if !all.isEmpty { dependencies = [.resolve(file: nil, names: Array(Set(all)).sorted())] }
    }
    summary = Self.joined(PyProject.name, names)
  }

  private static func listed(
    _ name: String, in lists: [String: [String]], as kind: String, setting: String
  ) throws(LockProblem) -> [String] {
    if let list = lists[PythonRequirement.identity(name)] { return list }
    throw LockProblem(message: "`pyproject.toml` has no \(kind) `\(name)`", hint: "correct `\(setting)`")
  }

  private mutating func note(_ file: String, of request: BuildRequest, remedy: String) {
    diagnostics.append(
      .warning(
        "dependencies-not-locked",
        "the dependencies of \(file) are not locked: the next build may install other versions",
        at: request.agent.place, hints: ["make a lock file with \(remedy)"]))
  }

  /// What `uv sync` installs besides the main dependencies, which images get by setting only.
  private mutating func noteDefaultGroups(
    _ project: PythonProject, _ selection: LockSelection, _ request: BuildRequest
  ) {
    guard project.source == .uvLock else { return }
    let missing = (project.pyproject?.defaultGroups ?? []).filter { !selection.groups.contains($0) }
    if missing.isEmpty { return }
    let names = missing.map { "`\($0)`" }.joined(separator: ", ")
    diagnostics.append(
      .warning(
        "groups-left-out", "`default-groups` in pyproject.toml names \(names), which the image does not get",
        at: request.agent.place, hints: ["set `build.python.groups` to what the agent needs"]))
  }

  private static func joined(_ source: String, _ names: [String]) -> String {
    names.isEmpty ? source : "\(source) and \(names.count) from agent.yaml"
  }
}
