import AgentManifest
import Diagnostics
import FileIO
import OCIImage

/// One file check: what the image contains at a path.
struct FileChecker {
  static let sizeLimit = 16 << 20

  let check: FileCheck
  let root: RootDirectory

  func problem() throws -> CheckProblem? {
    let path = check.path.value
    guard let status = try root.status(of: path) else {
      return check.exists ? CheckProblem("`\(path)` does not exist in the image") : nil
    }
    guard check.exists else { return CheckProblem("`\(path)` exists in the image") }
    if let mode = check.mode, UInt16(mode, radix: 8) != status.permissions {
      return CheckProblem("`\(path)` has mode \(octal(status.permissions)), expected \(mode)")
    }
    guard !check.contains.isEmpty else { return nil }
    guard status.kind == .file, let contents = try root.read(path, limit: Self.sizeLimit) else {
      return CheckProblem("`\(path)` is not a file")
    }
    let text = String(decoding: contents, as: UTF8.self)
    let missing = check.contains.filter { !text.contains($0) }
    return missing.isEmpty
      ? nil : CheckProblem("`\(path)` does not contain \(missing.map { "`\($0)`" }.joined(separator: ", "))")
  }

  private func octal(_ mode: UInt16) -> String {
    let digits = String(mode, radix: 8)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}
