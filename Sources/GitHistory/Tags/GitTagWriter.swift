import CGit2

/// Who makes a tag.
public struct GitIdentity: Sendable, Hashable {
  public var name: String
  public var email: String

  public init(name: String, email: String) {
    self.name = name
    self.email = email
  }
}

/// The result of making or pushing a tag.
public enum GitTagOutcome: Sendable, Hashable {
  case written
  /// The tag was already on the same commit.
  case unchanged
}

extension GitRepository {
  /// Makes an annotated tag in this repository.
  ///
  /// - Parameters:
  ///   - name: without `refs/tags/`.
  ///   - tagger: used if git's own configuration names no one.
  ///   - time: seconds since 1970; now if `nil`.
  /// - Returns: `unchanged` if the tag, annotated or not, is already on this commit.
  /// - Throws: `git-tag-taken` if it is on another commit.
  public func createTag(
    _ name: String, on commit: String, message: String, tagger: GitIdentity, overridesConfiguration: Bool = false,
    time: Int64? = nil
  ) throws(GitFailure) -> GitTagOutcome {
    if let found = try tagCommit(name) {
      guard found == commit else { throw .tagTaken(name, by: found, in: "this repository") }
      return .unchanged
    }
    var oid = try ObjectID(parsing: commit).oid
    let target = try LibGit2.handle("read commit `\(commit)`") {
      git_object_lookup(&$0, handle, &oid, GIT_OBJECT_COMMIT)
    }
    defer { git_object_free(target) }
    let signature = try signature(tagger, overridesConfiguration: overridesConfiguration, time: time)
    defer { git_signature_free(signature) }
    var created = git_oid()
    knownTags = nil
    try LibGit2.call("create tag `\(name)`") { git_tag_create(&created, handle, name, target, signature, message, 0) }
    return .written
  }

  /// Removes a tag that `createTag` made.
  public func removeTag(_ name: String) throws(GitFailure) {
    knownTags = nil
    try LibGit2.call("remove tag `\(name)`") { git_tag_delete(handle, name) }
  }

  /// The commit of a tag, or `nil` if there is no such tag.
  func tagCommit(_ name: String) throws(GitFailure) -> String? {
    var reference: OpaquePointer?
    let status = try LibGit2.call("look for tag `\(name)`", accepting: [GIT_ENOTFOUND.rawValue]) {
      git_reference_lookup(&reference, handle, "refs/tags/\(name)")
    }
    guard status == 0, let reference else { return nil }
    defer { git_reference_free(reference) }
    return try commit(of: reference)?.hex
  }

  private func signature(
    _ fallback: GitIdentity, overridesConfiguration: Bool, time: Int64?
  ) throws(GitFailure) -> UnsafeMutablePointer<git_signature> {
    var identity = fallback
    var configured: UnsafeMutablePointer<git_signature>?
    // Fails if `user.name` or `user.email` is unset.
    if !overridesConfiguration, git_signature_default(&configured, handle) == 0, let configured {
      identity = GitIdentity(
        name: String(cString: configured.pointee.name), email: String(cString: configured.pointee.email))
      git_signature_free(configured)
    }
    var signature: UnsafeMutablePointer<git_signature>?
    try LibGit2.call("name the tagger") {
      if let time { return git_signature_new(&signature, identity.name, identity.email, time, 0) }
      return git_signature_now(&signature, identity.name, identity.email)
    }
    guard let signature else { throw GitFailure(.other, "cannot name the tagger") }
    return signature
  }
}

extension GitFailure {
  static func tagTaken(_ name: String, by commit: String, in place: String) -> GitFailure {
    GitFailure(
      .tagTaken, "tag `\(name)` exists in \(place) on another commit, `\(commit.prefix(GitCommit.shortLength))`",
      hints: [
        "if another run was first, fetch the tags and run again for the next version",
        "remove a tag that was created by mistake with `git push --delete REMOTE \(name)` and `git tag -d \(name)`",
      ])
  }
}
