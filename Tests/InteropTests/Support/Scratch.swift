import FileIO
import SystemPackage

/// A directory of its own, removed with the value.
final class Scratch: Sendable {
  let path: FilePath

  init() throws {
    path = try Directory.temporary(prefix: "interop-test", in: "/tmp")
  }

  deinit {
    try? Directory.remove(path)
  }
}

extension FilePath {
  /// The whole of a text file.
  func text() throws -> String {
    String(decoding: try FileContents.read(self, limit: 16 << 20), as: UTF8.self)
  }

  func write(_ text: String) throws {
    try Directory.create(removingLastComponent())
    try FileContents.write(Array(text.utf8), to: self)
  }

  func replace(_ old: String, with new: String) throws {
    try write(text().replacing(old, with: new))
  }
}
