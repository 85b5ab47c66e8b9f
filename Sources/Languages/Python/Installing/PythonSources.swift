import FileIO
import OCIImage
import SystemPackage

/// A copy of what an installation reads of the project: the package manager sees nothing else of it.
struct PythonSources {
  /// For files of our own.
  let own: FilePath
  /// The copy, in which builds leave what they like.
  let root: FilePath
  /// The agent's directory in it.
  let agent: FilePath

  /// - Parameter directory: a directory for the copy and our own files.
  init(_ request: PythonRequest, in directory: FilePath) throws {
    own = directory
    root = directory.appending("source")
    if request.needsProject {
      agent = try request.build.project.copy(to: root)
    } else {
      try Directory.create(root)
      agent = root
    }
    for file in request.requirements?.files ?? [] {
      let copy = agent.pushing(FilePath(file))
      guard try FileStatus.of(copy) == nil else { continue }
      try Directory.create(copy.removingLastComponent())
      try OpenFile.copy(request.build.sources.directory.pushing(FilePath(file)), to: copy, permissions: 0o644)
    }
    let packages = LocalPackages(
      requirements: request.requirements, steps: request.steps, original: request.build.sources.directory, copy: agent,
      manifest: request.build.agent.place)
    try packages.check()
    if request.needsProject { try packages.removeLeavings(in: root) }
    guard let requirements = request.requirements else { return }
    // An editable package would be a path of this copy.
    for file in requirements.editableFiles {
      let copy = agent.pushing(FilePath(file)).lexicallyNormalized()
      // The package manager says what is missing.
      guard try FileStatus.of(copy) != nil else { continue }
      let text = String(decoding: try FileContents.read(copy, limit: RequirementsFile.sizeLimit), as: UTF8.self)
      try FileContents.write(Array(RequirementLine.withoutEditable(text).utf8), to: copy)
    }
  }
}
