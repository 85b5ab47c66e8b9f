import FileIO
import SystemPackage
import Testing

@testable import GitHistory

@Suite("Reading packs") struct PackTests {
  /// A repository with everything in packs, and what git says of each object.
  private func packed(_ commands: [[String]]) throws -> (ScratchRepository, objects: [ObjectID: PackedObjects.Object]) {
    let scratch = try ScratchRepository()
    let lines = (1...200).map { "line \($0) of a file that changes little" }
    for number in 1...12 {
      var text = lines
      text[number * 7] = "changed \(number)"
      try scratch.write(text.joined(separator: "\n"), file: "agents/a\(number % 3)/main.py")
      try scratch.commit(
        "feat: \(number)\n\n\(String(repeating: "why ", count: number * 300))", file: "agents/x\(number)")
    }
    try scratch.git("tag", "-a", "-m", "one", "v1.0.0")
    for command in commands { try scratch.git(command, in: scratch.path) }
    // The objects themselves are no text: they go to a file.
    try scratch.git("-c", "alias.all=!git cat-file --batch --batch-all-objects >all", "all")
    return (scratch, try Self.objects(in: FileContents.read(scratch.path.appending("all"), limit: 64 << 20)))
  }

  /// Reads what `git cat-file --batch` writes: `ID type size`, a line break, the contents, a line break.
  private static func objects(in bytes: [UInt8]) throws -> [ObjectID: PackedObjects.Object] {
    let kinds: [String: PackFile.Kind] = ["commit": .commit, "tree": .tree, "blob": .file, "tag": .tag]
    var objects: [ObjectID: PackedObjects.Object] = [:]
    var rest = bytes[...]
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      let words = String(decoding: rest[..<end], as: UTF8.self).split(separator: " ").map(String.init)
      let size = try #require(Int(words[2]))
      objects[try ObjectID(parsing: words[0])] = (
        try #require(kinds[words[1]]), Array(rest[(end + 1)..<(end + 1 + size)])
      )
      rest = rest[(end + 1 + size + 1)...]
    }
    return objects
  }

  private func packs(of scratch: ScratchRepository) -> PackedObjects {
    PackedObjects(scratch.path.appending(".git/objects"))
  }

  @Test(arguments: [
    [["gc", "--quiet", "--aggressive"]],
    [["-c", "repack.useDeltaBaseOffset=false", "repack", "-q", "-a", "-d", "-f", "--depth=40", "--window=40"]],
    [["-c", "pack.depth=0", "repack", "-q", "-a", "-d", "-f"]],
    [["-c", "core.compression=0", "repack", "-q", "-a", "-d", "-F"]],
  ])
  func `every object is as git reads it`(commands: [[String]]) throws {
    let (scratch, objects) = try packed(commands)
    let packs = packs(of: scratch)
    #expect(objects.count > 60)
    for (id, expected) in objects {
      let found = try #require(packs.object(id))
      #expect(found.kind == expected.kind)
      #expect(found.contents == expected.contents)
    }
    #expect(packs.object(try ObjectID(parsing: String(repeating: "7", count: 40))) == nil)
  }

  @Test func `what is in no pack, or in one with an index of another version, is left to libgit2`() throws {
    let (scratch, objects) = try packed([["-c", "pack.indexVersion=1", "repack", "-q", "-a", "-d"]])
    let later = try scratch.commit("feat: later")
    let packs = packs(of: scratch)
    for id in objects.keys { #expect(packs.object(id) == nil) }
    #expect(packs.object(try ObjectID(parsing: later)) == nil)
    #expect(try walk(scratch).count == 13)
  }

  @Test func `several packs are one`() throws {
    let scratch = try ScratchRepository()
    for number in 1...4 {
      try scratch.commit("feat: \(number)")
      try scratch.git("repack", "-q", "-d")
    }
    let packs = packs(of: scratch)
    for id in try scratch.git("rev-list", "HEAD").split(separator: "\n") {
      #expect(packs.object(try ObjectID(parsing: String(id)))?.kind == .commit)
    }
  }

  @Test func `damage is noticed as far as git notices it, and stops nothing`() throws {
    let (scratch, objects) = try packed([["gc", "--quiet", "--aggressive"]])
    let folder = scratch.path.appending(".git/objects/pack")
    let name = try #require(try Folder.names(in: folder).first { $0.hasSuffix(".pack") })
    let whole = try FileContents.read(folder.appending(name), limit: 64 << 20)
    var generator = FixedNumbers()
    var unreadable = 0
    for _ in 0..<150 {
      var bytes = whole
      // The first bytes of the pack and its checksum at the end are not looked at.
      bytes[Int.random(in: 12..<(whole.count - 20), using: &generator)] ^=
        1 << UInt8.random(in: 0..<8, using: &generator)
      if Int.random(in: 0..<5, using: &generator) == 0 {
        bytes.removeLast(Int.random(in: 1..<whole.count, using: &generator))
      }
      try Folder.remove(folder.appending(name))
      try FileContents.write(bytes, to: folder.appending(name))
      let packs = packs(of: scratch)
      for (id, expected) in objects {
        // A bit of an entry's header can change the type or the base it names without the checksum noticing: git's
        // own `fsck` is there for that.
        guard let found = packs.object(id), found.kind == expected.kind else {
          unreadable += 1
          continue
        }
        #expect(found.contents.count == expected.contents.count)
      }
    }
    #expect(unreadable > 150)
  }

  @Test(arguments: [0, 5, 1000])
  func `marks of commits are kept apart wherever the commits lie`(limit: Int) throws {
    let scratch = try ScratchRepository()
    for number in 1...9 {
      try scratch.commit("feat: \(number)")
      // One pack, a second one that holds what the first has as well, and single files.
      if number == 3 { try scratch.git("repack", "-q", "-d") }
      if number == 6 { try scratch.git("repack", "-q", "-a") }
    }
    let ids = try scratch.git("rev-list", "--objects", "--no-object-names", "HEAD").split(separator: "\n").map {
      try ObjectID(parsing: String($0))
    }
    #expect(ids.count == 27)
    let repository = try GitRepository(discovering: scratch.path)
    #expect(ids.filter { repository.store.packedPlace(of: $0) != nil }.count == 18)
    var marks = CommitMarks(store: repository.store, limit: limit)
    for id in ids { #expect(marks[id] == 0) }
    for (number, id) in ids.enumerated() { marks[id] = UInt8(number % 16) }
    for (number, id) in ids.enumerated() { #expect(marks[id] == UInt8(number % 16)) }
    for id in ids.reversed() { marks[id] = marks[id] ^ 5 }
    for (number, id) in ids.enumerated() { #expect(marks[id] == UInt8(number % 16) ^ 5) }
  }

  static let base = Array("The quick brown fox".utf8)

  @Test(
    arguments: [
      ([19, 5, 0x91, 4, 5], "quick"), ([19, 8, 0x91, 4, 5, 3, 0x21, 0x21, 0x21], "quick!!!"), ([19, 0], ""),
      // Of another base, too short, too long, beyond the base, cut off, and the command that is reserved.
      ([18, 5, 0x91, 4, 5], nil), ([19, 6, 0x91, 4, 5], nil), ([19, 4, 0x91, 4, 5], nil), ([19, 5, 0x91, 16, 5], nil),
      ([19, 5, 0x91, 4], nil), ([19, 5, 9, 1], nil), ([19, 5, 0], nil), ([], nil), ([0xFF, 0xFF, 0xFF], nil),
    ] as [([UInt8], String?)])
  func `a difference is applied only where it fits`(delta: [UInt8], result: String?) {
    #expect(PackDelta.apply(delta, to: Self.base).map { String(decoding: $0, as: UTF8.self) } == result)
  }
}
