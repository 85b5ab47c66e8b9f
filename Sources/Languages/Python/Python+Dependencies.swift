import TextFormats

extension Python {
  /// requirements.txt, or pyproject.toml and its lock file.
  public func dependencies(in directory: ProjectDirectory) -> ProjectDependencies {
    if directory.exists(RequirementsFile.name) { return requirementEntries(directory) }
    guard let project = try? PythonProject(in: directory), let pyproject = project.pyproject else {
      return ProjectDependencies()
    }
    var files = ProjectDependencies(file: PyProject.name)
    // A range is not what is installed; the lock is, and its versions differ by platform.
    files.isComplete = false
    let lines = ProjectDependencies.lines(directory.text(PyProject.name) ?? "")
    for text in pyproject.dependencies {
      guard let dependency = try? PythonRequirement.parse(text) else { continue }
      files.add(dependency, PyProject.name, lines.first { $0.text.contains(text) }?.number ?? 1)
    }
    return files
  }

  /// requirements.txt (pip.pypa.io, Requirements File Format).
  func requirementEntries(_ directory: ProjectDirectory) -> ProjectDependencies {
    let name = RequirementsFile.name
    guard let text = directory.text(name) else { return ProjectDependencies() }
    var files = ProjectDependencies(file: name)
    for requirement in RequirementLine.lines(of: text) {
      let line = requirement.text
      if line.hasPrefix("-") {
        // The named file may contain more dependencies; other options do not.
        if !requirement.includedFiles.isEmpty || ["-e", "--editable"].contains(where: line.hasPrefix) {
          files.isComplete = false
        }
        continue
      }
      let bare = line.firstRange(of: " --").map { String(line[..<$0.lowerBound]) } ?? line
      guard let dependency = try? PythonRequirement.parse(bare) else {
        files.isComplete = false
        continue
      }
      files.add(dependency, name, requirement.number, isDirect: !requirement.isIndirect)
    }
    return files
  }

  /// pyproject.toml and the lock file that decides.
  public func problems(in directory: ProjectDirectory) -> [ProjectFileProblem] {
    do throws(LockProblem) {
      return try PythonProject(in: directory).lockProblem.map { [$0.inProject] } ?? []
    } catch {
      return [error.inProject]
    }
  }

  public func refusals(in directory: ProjectDirectory, trusting hosts: PackageHosts) -> [ProjectFileProblem] {
    let options = RequirementOptions(hosts: hosts)
    var problems = options.problems(in: directory) + direct(in: directory, options)
    // uv looks for its configuration in the directories above, too.
    var (here, path) = (directory as ProjectDirectory?, "")
    while let place = here {
      problems += UvConfiguration(hosts: hosts).problems(in: place).map { problem in
        var problem = problem
        problem.file = path + problem.file
        return problem
      }
      (here, path) = (place.parent, path + "../")
    }
    return problems
  }

  /// Packages that pyproject.toml without a lock, or a lock, takes from elsewhere than an index.
  private func direct(in directory: ProjectDirectory, _ options: RequirementOptions) -> [ProjectFileProblem] {
    guard let project = try? PythonProject(in: directory) else { return [] }
    if project.source == .pyproject {
      let lines = ProjectDependencies.lines(directory.text(PyProject.name) ?? "")
      let texts = (project.pyproject?.dependencies ?? []) + (project.pyproject?.extras.values.flatMap(\.self) ?? [])
      return texts.flatMap { text in
        let line = lines.first { $0.text.contains(text) }?.number ?? 1
        return RequirementLine.lines(of: text).compactMap(\.address).flatMap {
          options.direct($0, PyProject.name, line)
        }
      }
    }
    return project.gitAddresses.filter { !options.hosts.contain($0) }.map {
      .index($0, as: $0, in: project.lockFile, line: 1, remedy: "lock a release of the index")
    }
  }
}
