import FileIO
import SystemPackage
import Testing

@testable import Languages

@Suite("Installed packages") struct InstalledPackagesTests {
  /// A package as pip or as uv leaves it.
  private func package(_ files: [String: String], _ body: (FilePath) throws -> Void) throws {
    let directory = try Directory.temporary(prefix: "packages-test", in: "/tmp")
    defer { try? Directory.remove(directory) }
    for (name, text) in files {
      let path = (name.hasPrefix("bin/") ? directory : Self.packages(directory)).pushing(FilePath(name))
      try Directory.create(path.removingLastComponent())
      try FileContents.write(Array(text.utf8), to: path)
    }
    try Self.normalize(directory)
    try body(directory)
  }

  private static func normalize(_ directory: FilePath) throws {
    let environment = VirtualEnvironment(directory: directory, version: "3.11")
    try InstalledPackages(environment: environment, python: "/opt/venv/bin/python").normalize()
  }

  private static func packages(_ directory: FilePath) -> FilePath {
    directory.appending("lib/python3.11/site-packages")
  }

  private func read(_ path: FilePath) throws -> String {
    String(decoding: try FileContents.read(path, limit: 1 << 16), as: UTF8.self)
  }

  @Test func `are never changed through a link`() throws {
    let directory = try Directory.temporary(prefix: "packages-test", in: "/tmp")
    defer { try? Directory.remove(directory) }
    let (outside, packages) = (directory.appending("outside"), directory.appending("packages"))
    for place in [outside, Self.packages(packages)] { try Directory.create(place) }
    for name in ["RECORD", "INSTALLER"] { try FileContents.write(Array("b\na".utf8), to: outside.appending(name)) }
    try Directory.link(Self.packages(packages).appending("evil.dist-info"), to: outside.string)
    try Self.normalize(packages)
    #expect(try Directory.names(in: outside) == ["INSTALLER", "RECORD"])
    #expect(try read(outside.appending("RECORD")) == "b\na")
  }

  @Test func `run by the image's Python, and RECORD knows their new hashes`() throws {
    let body = "\nprint('hello')\n"
    try package([
      "bin/tool": "#!/home/ci/.pyenv/bin/python3.11\(body)", "bin/native": "\u{7F}ELF binary",
      "tool-1.0.dist-info/RECORD": "tool/__init__.py,sha256=kept,3\n../../bin/tool,sha256=old,99\nRECORD,,\n",
    ]) { (directory: FilePath) throws in
      let script = "#!/opt/venv/bin/python\(body)"
      #expect(try read(directory.appending("bin/tool")) == script)
      #expect(try FileStatus.of(directory.appending("bin/tool"))?.permissions == 0o755)
      #expect(try read(directory.appending("bin/native")) == "\u{7F}ELF binary")
      // What `python3 -c "base64.urlsafe_b64encode(hashlib.sha256(script).digest())"` prints, without the padding.
      let hash = "HKMc-2-S7B0r5xNsaNKCcSH9sVYzE3nT9gVw7OCz0uY"
      #expect(
        try read(Self.packages(directory).appending("tool-1.0.dist-info/RECORD"))
          == "../../../bin/tool,sha256=\(hash),\(script.utf8.count)\nRECORD,,\ntool/__init__.py,sha256=kept,3\n")
    }
  }

  @Test func `a script whose interpreter has a long path is one line again`() throws {
    try package(["bin/tool": "#!/bin/sh\n'''exec' /very/long/python \"$0\" \"$@\"\n' '''\nimport sys\n"]) {
      (directory: FilePath) throws in
      #expect(try read(directory.appending("bin/tool")) == "#!/opt/venv/bin/python\nimport sys\n")
    }
  }

  @Test func `nothing tells who installed them, why and from where`() throws {
    let info = "tool-1.0.dist-info"
    let traces = ["INSTALLER", "REQUESTED", "direct_url.json", "uv_cache.json"]
    var files = Dictionary(uniqueKeysWithValues: traces.map { ("\(info)/\($0)", "file:///home/ci/tool") })
    files[".lock"] = ""
    files["\(info)/METADATA"] = "Name: tool\n"
    files["\(info)/RECORD"] = (traces + ["METADATA"]).map { "\(info)/\($0),sha256=x,1\n" }.joined()
    try package(files) { (directory: FilePath) throws in
      #expect(try Directory.names(in: Self.packages(directory)) == [info])
      #expect(try Directory.names(in: Self.packages(directory).appending(info)) == ["METADATA", "RECORD"])
      #expect(try read(Self.packages(directory).appending("\(info)/RECORD")) == "\(info)/METADATA,sha256=x,1\n")
    }
  }

  @Test func `commands are the same whichever tool wrote them`() throws {
    let entryPoints = "[console_scripts]\ntool = tool.cli:main\nadmin=tool.cli:Admin.run [extra]\n[other]\nx = y:z\n"
    try package([
      "bin/tool": "#!/a/python\nby uv", "bin/admin": "#!/a/python\nby uv",
      "tool-1.0.dist-info/RECORD": "../../../bin/tool,,\n",
      "tool-1.0.dist-info/entry_points.txt": entryPoints,
    ]) { (directory: FilePath) throws in
      #expect(
        try read(directory.appending("bin/admin")) == """
          #!/opt/venv/bin/python
          import sys
          from tool.cli import Admin
          if __name__ == "__main__":
              sys.exit(Admin.run())

          """)
      #expect(try read(directory.appending("bin/tool")).contains("from tool.cli import main\n"))
      // A command nobody installed is not made up.
      #expect(try Directory.names(in: directory.appending("bin")) == ["admin", "tool"])
    }
  }
}
