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
    ["package.json", "package-lock.json"].compactMap { name in
      guard let bytes = directory.read(name, ProjectDirectory.limit), let problem = JSONSyntax.problem(in: bytes) else {
        return nil
      }
      return ProjectFileProblem(
        file: name, message: "\(name) is not valid JSON: \(problem.message)", line: problem.line,
        column: problem.column,
        hint: "run `npm pkg get name` to see npm's own message")
    }
  }

  public func refusals(in directory: ProjectDirectory, trusting hosts: PackageHosts) -> [ProjectFileProblem] {
    let configuration = directory.text(NpmConfiguration.file).map { NpmConfiguration($0).problems(trusting: hosts) }
    let packages = ["package.json", "package-lock.json", "npm-shrinkwrap.json"].flatMap { name in
      gitPackages(name, directory)
    }
    return (configuration ?? []) + packages
  }

  private func gitPackages(_ name: String, _ directory: ProjectDirectory) -> [ProjectFileProblem] {
    guard let bytes = directory.read(name, NodePackage.lockLimit) else { return [] }
    if bytes.count <= ProjectDirectory.limit {
      return YAMLDocument.parse(bytes: bytes, file: name).root.map { GitPackages.problems(in: $0, named: name) } ?? []
    }
    guard NodePackage.namesGit(String(decoding: bytes, as: UTF8.self)) else { return [] }
    return [
      ProjectFileProblem(
        file: name, message: "a package would be cloned with git, and npm would run its scripts", line: 1, column: 1,
        hint: GitPackages.remedy)
    ]
  }

  private func lock(_ files: inout ProjectDependencies, _ directory: ProjectDirectory) {
    let name = "package-lock.json"
    let prefix = "node_modules/"
    for pair in json(name, directory)?["packages"]?.mapping ?? [] where pair.name.hasPrefix(prefix) {
      let package = String(pair.name.dropFirst(prefix.count))
      // Those deeper down are other versions, for other packages.
      guard !package.contains(prefix), let version = pair.value["version"]?.text else { continue }
      let dependency = Dependency(name: package, identity: package, version: version, isPinned: true)
      files.add(dependency, name, pair.key.location.line, isDirect: false)
    }
  }

  private func json(_ name: String, _ directory: ProjectDirectory) -> YAMLNode? {
    directory.read(name, ProjectDirectory.limit).flatMap { YAMLDocument.parse(bytes: $0, file: name).root }
  }
}
