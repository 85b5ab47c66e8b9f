import Diagnostics
import FileIO
import SystemPackage

/// Reads the end of a log, however long the log is.
enum LogTail {
  /// - Parameter limit: bytes.
  /// - Returns: `nil` if the log cannot be read or is empty.
  static func read(_ path: FilePath, limit: Int) -> String? {
    guard let file = try? FileDescriptor.open(path, .readOnly, options: .closeOnExec) else { return nil }
    defer { try? file.close() }
    guard let size = try? file.seek(offset: 0, from: .end), size > 0 else { return nil }
    let offset = max(0, size - Int64(limit))
    var bytes = [UInt8](repeating: 0, count: Int(size - offset))
    guard let count = try? bytes.withUnsafeMutableBytes({ try file.read(fromAbsoluteOffset: offset, into: $0) }) else {
      return nil
    }
    var text = String(decoding: bytes[..<count], as: UTF8.self)
    // A partial first line is left out.
    if offset > 0, let end = text.firstIndex(of: "\n") { text = String(text[text.index(after: end)...]) }
    return text
  }

  /// Cuts a finished log down to its end and hides the secrets in it.
  /// - Parameter limit: bytes.
  static func shorten(_ path: FilePath, to limit: Int, _ redactor: Redactor) {
    guard let text = read(path, limit: limit) else { return }
    // A log that cannot be rewritten stays as it is: the stage's verdict does not depend on it.
    try? FileContents.write(Array(redactor(text).utf8), to: path)
  }
}
