import CGit2
import Glibc
public import SystemPackage

extension GitRepository {
  /// The regular files of a commit that are wanted, sorted by path; links to such files count, submodules do not.
  ///
  /// - Parameters:
  ///   - directory: where to look, relative to the work tree; empty for all of it.
  ///   - isWanted: gets the name without its directories.
  public func files(
    at commit: String, below directory: String = "", where isWanted: (_ name: String) -> Bool = { _ in true }
  ) throws(GitFailure) -> [GitFile] {
    let id = try ObjectID(parsing: commit)
    var files: [GitFile] = []
    guard let top = try entry(at: directory, of: id), top.isDirectory else { return [] }
    var directories: [(path: String, tree: ObjectID)] = [(directory.isEmpty ? "" : directory + "/", top.id)]
    while let directory = directories.popLast() {
      for (name, entry) in try tree(directory.tree, of: id).entries() {
        if entry.isDirectory {
          directories.append((directory.path + name + "/", entry.id))
        } else if Self.isRegularFile(mode: entry.mode), isWanted(name) {
          files.append(GitFile(path: directory.path + name, blob: entry.id))
        } else if SymbolicLink.isOne(mode: entry.mode), isWanted(name) {
          let path = directory.path + name
          let blob = try SymbolicLink.file(path, entry.id, in: self) { path throws(GitFailure) in
            try self.entry(at: path, of: id)
          }
          if let blob { files.append(GitFile(path: path, blob: blob)) }
        }
      }
    }
    return files.sorted { $0.path < $1.path }
  }

  /// Writes a directory of a commit below another directory, under its own path.
  ///
  /// - Parameter directory: relative to the work tree; empty for all of it.
  public func export(_ directory: String, at commit: String, to target: FilePath) throws(GitFailure) {
    let tree = try LibGit2.handle("read commit `\(commit)`") { git_revparse_single(&$0, handle, commit) }
    defer { git_object_free(tree) }
    var options = git_checkout_options()
    try LibGit2.call("write `\(directory)`") {
      git_checkout_options_init(&options, UInt32(GIT_CHECKOUT_OPTIONS_VERSION))
    }
    options.checkout_strategy =
      GIT_CHECKOUT_FORCE.rawValue | GIT_CHECKOUT_DONT_UPDATE_INDEX.rawValue
      | GIT_CHECKOUT_DISABLE_PATHSPEC_MATCH.rawValue | GIT_CHECKOUT_NO_REFRESH.rawValue
    // libgit2 wants one, though it writes elsewhere.
    git_index_free(try openIndex())
    let (path, goal) = (strdup(directory), strdup(target.string))
    defer { for copy in [path, goal] { free(copy) } }
    options.target_directory = UnsafePointer(goal)
    var paths = [path]
    try paths.withUnsafeMutableBufferPointer { buffer throws(GitFailure) in
      options.paths = git_strarray(strings: buffer.baseAddress, count: directory.isEmpty ? 0 : 1)
      _ = try LibGit2.call("write `\(directory)`") { git_checkout_tree(handle, tree, &options) }
    }
  }
}
