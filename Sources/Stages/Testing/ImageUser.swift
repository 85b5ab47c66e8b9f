import ImageBuilding
import OCIImage
import Sandbox

/// The user that an image's configuration names.
enum ImageUser {
  static let accountFileLimit = 1 << 20

  static func resolve(_ text: String, in root: RootDirectory) throws -> SandboxSpecification.User {
    func contents(_ file: String) throws -> String? {
      try root.read(file, limit: accountFileLimit).map { String(decoding: $0, as: UTF8.self) }
    }
    let accounts = ImageAccounts(passwd: try contents("/etc/passwd"), group: try contents("/etc/group"))
    let user = try accounts.user(text)
    return SandboxSpecification.User(uid: user.uid, gid: user.gid)
  }
}
