import CGit2
import Glibc
public import SystemPackage

/// What a push is about: which commits are new to the remote, and what they touch.
extension GitRepository {
  /// The commit that a revision names, through annotated tags too.
  ///
  /// - Returns: nothing where it names a file or a tree, or something that is not in this clone.
  public func commit(named revision: String) throws(GitFailure) -> String? {
    var object: OpaquePointer?
    let unknown = [GIT_ENOTFOUND.rawValue, GIT_EINVALIDSPEC.rawValue, GIT_EAMBIGUOUS.rawValue]
    guard
      try LibGit2.call("look up `\(revision)`", accepting: unknown, { git_revparse_single(&object, handle, revision) })
        == 0, let object
    else { return nil }
    defer { git_object_free(object) }
    var commit: OpaquePointer?
    let notACommit = [GIT_EPEEL.rawValue, GIT_EINVALIDSPEC.rawValue, GIT_ENOTFOUND.rawValue]
    guard
      try LibGit2.call(
        "look up `\(revision)`", accepting: notACommit, { git_object_peel(&commit, object, GIT_OBJECT_COMMIT) })
        == 0, let commit
    else { return nil }
    defer { git_object_free(commit) }
    return git_object_id(commit).map { ObjectID($0.pointee).hex }
  }

  /// Whether a revision names anything in this repository.
  public func knows(_ revision: String) throws(GitFailure) -> Bool {
    var object: OpaquePointer?
    let unknown = [GIT_ENOTFOUND.rawValue, GIT_EINVALIDSPEC.rawValue, GIT_EAMBIGUOUS.rawValue]
    let status = try LibGit2.call(
      "look up `\(revision)`", accepting: unknown, { git_revparse_single(&object, handle, revision) })
    git_object_free(object)
    return status == 0
  }

  /// The commits where the branches of a remote were when they were last fetched or pushed.
  ///
  /// - Parameter remote: its name; a URL has no such branches.
  public func remoteBranchTips(of remote: String) throws(GitFailure) -> [String] {
    guard try remotes()[remote] != nil else { return [] }
    return try references(in: "refs/remotes/\(remote)/").map(\.commit)
  }

  /// Those of the folders that differ in one of the commits from every parent of it.
  ///
  /// - Parameters:
  ///   - folders: relative to the work tree; empty for all of it.
  ///   - start: the commits reachable from here are looked at, but for those reachable from `excluding`.
  public func folders(
    _ folders: Set<String>, touchedFrom start: String, excluding: [String]
  ) throws(GitFailure) -> Set<String> {
    var filters = folders.map { ($0, PathFilter([FilePath($0)], store: store)) }
    var touched: Set<String> = []
    for id in try range(from: try ObjectID(parsing: start), excluding: excluding) {
      for place in filters.indices.reversed() where try filters[place].1.isTouched(by: id) {
        touched.insert(filters.remove(at: place).0)
      }
      if filters.isEmpty { break }
    }
    return touched
  }

  /// The regular files of a commit that are wanted, sorted by path; symbolic links and submodules are none.
  ///
  /// - Parameters:
  ///   - folder: where to look, relative to the work tree; empty for all of it.
  ///   - isWanted: told a name without its folders.
  public func files(
    at commit: String, below folder: String = "", where isWanted: (_ name: String) -> Bool = { _ in true }
  ) throws(GitFailure) -> [GitFile] {
    let id = try ObjectID(parsing: commit)
    var files: [GitFile] = []
    guard let top = try store.entry(at: folder, of: id), top.isFolder else { return [] }
    var folders: [(path: String, tree: ObjectID)] = [(folder.isEmpty ? "" : folder + "/", top.id)]
    while let folder = folders.popLast() {
      for (name, entry) in try store.entries(of: folder.tree, of: id) {
        let name = String(decoding: name, as: UTF8.self)
        if entry.isFolder {
          folders.append((folder.path + name + "/", entry.id))
        } else if Self.isRegularFile(mode: entry.mode), isWanted(name) {
          files.append(GitFile(path: folder.path + name, blob: entry.id))
        } else if SymbolicLink.isOne(mode: entry.mode), isWanted(name) {
          let path = folder.path + name
          let blob = try SymbolicLink.file(path, entry.id, in: store) { path throws(GitFailure) in
            try store.entry(at: path, of: id)
          }
          if let blob { files.append(GitFile(path: path, blob: blob)) }
        }
      }
    }
    return files.sorted { $0.path < $1.path }
  }

  /// Writes a folder as a commit holds it below another, under its own path.
  ///
  /// - Parameter folder: relative to the work tree; empty for all of it.
  public func export(_ folder: String, at commit: String, to target: FilePath) throws(GitFailure) {
    let tree = try LibGit2.handle("read commit `\(commit)`") { git_revparse_single(&$0, handle, commit) }
    defer { git_object_free(tree) }
    var options = git_checkout_options()
    try LibGit2.call("write `\(folder)`") { git_checkout_options_init(&options, UInt32(GIT_CHECKOUT_OPTIONS_VERSION)) }
    options.checkout_strategy =
      GIT_CHECKOUT_FORCE.rawValue | GIT_CHECKOUT_DONT_UPDATE_INDEX.rawValue
      | GIT_CHECKOUT_DISABLE_PATHSPEC_MATCH.rawValue
    let (path, goal) = (strdup(folder), strdup(target.string))
    defer { for copy in [path, goal] { free(copy) } }
    options.target_directory = UnsafePointer(goal)
    var paths = [path]
    try paths.withUnsafeMutableBufferPointer { buffer throws(GitFailure) in
      options.paths = git_strarray(strings: buffer.baseAddress, count: folder.isEmpty ? 0 : 1)
      _ = try LibGit2.call("write `\(folder)`") { git_checkout_tree(handle, tree, &options) }
    }
  }
}
