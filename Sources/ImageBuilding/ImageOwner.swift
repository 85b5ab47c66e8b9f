import OCIImage

/// The user that the image's programs run as, and the directory that is theirs.
struct ImageOwner: Sendable, Hashable {
  static let defaultHome = "/home/agent"

  /// `build.user`.
  var text: String
  /// Numbers; `nil` if a name is written, which only the base image can tell.
  var ids: (uid: Int64, gid: Int64)? {
    let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
    guard let name = parts.first, let uid = name == "root" ? 0 : Int64(name) else { return nil }
    // Without a group, engines take the account's own, or root's.
    return (uid, parts.count == 2 ? Int64(parts[1]) ?? 0 : 0)
  }

  /// `nil` if only the base image's /etc/passwd tells.
  var home: String? { ids.map { $0.uid == 0 ? "/root" : Self.defaultHome } }
}
