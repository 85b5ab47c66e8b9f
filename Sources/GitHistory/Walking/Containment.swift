import CGit2

/// Whether a commit belongs to what a CI job was started for.
public enum Containment: Sendable, Hashable {
  case yes
  /// Everything that could be asked says no.
  case no
  /// The clone cannot tell. The reason is a clause, the remedy a hint.
  case unknown(reason: String, remedy: String)
}

extension GitRepository {
  /// Whether a commit is the CI's commit, one in its history, or one in a branch of the remote.
  ///
  /// Of branches, only what was fetched from the remote under its own name counts, `refs/remotes/REMOTE/BRANCH`: that is
  /// where CI systems and `git fetch` put it. A job can make local branches at will with `git checkout -b`, and most CI
  /// systems do so themselves. Neither `FETCH_HEAD` nor a reference under another name says what branch it was. All this
  /// finds mistakes, such as a checkout of another commit: a job that sets out to lie can write any reference.
  /// - Parameters:
  ///   - commit: all 40 digits.
  ///   - branch: without `refs/heads/`; `nil` if the job names none.
  ///   - ciCommit: the commit that the CI system names, or its first digits; `nil` if it names none.
  /// - Returns: `unknown` if nothing says yes, and something cannot be asked.
  public func containment(
    of commit: String, in branch: String?, of remote: String = "origin", orAncestorOf ciCommit: String?
  ) throws(GitFailure) -> Containment {
    let id = try ObjectID(parsing: commit)
    var answers: [Containment] = []
    if let ciCommit { answers.append(try containment(of: id, inHistoryOf: ciCommit)) }
    if !answers.contains(.yes), let branch {
      answers.append(try containment(of: id, inBranch: "refs/remotes/\(remote)/\(branch)", of: remote, branch))
    }
    if answers.contains(.yes) { return .yes }
    if answers.isEmpty {
      return .unknown(
        reason: "the job names neither a branch nor a commit", remedy: "run in a job that was started for a branch")
    }
    return answers.first { $0 != .no } ?? .no
  }

  private func containment(of id: ObjectID, inHistoryOf ciCommit: String) throws(GitFailure) -> Containment {
    let digits = ciCommit.lowercased()
    let isID = (Self.shortestID...40).contains(digits.utf8.count) && digits.utf8.allSatisfy(Self.isHexadecimal)
    guard isID else {
      return .unknown(
        reason: "`\(ciCommit)`, the commit that the job names, is not a commit id",
        remedy: "name the commit by at least \(Self.shortestID) hexadecimal digits")
    }
    if id.hex.hasPrefix(digits) { return .yes }
    guard let whole = try commitID(beginning: digits) else {
      return .unknown(
        reason: "commit `\(ciCommit)`, which the job names, is not in this clone",
        remedy: shallowRemedy ?? "fetch it: `git fetch origin \(ciCommit)`")
    }
    return try isContained(id, in: whole)
  }

  private func containment(
    of id: ObjectID, inBranch name: String, of remote: String, _ branch: String
  ) throws(GitFailure) -> Containment {
    var reference: OpaquePointer?
    let unknown = [GIT_ENOTFOUND.rawValue, GIT_EINVALIDSPEC.rawValue]
    try LibGit2.call("read `\(name)`", accepting: unknown) { git_reference_lookup(&reference, handle, name) }
    defer { git_reference_free(reference) }
    // Fetching writes an id. A symbolic reference could lead to a local branch.
    guard let reference, git_reference_type(reference) == GIT_REFERENCE_DIRECT, let tip = try self.commit(of: reference)
    else {
      return .unknown(
        reason: "`\(name)` is not in this clone",
        remedy: "fetch the branch: `git fetch \(remote) +refs/heads/\(branch):\(name)`")
    }
    return try isContained(id, in: tip)
  }

  private func isContained(_ id: ObjectID, in tip: ObjectID) throws(GitFailure) -> Containment {
    do throws(GitFailure) {
      return try isAncestor(id.hex, of: tip.hex) ? .yes : .no
    } catch {
      guard error.code == .shallowHistory else { throw error }
      return .unknown(reason: error.message, remedy: error.hints.joined(separator: ", or "))
    }
  }

  /// git itself shortens ids to four digits at least; Jenkins and Drone show seven or eight.
  private static let shortestID = 4

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
  }

  /// The one commit whose id begins so. No name is looked up: a branch may be called `cafe`.
  ///
  /// - Returns: `nil` if there is none, or several.
  private func commitID(beginning digits: String) throws(GitFailure) -> ObjectID? {
    var (id, object) = (git_oid(), OpaquePointer?.none)
    guard git_oid_fromstrn(&id, digits, digits.utf8.count) == 0 else { return nil }
    let unknown = [GIT_ENOTFOUND.rawValue, GIT_EAMBIGUOUS.rawValue]
    try LibGit2.call("look up `\(digits)`", accepting: unknown) {
      git_object_lookup_prefix(&object, handle, &id, digits.utf8.count, GIT_OBJECT_COMMIT)
    }
    defer { git_object_free(object) }
    return git_object_id(object).map { ObjectID($0.pointee) }
  }
}
