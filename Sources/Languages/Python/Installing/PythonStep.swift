/// One call of the package manager.
enum PythonStep: Sendable, Hashable {
  /// Packages of a lock, without looking for more.
  case exact([LockedPackage])
  /// A requirements file of the agent's directory, names, or both, with all they need.
  case resolve(file: String?, names: [String])
  /// Directories that are built into packages, without looking for more; relative to the agent's.
  case local([String])

  /// Whether programs of the project or of a source package may run.
  var runsCode: Bool {
    switch self {
    case .exact(let packages): packages.contains { !$0.isWheel }
    case .resolve(_, let names): names.contains { (try? PythonRequirement.parse($0)) == nil || $0.contains("@") }
    case .local: true
    }
  }

  /// What decides its result besides the project's files.
  var inputs: [String] {
    switch self {
    case .exact(let packages): ["exact"] + packages.map(\.requirement)
    case .resolve(let file, let names): ["resolve", file ?? ""] + names.sorted()
    case .local(let directories): ["local"] + directories
    }
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
