import FileIO
import OCIImage
import SystemPackage
import Testing

@Suite("Reading tar archives") struct TarReaderTests {
  @Test(arguments: ["GNU", "PAX", "USTAR"]) func `archives of Python's tarfile`(format: String) throws {
    let scratch = try Scratch()
    let file = scratch.path.appending("a.tar")
    let made = Tool.python(
      """
      import sys, tarfile, io
      t = tarfile.open(sys.argv[1], 'w', format=getattr(tarfile, sys.argv[2] + '_FORMAT'),
                       pax_headers={'comment': 'global'} if sys.argv[2] == 'PAX' else {})
      long = 'd' * 120 + '/' + 'n' * 90
      def add(name, kind, data=b'', **fields):
          i = tarfile.TarInfo(name); i.type = kind; i.size = len(data)
          for k, v in fields.items(): setattr(i, k, v)
          t.addfile(i, io.BytesIO(data))
      add(long, tarfile.REGTYPE, b'x' * 513, mode=0o600, mtime=12)
      add('sym', tarfile.SYMTYPE, linkname='l' * 100)
      add('hard', tarfile.LNKTYPE, linkname='f')
      add('dir', tarfile.DIRTYPE, mode=0o1777)
      add('dev', tarfile.CHRTYPE, devmajor=1, devminor=3)
      if sys.argv[2] != 'USTAR': add('big', tarfile.REGTYPE, uid=1 << 31, mtime=-5)
      t.close()
      """, file.string, format)
    try #require(made.status == 0, "\(made.output)")
    let entries = try TarReader(OpenFile.reading(file)).all()
    let long = String(repeating: "d", count: 120) + "/" + String(repeating: "n", count: 90)
    #expect(entries.map(\.entry.name).prefix(5) == [long, "sym", "hard", "dir/", "dev"])
    #expect(entries[0].contents == [UInt8](repeating: UInt8(ascii: "x"), count: 513))
    #expect(entries[0].entry.mode == 0o600 && entries[0].entry.modified == 12)
    #expect(entries[1].entry.linkTarget.count == 100)
    #expect(entries[3].entry.mode == 0o1777)
    #expect(entries[4].entry.kind == .characterDevice(major: 1, minor: 3))
    if format != "USTAR" {
      #expect(entries[5].entry.uid == 1 << 31)
      #expect(entries[5].entry.modified == -5)
    }
  }

  @Test func `GNU long names and links`() throws {
    let scratch = try Scratch()
    try scratch.files([String(repeating: "e", count: 200) + "/f": "x"])
    let made = Tool.shell(
      "cd \(scratch.path)/src && ln -s \(String(repeating: "t", count: 200)) l && tar --format=gnu -cf ../a.tar *")
    try #require(made.status == 0)
    let entries = try TarReader(OpenFile.reading(scratch.path.appending("a.tar"))).all().map(\.entry)
    #expect(entries.map(\.path.count) == [201, 202, 1])
    #expect(entries[2].linkTarget.count == 200)
  }

  static let good = [TarWriterTests.file("a", [1, 2, 3]), TarWriterTests.file("é", [4])]

  @Test(arguments: [1, 100, 511, 513, 600, 1100, 1600, 2100, 2600])
  func `an archive that is cut off is an error or ends between entries`(length: Int) throws {
    let archive = try TarWriterTests.archive(Self.good).prefix(length)
    #expect(throws: ImageFailure.self) { try TarReader(MemorySource(Array(archive))).all() }
  }

  @Test func `a changed header is noticed by its checksum`() throws {
    for index in [0, 100, 130, 156, 257, 400] {
      var archive = try TarWriterTests.archive(Self.good)
      archive[index] ^= 0x01
      #expect(throws: ImageFailure.self) { try TarReader(MemorySource(archive)).all() }
    }
  }

  @Test(arguments: [
    ("5 a=b\n", "a malformed pax record follows it"), ("7 path=\n", "a malformed pax record follows it"),
    ("999999999999 path=a\n", "a malformed pax record follows it"),
    ("9 nothing\n", "a malformed pax record follows it"),
    ("10 noteql\n", "a pax record without a value follows it"), ("8 size=x", "a malformed pax record follows it"),
    ("10 size=x\n", "its pax `size` is not a number"), ("11 path=a\0\n", "the next name has a zero byte"),
    ("23 GNU.sparse.major=1\n", "a malformed pax record follows it"),
    ("22 GNU.sparse.major=1\n", "sparse entries are not supported"),
  ]) func `malformed pax records are refused`(record: String, problem: String) throws {
    #expect(throws: ImageFailure.malformedArchive(entry: "before", problem: problem)) {
      try TarReader(MemorySource(Self.withExtension(record))).all()
    }
  }

  @Test func `an extended header without end is not read into memory`() throws {
    #expect(throws: ImageFailure.malformedArchive(entry: "before", problem: "an extended header of 8589934591 bytes")) {
      try TarReader(MemorySource(Self.withExtension("", size: 8_589_934_591))).all()
    }
  }

  /// A file, and after it an extended header with these contents.
  static func withExtension(_ record: String, size: Int64? = nil) throws -> [UInt8] {
    let contents = Array(record.utf8)
    let before = try TarWriterTests.archive([TarWriterTests.file("before")]).prefix(512)
    let file = TarEntry(path: [120], kind: .file, mode: 0, size: size ?? Int64(contents.count))
    let sink = MemorySink()
    try? TarWriter(to: sink).add(file, contents: MemorySource(contents))
    var block = sink.bytes
    // Another type, and the checksum with it.
    block[156] = UInt8(ascii: "x")
    let sum = String(
      block[..<148].reduce(0) { $0 + Int($1) } + block[156..<512].reduce(0) { $0 + Int($1) } + 256, radix: 8)
    let digits = String(repeating: "0", count: 6 - sum.count) + sum
    block.replaceSubrange(148..<156, with: Array((digits + "\0 ").utf8))
    return try before + block + TarWriterTests.archive([TarWriterTests.file("after")])
  }
}
