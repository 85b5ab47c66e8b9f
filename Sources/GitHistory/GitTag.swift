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
    let iterator = try LibGit2.handle("list the tags") {
      git_reference_iterator_glob_new(&$0, handle, Self.tagFolder + "*")
    }
    defer { git_reference_iterator_free(iterator) }
    var tags: [GitTag] = []
    while true {
      var next: OpaquePointer?
      let status = try LibGit2.call("list the tags", accepting: [GIT_ITEROVER.rawValue]) {
        git_reference_next(&next, iterator)
      }
      guard status == 0, let next else { break }
      defer { git_reference_free(next) }
      if let tag = try tag(next) { tags.append(tag) }
    }
    tags.sort { $0.name < $1.name }
    knownTags = tags
    return tags
  }

  private static let tagFolder = "refs/tags/"

  private func tag(_ reference: OpaquePointer) throws(GitFailure) -> GitTag? {
    let name = String(String(cString: git_reference_name(reference)).dropFirst(Self.tagFolder.count))
    var commit: OpaquePointer?
    let notACommit = [GIT_EPEEL.rawValue, GIT_EINVALIDSPEC.rawValue]
    let status = try LibGit2.call("read tag `\(name)`", accepting: notACommit) {
      git_reference_peel(&commit, reference, GIT_OBJECT_COMMIT)
    }
    guard status == 0, let commit else { return nil }
    defer { git_object_free(commit) }
    return git_object_id(commit).map { GitTag(name: name, commit: ObjectID($0.pointee).hex) }
  }
}
