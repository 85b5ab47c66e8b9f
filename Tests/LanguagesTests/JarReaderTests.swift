import FileIO
import SystemPackage
import Testing

@testable import Languages

/// A jar may come from anyone who can change a file of the repository.
@Suite("A jar") struct JarReaderTests {
  private func archive(_ files: [String: String]) throws -> [UInt8] {
    let directory = try Directory.temporary(prefix: "jar-test", in: "/tmp")
    defer { try? Directory.remove(directory) }
    for (name, text) in files {
      let path = directory.appending("files").pushing(FilePath(name))
      try Directory.create(path.removingLastComponent())
      try FileContents.write(Array(text.utf8), to: path)
    }
    let jar = directory.appending("a.jar")
    try StoredArchive.write(directory.appending("files"), to: jar, in: Project(only: directory))
    return try FileContents.read(jar, limit: 1 << 20)
  }

  @Test func `holds what was put into it, the manifest first, and is always the same`() throws {
    let files = ["b/x.txt": "one", "a.txt": "", "META-INF/MANIFEST.MF": "Manifest-Version: 1.0\r\n\r\n"]
    let bytes = try archive(files)
    #expect(try archive(files) == bytes)
    for prefix in ["", "#!/bin/sh\nexec java -jar \"$0\"\n"] {
      let jar = try JarReader(Array(prefix.utf8) + bytes)
      #expect(jar.entries.map(\.name) == ["META-INF/MANIFEST.MF", "META-INF/", "a.txt", "b/", "b/x.txt"])
      for entry in jar.entries where !entry.name.hasSuffix("/") {
        #expect(String(decoding: try jar.contents(of: entry), as: UTF8.self) == files[entry.name])
      }
    }
  }

  @Test(arguments: ["../evil1", "/evil/no1", "a/../evil", "a//evil12", "a\\evil.txt"])
  func `with a name that leads out is refused`(name: String) throws {
    // A name of the same length takes the place of a good one.
    let good = String(repeating: "x", count: name.utf8.count)
    let bytes = try archive([good: "canary"])
    let evil = bytes.replacing(Array(good.utf8), with: Array(name.utf8))
    #expect(throws: JarProblem.self) { try JarReader(evil) }
  }

  @Test func `that is damaged is refused, and never read beyond its end`() throws {
    let bytes = try archive(["a.txt": "one", "b.txt": "two"])
    for length in 0..<bytes.count { #expect(throws: JarProblem.self) { try JarReader(Array(bytes.prefix(length))) } }
    for place in bytes.indices {
      var changed = bytes
      changed[place] = 0xff
      guard let jar = try? JarReader(changed) else { continue }
      for entry in jar.entries { _ = try? jar.contents(of: entry) }
    }
    let twice = bytes.replacing(Array("b.txt".utf8), with: Array("a.txt".utf8))
    #expect(throws: JarProblem.self) { try JarReader(twice) }
  }
}
