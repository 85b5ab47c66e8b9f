import FileIO
import OCIImage

/// Looks up programs in an unpacked image as execvp(3) does in its container.
struct ImagePrograms {
  let root: RootDirectory
  /// Of the container.
  let environment: [String: String]
  let workingDirectory: String

  /// Whether the image contains the program as an executable file.
  func contains(_ program: String) throws -> Bool {
    if program.contains("/") {
      return try isExecutable(program.hasPrefix("/") ? program : "\(workingDirectory)/\(program)")
    }
    let path = environment["PATH"] ?? "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    for directory in path.split(separator: ":") where try isExecutable("\(directory)/\(program)") { return true }
    return false
  }

  private func isExecutable(_ path: String) throws -> Bool {
    guard let status = try root.status(of: path) else { return false }
    return status.kind == .file && status.permissions & 0o111 != 0
  }
}
