import YAMLTree

extension Python {
  private static let manifests = ["agent.yaml", "agent.yml", "Agent.yaml", "Agent.yml"]

  /// A project file above the agent's directory, of one project with several agents: nothing of it gets into the image. An
  /// agent that names its dependencies itself does not mean those.
  func fileAbove(_ project: PythonProject) -> ProjectFileProblem? {
    guard project.source == .none, !namesDependencies(project.directory) else { return nil }
    var (here, path) = (project.directory, "..")
    while let parent = here.parent {
      if let (file, remedy) = dependencyFile(in: parent, path) {
        return problem(
          "\(path)/\(file)",
          "`\(path)/\(file)` names dependencies, but no file in the agent's directory does: the image would get none",
          "\(remedy); if the agent needs none of them, create an empty `\(RequirementsFile.name)`")
      }
      (here, path) = (parent, "\(path)/..")
    }
    return nil
  }

  private func dependencyFile(in directory: ProjectDirectory, _ path: String) -> (file: String, remedy: String)? {
    guard let project = try? PythonProject(in: directory) else { return nil }
    let isUv = project.source == .uvLock
    if let pyproject = project.pyproject, pyproject.hasDynamicDependencies || !pyproject.names.isEmpty {
      let member = "create a `\(PyProject.name)` that makes the agent a member of the uv workspace"
      let list = "create `\(RequirementsFile.name)` with what the agent needs"
      return (PyProject.name, isUv ? "\(member), or \(list)" : "\(list), or a `\(PyProject.name)` with a lock file")
    }
    switch project.source {
    case .pylock where project.lockedNames?.isEmpty == false, .pipfileLock where project.lockedNames?.isEmpty == false:
      let file = project.source.file ?? ""
      return (file, "copy `\(path)/\(file)` into the agent's directory, or create `\(RequirementsFile.name)`")
    default:
      let entries = requirementEntries(directory)
      if entries.direct.isEmpty, entries.isComplete { return nil }
      return (
        RequirementsFile.name,
        "create `\(RequirementsFile.name)` with the line `-r \(path)/\(RequirementsFile.name)`"
      )
    }
  }

  /// Whether agent.yaml names dependencies. One that cannot be found or read may.
  private func namesDependencies(_ directory: ProjectDirectory) -> Bool {
    let text = Self.manifests.lazy.compactMap { directory.read($0, ProjectDirectory.limit) }.first
    guard let text, let root = YAMLDocument.parse(bytes: text, file: "").root else { return true }
    return root["spec"]?["dependencies"]?.sequence?.isEmpty == false
  }
}
