import Diagnostics
import YAMLTree

extension NodeJS {
  /// package.json and package-lock.json (docs.npmjs.com). JSON is YAML, and read as such it has its lines.
  public func dependencies(in directory: ProjectDirectory) -> ProjectDependencies {
    let name = "package.json"
    guard let root = json(name, directory) else { return ProjectDependencies() }
    var files = ProjectDependencies(file: name)
    lock(&files, directory)
    for pair in root["dependencies"]?.mapping ?? [] {
      let line = "\(pair.name)@\(pair.value.text ?? "")"
      let dependency =
        (try? NPMPackage.parse(line))
        ?? Dependency(name: pair.name, identity: pair.name, version: nil, isPinned: false)
      files.add(dependency, name, pair.key.location.line)
    }
    return files
  }

  public func problems(in directory: ProjectDirectory) -> [ProjectFileProblem] {
    ([NodeManifest.name] + NodeManager.npm.lockFiles).compactMap { name in
      guard let bytes = directory.read(name, ProjectDirectory.limit), let problem = JSONSyntax.problem(in: bytes) else {
        return nil
      }
      return ProjectFileProblem(
        file: name, message: "\(name) is not valid JSON: \(problem.message)", line: problem.line,
        column: problem.column,
        hint: "run `npm pkg get name` to see npm's own message")
    }
  }

  /// Of the agent's directory, and of the workspace's root, where the tools run.
  public func refusals(in directory: ProjectDirectory, trusting hosts: PackageHosts) -> [ProjectFileProblem] {
    let project = NodeProject(directory)
    let up = project.member.split(separator: "/").map { _ in ".." }.joined(separator: "/")
    let root = up.isEmpty ? [] : refusals(of: project.root, hosts).map { $0.moved(to: up) }
    let members = project.local.filter { !$0.isArchive }.compactMap { local -> (ProjectDirectory, String)? in
      let path = Self.path(from: directory.place, to: local.place)
      return directory[path].map { ($0, path) }
    }
    return refusals(of: directory, hosts) + root
      + members.flatMap { member, path in gitPackages(NodeManifest.name, member).map { $0.moved(to: path) } }
  }

  /// The way between two directories, both seen from the repository's root.
  static func path(from directory: String, to place: String) -> String {
    (directory.split(separator: "/").map { _ in ".." } + place.split(separator: "/").map(String.init))
      .joined(separator: "/")
  }

  private func refusals(of directory: ProjectDirectory, _ hosts: PackageHosts) -> [ProjectFileProblem] {
    let configuration = directory.text(NpmConfiguration.file).map { NpmConfiguration($0).problems(trusting: hosts) }
    let packages = [
      NodeManifest.name, "package-lock.json", "npm-shrinkwrap.json", "pnpm-lock.yaml", "yarn.lock",
    ].flatMap { gitPackages($0, directory) }
    return (configuration ?? []) + YarnConfiguration.problems(in: directory, trusting: hosts)
      + PnpmConfiguration.problems(in: directory, trusting: hosts) + packageManager(directory) + packages
  }

  /// Corepack runs the program at any address that package.json names.
  private func packageManager(_ directory: ProjectDirectory) -> [ProjectFileProblem] {
    guard let node = json(NodeManifest.name, directory)?["packageManager"], let named = node.text,
      !NodeManager.isRelease(named)
    else { return [] }
    return [
      .refused(
        "packageManager", in: NodeManifest.name, line: node.location.line,
        because: "it is not the release of a package manager",
        hint: "write its name and version: `npm@10.8.2`")
    ]
  }

  public func unusedFiles(in directory: ProjectDirectory) -> [ProjectFileProblem] {
    guard directory.exists(NodeManifest.name) else { return projectAbove(directory) }
    let project = NodeProject(directory)
    var found = project.problem.map {
      [ProjectFileProblem(file: $0.file, message: $0.message, line: 1, column: 1, hint: $0.hint)]
    }
    if !project.member.isEmpty, let own = NodeManager.allCases.flatMap(\.lockFiles).first(where: directory.exists) {
      found =
        (found ?? []) + [
          ProjectFileProblem(
            file: own,
            message:
              "`\(own)` is not used: the agent is a member of the workspace in `\(project.root.place.isEmpty ? "." : project.root.place)`",
            line: 1, column: 1, hint: "remove it, or leave the agent out of `workspaces` there")
        ]
    }
    return found ?? []
  }

  /// Packages of a project above are not installed for an agent without a package.json.
  private func projectAbove(_ directory: ProjectDirectory) -> [ProjectFileProblem] {
    var (place, path) = (directory.parent, "..")
    while let above = place {
      if above.exists(NodeManifest.name) {
        let project = NodeProject(above)
        guard project.lock != nil, project.needsPackages else { return [] }
        let file = "\(path)/\(NodeManifest.name)"
        return [
          ProjectFileProblem(
            file: file,
            message: "`\(file)` has dependencies, which are not installed: the agent has no package.json of its own",
            line: 1, column: 1,
            hint: "give the agent a package.json of its own and make it a member of the workspace there, "
              + "or, if it needs none of the packages, one with `{}`")
        ]
      }
      (place, path) = (above.parent, "../\(path)")
    }
    return []
  }

  private func gitPackages(_ name: String, _ directory: ProjectDirectory) -> [ProjectFileProblem] {
    guard let bytes = directory.read(name, NodePackage.lockLimit) else { return [] }
    if bytes.count <= ProjectDirectory.limit, name.hasSuffix(".json") {
      return YAMLDocument.parse(bytes: bytes, file: name).root.map { GitPackages.problems(in: $0, named: name) } ?? []
    }
    let text = String(decoding: bytes, as: UTF8.self)
    guard name.hasSuffix(".json") ? NodePackage.namesGit(text) : NodePackage.lockNamesGit(text) else { return [] }
    return [
      ProjectFileProblem(
        file: name, message: "a package would be cloned with git, and npm would run its scripts", line: 1, column: 1,
        hint: GitPackages.remedy)
    ]
  }

  private func lock(_ files: inout ProjectDependencies, _ directory: ProjectDirectory) {
    guard let name = NodeManager.npm.lockFiles.first(where: directory.exists), let root = json(name, directory) else {
      return
    }
    let prefix = "node_modules/"
    // Version 1 has one tree of names (docs.npmjs.com, package-lock.json); later ones list the places.
    let named = root["packages"] == nil ? root["dependencies"]?.mapping ?? [] : []
    let placed = (root["packages"]?.mapping ?? []).filter { $0.name.hasPrefix(prefix) }
    for (package, pair) in named.map({ ($0.name, $0) }) + placed.map({ (String($0.name.dropFirst(prefix.count)), $0) })
    {
      // Those deeper down are other versions, for other packages.
      guard !package.contains(prefix), let version = pair.value["version"]?.text else { continue }
      let dependency = Dependency(name: package, identity: package, version: version, isPinned: true)
      files.add(dependency, name, pair.key.location.line, isDirect: false)
    }
  }

  func json(_ name: String, _ directory: ProjectDirectory) -> YAMLNode? {
    directory.read(name, ProjectDirectory.limit).flatMap { YAMLDocument.parse(bytes: $0, file: name).root }
  }
}
