import TextFormats

extension Java {
  /// pom.xml, as far as it names dependencies and their versions (maven.apache.org, POM Reference).
  public func dependencies(in directory: ProjectDirectory) -> ProjectDependencies {
    let name = "pom.xml"
    guard let text = directory.text(name) else {
      return gradleDependencies(in: directory)
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

  /// What a build file writes out; it is a program, not a list.
  private func gradleDependencies(in directory: ProjectDirectory) -> ProjectDependencies {
    let name = GradleProject.files.first(where: directory.exists)
    var files = ProjectDependencies(file: name, isComplete: false)
    guard let name, let text = directory.text(name) else { return files }
    let kinds = ["implementation", "api", "compile", "runtimeOnly", "runtime"]
    for line in ProjectDependencies.lines(text) {
      let code = ASCII.trimmed(line.text)
      let kind = code.prefix { $0.isLetter }
      // `implementation 'a:b:1'`, `implementation("a:b:1")`
      let parts = code.dropFirst(kind.count).split(omittingEmptySubsequences: false) { $0 == "'" || $0 == "\"" }
      guard kinds.contains(String(kind)), parts.count >= 3, ["", "("].contains(ASCII.trimmed(parts[0])),
        let dependency = try? MavenCoordinates.parse(String(parts[1]))
      else { continue }
      files.add(dependency, name, line.number)
    }
    return files
  }

  public func refusals(in directory: ProjectDirectory, trusting hosts: PackageHosts) -> [ProjectFileProblem] {
    let configuration = MavenConfiguration(hosts: hosts)
    let places = directory.exists(MavenPom.file) ? MavenReactor(in: directory).configured : [""]
    let wrappers = Set([""] + [GradleLayout.root(of: directory)].compactMap(\.self))
    func found(_ path: String, _ problems: (ProjectDirectory) -> [ProjectFileProblem]) -> [ProjectFileProblem] {
      guard let other = directory[path.isEmpty ? "." : path] else { return [] }
      return path.isEmpty ? problems(directory) : problems(other).map { $0.moved(to: path) }
    }
    return places.flatMap { found($0, configuration.problems) }
      + wrappers.sorted().flatMap {
        found($0) { configuration.wrapper("gradle/wrapper/gradle-wrapper.properties", $0) }
      }
  }

  public func problems(in directory: ProjectDirectory) -> [ProjectFileProblem] {
    let modules = directory.exists(MavenPom.file) ? MavenReactor(in: directory).modules.map(\.path) : []
    return ([""] + modules.filter { !$0.isEmpty }).compactMap { path in
      let file = MavenReactor.join(path, MavenPom.file)
      guard let problem = directory.text(file).flatMap(XMLScan.problem) else { return nil }
      return ProjectFileProblem(
        file: file, message: "\(file) is not valid XML: \(problem.message)", line: problem.line,
        column: problem.column, hint: "run `mvn validate` to see Maven's own message")
    }
  }

  /// Files of build tools that do not build the agent.
  public func unusedFiles(in directory: ProjectDirectory) -> [ProjectFileProblem] {
    let isMaven = directory.exists(MavenPom.file)
    let isGradle =
      !isMaven && (GradleProject.files + ["settings.gradle", "settings.gradle.kts"]).contains(where: directory.exists)
    let gradle = GradleProject.files + ["gradle.lockfile"]
    let others = [
      "build.xml", "ivy.xml", "build.sbt", "build.sc", "project.clj", "deps.edn", "MODULE.bazel", "WORKSPACE",
    ]
    let unused = (isGradle ? [] : gradle) + (isMaven || isGradle ? [] : others)
    let tool = isMaven ? "Maven builds the agent" : "the agent is compiled with Java's own compiler"
    return unused.filter(directory.exists).map { file in
      ProjectFileProblem(
        file: file, message: "`\(file)` is not used: \(tool)", line: 1, column: 1,
        hint: isMaven
          ? "put `\(file)` into .dockerignore, or remove pom.xml to build with Gradle"
          : "run the tool with a command of `build.run`, or put `\(file)` into .dockerignore")
    }
  }

  /// `${jackson.version}`; `nil` if the property is a parent's.
  private func resolved(_ version: String, _ properties: [String: String]) -> String? {
    guard version.hasPrefix("${"), version.hasSuffix("}") else { return version }
    return properties[String(version.dropFirst(2).dropLast())]
  }
}
