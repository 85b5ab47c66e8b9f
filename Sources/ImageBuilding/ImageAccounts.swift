public import Diagnostics

/// The users and groups of an image: passwd(5) and group(5).
public struct ImageAccounts: Sendable {
  /// A user of the image, as its configuration names him.
  public struct User: Sendable, Hashable {
    public var uid: UInt32
    public var gid: UInt32
    /// As the table of users has it; `nil` if it is not in the table.
    public var home: String?
  }

  private let users: [[Substring]]
  private let groups: [[Substring]]

  /// - Parameters:
  ///   - passwd: the text of /etc/passwd; `nil` if there is none.
  ///   - group: that of /etc/group.
  public init(passwd: String?, group: String?) {
    func lines(_ text: String?) -> [[Substring]] {
      (text ?? "").split(whereSeparator: \.isNewline).map { $0.split(separator: ":", omittingEmptySubsequences: false) }
    }
    (users, groups) = (lines(passwd), lines(group))
  }

  /// - Parameter text: `user`, `uid`, `user:group`, `uid:gid` (OCI image-spec, config.md). Empty is root.
  public func user(_ text: String) throws(Failure) -> User {
    let parts = (text.isEmpty ? "0:0" : text).split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let account = users.first { $0.count >= 4 && ($0[0] == parts[0] || $0[2] == parts[0]) }
    guard let uid = UInt32(parts[0]) ?? account.flatMap({ UInt32($0[2]) }) else {
      throw Self.unknown(text, "user", parts[0])
    }
    let home = account.flatMap { $0.count >= 6 ? String($0[5]) : nil }
    guard parts.count == 2 else {
      // Without a group: the account's own, else root's, as in runc.
      return User(uid: uid, gid: account.flatMap { UInt32($0[3]) } ?? 0, home: home)
    }
    let group = groups.first { $0.count >= 3 && $0[0] == parts[1] }
    guard let gid = UInt32(parts[1]) ?? group.flatMap({ UInt32($0[2]) }) else {
      throw Self.unknown(text, "group", parts[1])
    }
    return User(uid: uid, gid: gid, home: home)
  }

  private static func unknown(_ text: String, _ kind: String, _ name: Substring) -> Failure {
    Failure(
      .agent, "unknown-image-user", "the image runs as `\(text)`, but has no \(kind) `\(name)`",
      hints: ["set `spec.pipeline.build.user` to numeric IDs, such as `65532:65532`"])
  }
}
