import TextFormats

extension Python {
  /// requirements.txt (pip.pypa.io, Requirements File Format).
  public func dependencies(in directory: ProjectDirectory) -> ProjectDependencies {
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

  public func refusals(in directory: ProjectDirectory, trusting hosts: PackageHosts) -> [ProjectFileProblem] {
    RequirementOptions(hosts: hosts).problems(in: directory) + UvConfiguration(hosts: hosts).problems(in: directory)
  }
}
