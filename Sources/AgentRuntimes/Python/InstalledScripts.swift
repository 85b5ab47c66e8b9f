import FileIO
import FoundationEssentials
import Glibc
import OCIImage
import SystemPackage

/// Makes the commands that pip installed run in the image instead of on the host.
enum InstalledScripts {
  /// Scripts are a few lines; a binary among them is larger and has no shebang of Python.
  static let sizeLimit = 64 << 20
  static let shebang = "#!/usr/bin/env python3"

  /// Points the shebangs in `bin` at the image's Python, and writes the changed hashes into the packages' RECORD
  /// (the packaging specification "Recording installed projects").
  static func makePortable(in folder: FilePath) throws {
    let scripts = folder.appending("bin")
    guard try FileStatus.of(scripts)?.kind == .folder else { return }
    var changed: [String: [UInt8]] = [:]
    for name in try Folder.names(in: scripts) {
      let path = scripts.appending(name)
      guard try FileStatus.of(path)?.kind == .file else { continue }
      let contents = try FileContents.read(path, limit: sizeLimit)
      guard contents.starts(with: Array("#!".utf8)), let end = contents.firstIndex(of: UInt8(ascii: "\n")),
        String(decoding: contents[..<end], as: UTF8.self).contains("python")
      else { continue }
      let portable = Array(shebang.utf8) + contents[end...]
      try FileContents.write(
        portable, to: path, permissions: [.ownerReadWriteExecute, .groupReadExecute, .otherReadExecute])
      changed[name] = portable
    }
    guard !changed.isEmpty else { return }
    for name in try Folder.names(in: folder) where name.hasSuffix(".dist-info") {
      let record = folder.appending(name).appending("RECORD")
      guard try FileStatus.of(record)?.kind == .file else { continue }
      let text = String(decoding: try FileContents.read(record, limit: sizeLimit), as: UTF8.self)
      let updated = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
        updatedRow(String(line), changed) ?? String(line)
      }
      try FileContents.write(Array(updated.joined(separator: "\n").utf8), to: record)
    }
  }

  /// A row is `path,sha256=HASH,size`; pip writes a script's path as `../../bin/NAME` or `bin/NAME`.
  private static func updatedRow(_ row: String, _ changed: [String: [UInt8]]) -> String? {
    let fields = row.split(separator: ",", omittingEmptySubsequences: false)
    guard fields.count == 3, let path = fields.first.map({ FilePath(String($0)) }),
      path.removingLastComponent().lastComponent?.string == "bin",
      let name = path.lastComponent?.string, let contents = changed[name]
    else { return nil }
    let hash = Data(SHA256.digest(of: contents).bytes).base64EncodedString()
      .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    return "\(fields[0]),sha256=\(hash),\(contents.count)\(fields[2].hasSuffix("\r") ? "\r" : "")"
  }
}
