extension Python {
  /// The lock file of a uv workspace above the agent, and packages of other directories.
  public func workspace(of directory: ProjectDirectory) -> Workspace {
    guard let project = try? PythonProject(in: directory) else { return .own }
    var paths = project.localPaths
    if !project.place.isEmpty {
      paths += [UvLock.name, PyProject.name].map { "\(project.place)/\($0)" }
    }
    // What lies outside of the repository stays outside; the package manager says that it is missing.
    let places = paths.compactMap { ProjectDirectory.path($0, from: directory.place) }
    return Workspace(around: directory, and: places)
  }
}

extension PythonProject {
  /// Directories and files of the repository that are installed as packages, as seen from the agent's directory.
  fileprivate var localPaths: [String] {
    switch source {
    case .requirements: RequirementsTree(in: directory).paths
    case .uvLock, .poetryLock, .pdmLock, .pylock:
      sourcesOfLock.map { place.isEmpty ? $0 : "\(place)/\($0)" }
    case .pipfileLock: lockText.map(PipfileLock.localPaths) ?? []
    case .pyproject, .setup, .none: []
    }
  }

  /// The repositories that a lock file takes packages from.
  var gitAddresses: [String] {
    guard let root = lockText.flatMap({ try? TOMLFile($0, named: "").root }) else { return [] }
    let found = root.tables(source == .pylock ? "packages" : "package").compactMap { package in
      switch source {
      case .uvLock: package.table("source")?.text("git")
      case .poetryLock: package.table("source").flatMap { $0.text("type") == "git" ? $0.text("url") : nil }
      case .pdmLock: package.text("git")
      case .pylock: package.table("vcs")?.text("url")
      case .pipfileLock, .requirements, .pyproject, .setup, .none: nil
      }
    }
    return Set(found.map { String($0.prefix { $0 != "?" && $0 != "#" }) }).sorted()
  }

  /// As the lock file writes them, for any platform.
  private var sourcesOfLock: [String] {
    guard let root = lockText.flatMap({ try? TOMLFile($0, named: "").root }) else { return [] }
    return root.tables(source == .pylock ? "packages" : "package").compactMap { package in
      switch source {
      case .uvLock:
        let source = package.table("source")
        return source?.text("editable") ?? source?.text("directory") ?? source?.text("path")
      case .poetryLock:
        let source = package.table("source")
        return ["directory", "file"].contains(source?.text("type")) ? source?.text("url") : nil
      case .pdmLock: return package.text("path")
      case .pylock: return package.table("directory")?.text("path") ?? package.table("archive")?.text("path")
      case .requirements, .pipfileLock, .pyproject, .setup, .none: return nil
      }
    }
  }
}
