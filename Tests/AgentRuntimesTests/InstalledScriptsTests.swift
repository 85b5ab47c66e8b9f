import FileIO
import OCIImage
import SystemPackage
import Testing

@testable import AgentRuntimes

@Suite("Installed scripts") struct InstalledScriptsTests {
  @Test func `run by the image's Python, and RECORD knows their new hashes`() throws {
    let folder = try Folder.temporary(prefix: "scripts-test", in: "/tmp")
    defer { try? Folder.remove(folder) }
    try Folder.create(folder.appending("bin"))
    try Folder.create(folder.appending("tool-1.0.dist-info"))
    let body = "\nprint('hello')\n"
    try FileContents.write(Array("#!/home/ci/.pyenv/bin/python3.11\(body)".utf8), to: folder.appending("bin/tool"))
    try FileContents.write(Array("\u{7F}ELF binary".utf8), to: folder.appending("bin/native"))
    let record = folder.appending("tool-1.0.dist-info/RECORD")
    try FileContents.write(
      Array("../../bin/tool,sha256=old,99\ntool/__init__.py,sha256=kept,3\nRECORD,,\n".utf8), to: record)

    try InstalledScripts.makePortable(in: folder)

    let script = "#!/usr/bin/env python3\(body)"
    #expect(try read(folder.appending("bin/tool")) == script)
    #expect(try FileStatus.of(folder.appending("bin/tool"))?.permissions == 0o755)
    #expect(try read(folder.appending("bin/native")) == "\u{7F}ELF binary")
    // What `python3 -c "base64.urlsafe_b64encode(hashlib.sha256(script).digest())"` prints, without the padding.
    let hash = "mBOx1vlyxmLS0pQ7lGD-bH2TS8enbmcb6pN5Aqmf5N0"
    #expect(
      try read(record)
        == "../../bin/tool,sha256=\(hash),\(script.utf8.count)\ntool/__init__.py,sha256=kept,3\nRECORD,,\n")
  }

  private func read(_ path: FilePath) throws -> String {
    String(decoding: try FileContents.read(path, limit: 1 << 16), as: UTF8.self)
  }
}
