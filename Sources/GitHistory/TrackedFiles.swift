import CGit2

extension GitRepository {
  /// The paths of all files with one of these names that git tracks, by the index; relative to the work tree.
  public func trackedFiles(named names: Set<String>) throws(GitFailure) -> [String] {
    if let known = knownFiles[names] { return known }
    let index = try LibGit2.handle("read the index") { git_repository_index(&$0, handle) }
    defer { git_index_free(index) }
    var paths: [String] = []
    for position in 0..<git_index_entrycount(index) {
      guard let entry = git_index_get_byindex(index, position), let path = entry.pointee.path else { continue }
      let text = String(cString: path)
      if names.contains(String(text[(text.lastIndex(of: "/").map(text.index(after:)) ?? text.startIndex)...])) {
        paths.append(text)
      }
    }
    knownFiles[names] = paths
    return paths
  }
}
