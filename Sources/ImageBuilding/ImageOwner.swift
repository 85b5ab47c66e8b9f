import Diagnostics
import OCIImage

/// The user that the image's programs run as, and the directory that is theirs.
struct ImageOwner: Sendable, Hashable {
  static let defaultHome = "/home/agent"
  /// What tables of users say of those who have no directory.
  private static let noHomes: Set = ["", "/", "/nonexistent", "/dev/null", "/var/empty"]

  /// `build.user`.
  var text: String
  /// Numbers; `nil` if a name is written, which only the base image can tell.
  var ids: (uid: Int64, gid: Int64)? { numbers.map { ($0.uid, $0.gid) } }
  /// `nil` if only the base image's /etc/passwd tells.
  private(set) var home: String?

  private struct Numbers: Hashable {
    var uid: Int64
    var gid: Int64
  }
  private var numbers: Numbers?

  init(text: String) {
    self.text = text
    let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
    // Without a group, engines take the account's own, or root's.
    guard let name = parts.first, let uid = name == "root" ? 0 : Int64(name),
      let gid = parts.count == 2 ? (parts[1] == "root" ? 0 : Int64(parts[1])) : 0
    else { return }
    numbers = Numbers(uid: uid, gid: gid)
    home = uid == 0 ? "/root" : Self.defaultHome
  }

  /// The same, with names looked up as an engine does when it starts a container.
  /// - Throws: if the base image does not know a name.
  init(text: String, in base: ImagePaths?) throws(Failure) {
    self.init(text: text)
    guard numbers == nil, !text.isEmpty else { return }
    let accounts = ImageAccounts(
      passwd: base?.accounts("/etc/passwd"), group: base?.accounts("/etc/group"))
    let user = try accounts.user(text)
    numbers = Numbers(uid: Int64(user.uid), gid: Int64(user.gid))
    let own = user.home.flatMap { $0.hasPrefix("/") && !Self.noHomes.contains($0) ? $0 : nil }
    home = own ?? (user.uid == 0 ? "/root" : Self.defaultHome)
  }
}
