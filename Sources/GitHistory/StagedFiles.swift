import CGit2
public import SystemPackage

extension GitRepository {
  /// The regular files in the index that are wanted, in git's order; symbolic links and submodules are none.
  ///
  /// - Parameters:
  ///   - index: the index to read instead of the repository's own: git names one in `GIT_INDEX_FILE` for the hooks of
  ///     `git commit -a` and `git commit FILE`.
  ///   - isWanted: told the path relative to the work tree.
  public func stagedFiles(
    index: FilePath?, where isWanted: (_ path: String) -> Bool
  ) throws(GitFailure) -> [GitFile] {
    let handle = try openIndex(index)
    defer { git_index_free(handle) }
    var files: [GitFile] = []
    for position in 0..<git_index_entrycount(handle) {
      guard let entry = git_index_get_byindex(handle, position)?.pointee, Self.isRegularFile(mode: entry.mode),
        // `git add -N` announces a file, which the commit does not hold.
        UInt32(entry.flags_extended) & GIT_INDEX_ENTRY_INTENT_TO_ADD.rawValue == 0,
        let path = entry.path.map({ String(cString: $0) }), isWanted(path)
      else { continue }
      files.append(GitFile(path: path, blob: ObjectID(entry.id)))
    }
    return files
  }

  /// Those files that HEAD does not hold, or holds otherwise.
  public func changed(_ files: [GitFile]) throws(GitFailure) -> [GitFile] {
    guard let head = try headCommit() else { return files }
    var changed: [GitFile] = []
    for file in files where try store.entry(at: file.path, of: head)?.id != file.blob { changed.append(file) }
    return changed
  }

  /// Git knows two modes of regular files: executable or not.
  static func isRegularFile(mode: UInt32) -> Bool { mode & 0o170000 == 0o100000 }

  private func openIndex(_ path: FilePath?) throws(GitFailure) -> OpaquePointer {
    try LibGit2.handle("read the index") { index in
      if let path { git_index_open(&index, path.string) } else { git_repository_index(&index, handle) }
    }
  }

  private func headCommit() throws(GitFailure) -> ObjectID? {
    do throws(GitFailure) {
      return try ObjectID(parsing: try head().commit)
    } catch {
      // Before the first commit everything is new.
      if error.code == .noCommits { return nil }
      throw error
    }
  }
}
