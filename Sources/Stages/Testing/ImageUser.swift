import Diagnostics
import OCIImage
import Sandbox

/// The user that an image's configuration names: `user`, `uid`, `user:group`, `uid:gid` (OCI image-spec, config.md).
enum ImageUser {
  static let accountFileLimit = 1 << 20

  static func resolve(_ text: String, in root: RootDirectory) throws -> SandboxSpecification.User {
    guard !text.isEmpty else { return .root }
    let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
    let accounts = try lines(of: "/etc/passwd", in: root)
    let account = accounts.first { $0.count >= 4 && ($0[0] == parts[0] || $0[2] == parts[0]) }
    guard let uid = UInt32(parts[0]) ?? account.flatMap({ UInt32($0[2]) }) else {
      throw unknown(text, "user", parts[0])
    }
    guard parts.count == 2 else {
      // Without a group: the account's own, else root's, as in runc.
      return SandboxSpecification.User(uid: uid, gid: account.flatMap { UInt32($0[3]) } ?? 0)
    }
    let group = try lines(of: "/etc/group", in: root).first { $0.count >= 3 && $0[0] == parts[1] }
    guard let gid = UInt32(parts[1]) ?? group.flatMap({ UInt32($0[2]) }) else { throw unknown(text, "group", parts[1]) }
    return SandboxSpecification.User(uid: uid, gid: gid)
  }

  private static func lines(of file: String, in root: RootDirectory) throws -> [[String]] {
    let contents = try root.read(file, limit: accountFileLimit) ?? []
    return String(decoding: contents, as: UTF8.self).split(whereSeparator: \.isNewline).map { line in
      line.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    }
  }

  private static func unknown(_ text: String, _ kind: String, _ name: String) -> Failure {
    Failure(
      .agent, "unknown-image-user", "the image runs as `\(text)`, but has no \(kind) `\(name)`",
      hints: ["set `spec.pipeline.build.user` to numeric IDs, such as `65532:65532`"])
  }
}
