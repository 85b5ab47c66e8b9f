import TextFormats

extension Java {
  /// pom.xml, as far as it names dependencies and their versions (maven.apache.org, POM Reference).
  public func dependencies(in directory: ProjectDirectory) -> ProjectDependencies {
    let name = "pom.xml"
    guard let text = directory.text(name) else {
      // Gradle's own files are programs, not lists.
      let gradle = GradleProject.files.first(where: directory.exists)
      return ProjectDependencies(file: gradle, isComplete: false)
    }
    var files = ProjectDependencies(file: name)
    var scan = XMLScan(text)
    /// The names of the open elements.
    var open: [Substring] = []
    var properties: [String: String] = [:]
    var fields: [Substring: String] = [:]
    var startLine = 0
    while let event = scan.next() {
      switch event {
      case .start(let element):
        open.append(element)
        if element == "dependency" { (fields, startLine) = ([:], scan.line) }
      case .text(let text):
        guard let element = open.last, let parent = open.dropLast().last else { continue }
        if parent == "properties" { properties[String(element)] = text }
        if parent == "dependency" { fields[element] = text }
      case .end(let element):
        if element == "dependency", open.starts(with: ["project", "dependencies"]), fields["scope"] != "test",
          let group = fields["groupId"], let artifact = fields["artifactId"]
        {
          let version = fields["version"].flatMap { resolved($0, properties) }
          files.add(MavenCoordinates.dependency("\(group):\(artifact)", version), name, startLine)
        }
        if let place = open.lastIndex(of: element) { open.removeSubrange(place...) }
      }
    }
    return files
  }

  public func refusals(in directory: ProjectDirectory, trusting hosts: PackageHosts) -> [ProjectFileProblem] {
    MavenConfiguration(hosts: hosts).problems(in: directory)
  }

  public func problems(in directory: ProjectDirectory) -> [ProjectFileProblem] {
    guard let problem = directory.text("pom.xml").flatMap(XMLScan.problem) else { return [] }
    return [
      ProjectFileProblem(
        file: "pom.xml", message: "pom.xml is not valid XML: \(problem.message)", line: problem.line,
        column: problem.column,
        hint: "run `mvn validate` to see Maven's own message")
    ]
  }

  /// `${jackson.version}`; `nil` if the property is a parent's.
  private func resolved(_ version: String, _ properties: [String: String]) -> String? {
    guard version.hasPrefix("${"), version.hasSuffix("}") else { return version }
    return properties[String(version.dropFirst(2).dropLast())]
  }
}
