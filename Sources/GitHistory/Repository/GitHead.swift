import CGit2

/// The commit that is checked out.
public struct GitHead: Sendable, Hashable {
  /// 40 lower-case hexadecimal digits.
  public var commit: String
  /// Seconds since 1970.
  public var committerTime: Int64
  /// `nil` if HEAD is detached, as most CI systems leave it.
  public var branch: String?

  public var shortCommit: String { String(commit.prefix(GitCommit.shortLength)) }
}

extension GitRepository {
  /// - Throws: `no-commits` on a branch without a commit.
  public func head() throws(GitFailure) -> GitHead {
    var reference: OpaquePointer?
    let unborn = [GIT_EUNBORNBRANCH.rawValue, GIT_ENOTFOUND.rawValue]
    let status = try LibGit2.call("read HEAD", accepting: unborn) { git_repository_head(&reference, handle) }
    guard status == 0, let reference else {
      throw GitFailure(.noCommits, "the repository has no commit yet", hints: ["commit the agent first"])
    }
    defer { git_reference_free(reference) }
    guard let id = try commit(of: reference) else { throw GitFailure(.noCommits, "HEAD does not name a commit") }
    let isBranch = git_reference_is_branch(reference) == 1
    return GitHead(
      commit: id.hex, committerTime: try intactCommit(id).time,
      branch: isBranch ? git_reference_shorthand(reference).map { String(cString: $0) } : nil)
  }
}
