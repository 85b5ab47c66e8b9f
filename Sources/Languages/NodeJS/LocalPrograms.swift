import OCIImage

/// Programs of packages in the agent's directory. npm and yarn make the files executable that `bin` of package.json names,
/// whatever the repository says of them.
struct LocalPrograms {
  private let sources: SourceTree
  private let paths: Set<String>

  /// - Parameter sources: the agent's directory.
  init(_ project: NodeProject, in sources: SourceTree) {
    self.sources = sources
    let linked = project.local.filter { !$0.isArchive }.map(\.place) + project.members.values.map(\.place)
    let prefix = project.agent.place.isEmpty ? 0 : project.agent.place.count + 1
    let files = linked.filter(project.isOwn).flatMap { place -> [String] in
      let package = String(place.dropFirst(prefix))
      guard !package.isEmpty, let directory = project.agent[package] else { return [] }
      let programs = NodeManifest(in: directory)?.bin?.paths.values.map { $0 } ?? []
      return programs.compactMap { ProjectDirectory.path($0, from: package) }
    }
    let named = project.lock == nil ? [] : Set(files)
    paths = Set(
      sources.entries.filter { entry in
        guard named.contains(entry.path), case .file = entry.contents else { return false }
        return entry.mode & 0o111 == 0
      }.map(\.path))
  }

  /// Whether there is nothing to change.
  var isEmpty: Bool { paths.isEmpty }

  /// The agent's files, with these ones executable; `nil` if they are so in the repository.
  func recipe(in directory: String) throws -> LayerRecipe? {
    guard !isEmpty else { return nil }
    var changed = sources
    for index in changed.entries.indices where paths.contains(changed.entries[index].path) {
      changed.entries[index].mode |= 0o111
    }
    let tree = changed
    return LayerRecipe(
      "application", role: .application, directoryInImage: directory,
      inputs: ["node-programs-1", try tree.digest()], summary: "\(paths.count) executable as `bin` says"
    ) { try tree.copy(to: $0) }
  }
}
