import CGit2
public import SystemPackage

extension GitRepository {
  /// The regular files in the index that are wanted, and the links to such files, in git's order; submodules are none.
  ///
  /// - Parameters:
  ///   - index: the index to read instead of the repository's own: git names one in `GIT_INDEX_FILE` for the hooks of
  ///     `git commit -a` and `git commit FILE`.
  ///   - isWanted: gets the path relative to the work tree.
  public func stagedFiles(
    index: FilePath?, where isWanted: (_ path: String) -> Bool
  ) throws(GitFailure) -> [GitFile] {
    let handle = try openIndex(index)
    defer { git_index_free(handle) }
    var files: [GitFile] = []
    for position in 0..<git_index_entrycount(handle) {
      guard let entry = git_index_get_byindex(handle, position)?.pointee,
        Self.isRegularFile(mode: entry.mode) || SymbolicLink.isOne(mode: entry.mode),
        let path = entry.path.map({ String(cString: $0) }), isWanted(path),
        // `git add -N` announces a file that the commit does not contain.
        UInt32(entry.flags_extended) & GIT_INDEX_ENTRY_INTENT_TO_ADD.rawValue == 0
      else { continue }
      var blob: ObjectID? = ObjectID(entry.id)
      if SymbolicLink.isOne(mode: entry.mode) {
        blob = try SymbolicLink.file(path, ObjectID(entry.id), in: self) { path in
          guard let entry = git_index_get_bypath(handle, path, 0)?.pointee else { return nil }
          return TreeEntry(mode: entry.mode, id: ObjectID(entry.id))
        }
      }
      if let blob { files.append(GitFile(path: path, blob: blob)) }
    }
    return files
  }

  /// The files that are not in HEAD, or differ there.
  public func changed(_ files: [GitFile]) throws(GitFailure) -> [GitFile] {
    guard let head = try headCommit() else { return files }
    var changed: [GitFile] = []
    for file in files where try blob(at: file.path, of: head) != file.blob { changed.append(file) }
    return changed
  }

  private func blob(at path: String, of commit: ObjectID) throws(GitFailure) -> ObjectID? {
    guard let entry = try entry(at: path, of: commit) else { return nil }
    guard SymbolicLink.isOne(mode: entry.mode) else { return entry.id }
    return try SymbolicLink.file(path, entry.id, in: self) { path throws(GitFailure) in
      try self.entry(at: path, of: commit)
    }
  }

  /// Git knows two modes of regular files: executable or not.
  static func isRegularFile(mode: UInt32) -> Bool { mode & 0o170000 == 0o100000 }

  func headCommit() throws(GitFailure) -> ObjectID? {
    do throws(GitFailure) {
      return try ObjectID(parsing: try head().commit)
    } catch {
      // Before the first commit, everything is new.
      if error.code == .noCommits { return nil }
      throw error
    }
  }

  /// The paths of all files with one of these names that git tracks, by the index; relative to the work tree.
  public func trackedFiles(named names: Set<String>) throws(GitFailure) -> [String] {
    if let known = knownFiles[names] { return known }
    let index = try openIndex()
    defer { git_index_free(index) }
    var paths: [String] = []
    for position in 0..<git_index_entrycount(index) {
      guard let entry = git_index_get_byindex(index, position)?.pointee, let path = entry.path else { continue }
      let file = GitFile(path: String(cString: path), blob: ObjectID(entry.id))
      if names.contains(file.name) { paths.append(file.path) }
    }
    knownFiles[names] = paths
    return paths
  }
}
