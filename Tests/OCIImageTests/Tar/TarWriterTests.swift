import FileIO
import OCIImage
import SystemPackage
import Testing

@Suite("Tar archives") struct TarWriterTests {
  /// Names around the borders of the ustar fields: 100 for the name, 155 for the prefix, 256 for both and their slash.
  static let names: [String] = {
    let flat = [1, 99, 100, 101, 155, 156, 255].map { String(repeating: "n", count: $0) }
    let nested = [99, 100, 101, 155, 156, 157, 254, 255, 256, 257, 300, 1000].map { length in
      String(String(repeating: "directory-x/", count: length / 9 + 1).prefix(length - 1)).replacingLastSlash() + "f"
    }
    let split = [(155, 100), (155, 101), (156, 100), (154, 101)].map { prefix, name in
      String(repeating: "p", count: prefix) + "/" + String(repeating: "n", count: name)
    }
    return flat + nested + split + ["größe/日本語", "with space", "new\nline", "back\\slash", "-dash", "é" + flat[3]]
  }()

  static func archive(_ entries: [(TarEntry, [UInt8])]) throws -> [UInt8] {
    let sink = MemorySink()
    let tar = TarWriter(to: sink)
    for (entry, contents) in entries { try tar.add(entry, contents: MemorySource(contents)) }
    try tar.finish()
    return sink.bytes
  }

  static func file(_ path: String, _ contents: [UInt8] = []) -> (TarEntry, [UInt8]) {
    (TarEntry(path: Array(path.utf8), kind: .file, mode: 0o644, size: Int64(contents.count)), contents)
  }

  @Test(arguments: names) func `names of every length come back`(name: String) throws {
    let entries = try TarReader(MemorySource(Self.archive([Self.file(name, [1, 2, 3]), Self.file("last")]))).all()
    #expect(entries.map(\.entry.name) == [name, "last"])
    #expect(entries[0].contents == [1, 2, 3])
  }

  @Test(arguments: names) func `directories and links of every length come back`(name: String) throws {
    let archive = try Self.archive([
      (TarEntry(path: Array(name.utf8), kind: .directory, mode: 0o755), []),
      (TarEntry(path: Array("link".utf8), kind: .symbolicLink, mode: 0o777, linkTarget: Array(name.utf8)), []),
    ])
    let entries = try TarReader(MemorySource(archive)).all().map(\.entry)
    #expect(entries.map(\.name) == [name + "/", "link"])
    #expect(entries.map(\.kind) == [.directory, .symbolicLink])
    #expect(entries[1].linkTarget == Array(name.utf8))
  }

  @Test(arguments: [0, 1, 511, 512, 513, 1023, 1024, 1025, 300_000])
  func `contents of every size come back, in whole blocks`(size: Int) throws {
    let contents = (0..<size).map { UInt8(truncatingIfNeeded: $0) }
    let archive = try Self.archive([Self.file("a", contents), Self.file("b")])
    #expect(archive.count % 512 == 0)
    #expect(archive.suffix(1024).allSatisfy { $0 == 0 })
    let entries = try TarReader(MemorySource(archive)).all()
    #expect(entries.map(\.contents) == [contents, []])
  }

  @Test(
    arguments: [
      (0, 0, 0), (2_097_151, 2_097_151, 8_589_934_591), (2_097_152, 4_294_967_294, 8_589_934_592), (1, 1, -1),
    ] as [(Int64, Int64, Int64)])
  func `owners and times beyond ustar's fields come back`(uid: Int64, gid: Int64, time: Int64) throws {
    let entry = TarEntry(path: Array("a".utf8), kind: .file, mode: 0o6755, uid: uid, gid: gid, modified: time)
    #expect(try TarReader(MemorySource(Self.archive([(entry, [])]))).all().map(\.entry) == [entry])
  }

  @Test func `an extended header is written only where ustar cannot hold a value`() throws {
    let short = try Self.archive([
      Self.file(String(repeating: "p", count: 155) + "/" + String(repeating: "n", count: 100))
    ])
    #expect(short.count == 3 * 512)
    #expect(try Self.archive([Self.file("é")]).count == 5 * 512)
  }

  @Test func `contents that do not have the announced size are an error`() throws {
    let entry = TarEntry(path: Array("a".utf8), kind: .file, mode: 0o644, size: 3)
    for contents in [[1, 2], [1, 2, 3, 4]] as [[UInt8]] {
      #expect(throws: ImageFailure.self) {
        try TarWriter(to: MemorySink()).add(entry, contents: MemorySource(contents))
      }
    }
  }

  @Test(arguments: ["tar --quoting-style=literal -tf", "bsdtar -tf"])
  func `GNU tar and bsdtar list the same names`(command: String) throws {
    let scratch = try Scratch()
    let names = Self.names.filter { !$0.contains("\n") && !$0.contains("\\") }
    let file = scratch.path.appending("a.tar")
    try FileContents.write(Self.archive(names.map { Self.file($0, [7]) }), to: file)
    let listed = Tool.shell("LC_ALL=C.UTF-8 \(command) \(file)")
    #expect(listed.status == 0)
    #expect(listed.output == names.map { $0 + "\n" }.joined())
  }

  @Test func `Python's tarfile reads every field`() throws {
    let scratch = try Scratch()
    let entry = TarEntry(
      path: Array("größe/\(String(repeating: "n", count: 200))".utf8), kind: .file, mode: 0o4755, uid: 3_000_000,
      gid: 7, modified: 1_700_000_000, size: 2)
    let link = TarEntry(path: Array("l".utf8), kind: .hardLink, mode: 0o644, linkTarget: entry.path)
    let file = scratch.path.appending("a.tar")
    try FileContents.write(Self.archive([(entry, [65, 66]), (link, [])]), to: file)
    let read = Tool.python(
      """
      import sys, tarfile
      t = tarfile.open(sys.argv[1])
      f, l = t.getmembers()
      print(f.name, oct(f.mode), f.uid, f.gid, f.mtime, f.size, t.extractfile(f).read().decode(), f.uname + f.gname)
      print(l.islnk(), l.linkname == f.name)
      """, file.string)
    #expect(read.output == "\(entry.name) 0o4755 3000000 7 1700000000 2 AB \nTrue True\n")
  }
}

extension String {
  fileprivate func replacingLastSlash() -> String { hasSuffix("/") ? dropLast() + "x" : self }
}
