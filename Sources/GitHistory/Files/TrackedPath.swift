import CGit2
public import SystemPackage

extension GitRepository {
  /// Whether the index or the commit that is checked out contains a path: the path itself, anything below it, or a
  /// submodule or symbolic link that it stands in.
  /// - Parameter path: relative to the work tree.
  public func tracks(_ path: FilePath) throws(GitFailure) -> Bool {
    let names = path.components.map(\.string)
    let parts = names.indices.map { names[...$0].joined(separator: "/") }
    let index = try openIndex()
    defer { git_index_free(index) }
    // The index lists files, links and submodules, but no directories.
    if parts.contains(where: { git_index_find(nil, index, $0) == 0 })
      || git_index_find_prefix(nil, index, "\(parts.last ?? "")/") == 0
    {
      return true
    }
    guard let head = try headCommit() else { return false }
    for part in parts {
      guard let entry = try entry(at: part, of: head) else { return false }
      if !entry.isDirectory { return true }
    }
    return true
  }
}
