import SystemPackage

/// One call of the package manager.
enum PythonStep: Sendable, Hashable {
  /// Packages of a lock, without looking for more.
  case exact([LockedPackage])
  /// A requirements file of the agent's directory, names, or both, with all they need.
  case resolve(file: String?, names: [String])
  /// Wheels on this disk, by their paths.
  case wheels([String])
  /// Directories that are built into packages, without looking for more; relative to the agent's.
  case local([String])

  /// Whether programs of the project or of a source package may run.
  var runsCode: Bool {
    switch self {
    case .exact(let packages): packages.contains { !$0.isWheel }
    case .resolve(_, let names): names.contains { (try? PythonRequirement.parse($0)) == nil || $0.contains("@") }
    case .wheels: false
    case .local: true
    }
  }

  /// Whether it builds directories of the project, and nothing else.
  var buildsProject: Bool {
    switch self {
    case .local: true
    case .exact(let packages): packages.allSatisfy(\.isInProject)
    case .resolve, .wheels: false
    }
  }

  var usesGit: Bool {
    switch self {
    case .exact(let packages): packages.contains { if case .git = $0.source { true } else { false } }
    case .resolve(_, let names): names.contains { $0.contains("git+") }
    case .wheels, .local: false
    }
  }

  /// What decides its result besides the project's files.
  var inputs: [String] {
    switch self {
    case .exact(let packages): ["exact"] + packages.map(\.requirement)
    case .resolve(let file, let names): ["resolve", file ?? ""] + names.sorted()
    case .wheels(let paths): ["wheels"] + paths
    case .local(let directories): ["local"] + directories
    }
  }
}

extension PythonStep {
  /// What is left of the step once a wheel was built for a package that is there as source only.
  func replacing(_ identity: String, with wheel: FilePath) -> [PythonStep] {
    switch self {
    case .exact(let packages):
      let others = packages.filter { $0.identity != identity }
      return (others.isEmpty ? [] : [.exact(others)]) + [.wheels([wheel.string])]
    // It finds the wheel beside those of the index.
    case .resolve, .wheels, .local: return [self]
    }
  }

  func locked(_ identity: String) -> LockedPackage? {
    if case .exact(let packages) = self { packages.first { $0.identity == identity } } else { nil }
  }
}

extension LockedPackage {
  /// Whether installing it only unpacks a file.
  var isWheel: Bool {
    switch source {
    case .index: true
    case .url(let place), .file(let place): place.hasSuffix(".whl")
    case .git, .directory: false
    }
  }
}
