import CGit2

/// Which commits a push brings to the remote.
extension GitRepository {
  /// The commit that a revision names, through annotated tags too.
  ///
  /// - Returns: `nil` if it names a file or a tree, or something that is not in this clone.
  public func commit(named revision: String) throws(GitFailure) -> String? {
    guard let object = try object(named: revision) else { return nil }
    defer { git_object_free(object) }
    return try git_object_id(object).flatMap { id throws(GitFailure) in try commit(peeling: ObjectID(id.pointee))?.hex }
  }

  /// Whether a revision names anything in this repository.
  public func knows(_ revision: String) throws(GitFailure) -> Bool {
    guard let object = try object(named: revision) else { return false }
    git_object_free(object)
    return true
  }

  private func object(named revision: String) throws(GitFailure) -> OpaquePointer? {
    var object: OpaquePointer?
    let unknown = [GIT_ENOTFOUND.rawValue, GIT_EINVALIDSPEC.rawValue, GIT_EAMBIGUOUS.rawValue]
    try LibGit2.call("look up `\(revision)`", accepting: unknown) { git_revparse_single(&object, handle, revision) }
    return object
  }

  /// The commits where the branches of a remote were when they were last fetched or pushed.
  ///
  /// - Parameter remote: its name; a URL has no such branches.
  public func remoteBranchTips(of remote: String) throws(GitFailure) -> [String] {
    guard try remotes()[remote] != nil else { return [] }
    // One that cannot be read is left out, as git does: then more commits count as new.
    return try references(in: "refs/remotes/\(remote)/").found.map(\.commit)
  }
}
