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

/// A tag whose commit is not known: its object is missing or damaged, or the file that names it is.
public struct UnreadableTag: Sendable, Hashable {
  /// Without `refs/tags/`.
  public var name: String
  /// Why, as a clause.
  public var reason: String
}

extension GitRepository {
  /// All tags, sorted by name; those that name a tree or a file instead of a commit are left out.
  ///
  /// - Parameter isNeeded: whether the answer would be wrong without a tag of this name.
  /// - Throws: if a tag that is needed cannot be read. The others that cannot are left out, see `unreadableTags()`.
  public func tags(needing isNeeded: (_ name: String) -> Bool = { _ in true }) throws(GitFailure) -> [GitTag] {
    let list = try tagList()
    if let broken = list.unreadable.first(where: { isNeeded($0.name) }) {
      throw GitFailure(
        .other, "the tag `\(broken.name)` cannot be read: \(broken.reason)",
        hints: [
          "fetch it again: `git update-ref -d refs/tags/\(broken.name)`, then `git fetch --tags`",
          "look for damage with `git fsck`, or clone again",
        ])
    }
    return list.tags
  }

  /// The tags that are left out because they cannot be read, sorted by name.
  public func unreadableTags() throws(GitFailure) -> [UnreadableTag] { try tagList().unreadable }

  private func tagList() throws(GitFailure) -> (tags: [GitTag], unreadable: [UnreadableTag]) {
    if let knownTags { return knownTags }
    let references = try references(in: "refs/tags/")
    let list = (
      tags: references.found.map { GitTag(name: $0.name, commit: $0.commit) },
      unreadable: references.unreadable.map { UnreadableTag(name: $0.name, reason: $0.failure.message) }
    )
    knownTags = list
    return list
  }
}
