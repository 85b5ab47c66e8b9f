import CGit2

/// A tag and the commit it names, annotated or not.
public struct GitTag: Sendable, Hashable {
  /// Without `refs/tags/`.
  public var name: String
  /// 40 lower-case hexadecimal digits.
  public var commit: String

  public init(name: String, commit: String) {
    self.name = name
    self.commit = commit
  }
}

extension GitRepository {
  /// All tags, sorted by name; those that name a tree or a file instead of a commit are left out.
  public func tags() throws(GitFailure) -> [GitTag] {
    if let knownTags { return knownTags }
    let tags = try references(in: "refs/tags/").map { GitTag(name: $0.name, commit: $0.commit) }
    knownTags = tags
    return tags
  }

  /// References that lead to a commit, sorted by name.
  ///
  /// - Parameter directory: with a slash at its end; the names come without it.
  func references(in directory: String) throws(GitFailure) -> [(name: String, commit: String)] {
    let iterator = try LibGit2.handle("list `\(directory)`") {
      git_reference_iterator_glob_new(&$0, handle, directory + "*")
    }
    defer { git_reference_iterator_free(iterator) }
    var references: [(name: String, commit: String)] = []
    while true {
      var next: OpaquePointer?
      let status = try LibGit2.call("list `\(directory)`", accepting: [GIT_ITEROVER.rawValue]) {
        git_reference_next(&next, iterator)
      }
      guard status == 0, let next else { return references.sorted { $0.name < $1.name } }
      defer { git_reference_free(next) }
      guard let commit = try commit(of: next) else { continue }
      references.append((String(String(cString: git_reference_name(next)).dropFirst(directory.count)), commit.hex))
    }
  }

  /// - Returns: `nil` if a reference leads to no commit, as `refs/remotes/origin/HEAD` of a branch that was removed.
  func commit(of reference: OpaquePointer) throws(GitFailure) -> ObjectID? {
    var resolved: OpaquePointer?
    let name = git_reference_name(reference).map { String(cString: $0) } ?? ""
    try LibGit2.call("read `\(name)`", accepting: [GIT_ENOTFOUND.rawValue]) {
      git_reference_resolve(&resolved, reference)
    }
    defer { git_reference_free(resolved) }
    // Without the commit of a tag the next version would be wrong: one that is missing is an error.
    return try git_reference_target(resolved).map { id throws(GitFailure) in ObjectID(id.pointee) }
      .flatMap { id throws(GitFailure) in try commit(peeling: id) }
  }
}
