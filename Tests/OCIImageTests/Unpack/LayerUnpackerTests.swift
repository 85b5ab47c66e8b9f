import Diagnostics
import FileIO
import Glibc
import OCIImage
import SystemPackage
import Testing

@Suite("Unpacking layers") struct LayerUnpackerTests {
  /// Unpacks the layers into `root` of a new scratch directory, beside which lies `outside/secret`.
  func unpack(_ scripts: String..., mappingOwners owner: LayerUnpacker.OwnerMap? = nil) throws -> Scratch {
    let scratch = try Scratch()
    try scratch.files(["secret": "keep me"], in: "outside")
    let image = try HostileTar.image(scripts, in: scratch.layout())
    try LayerUnpacker(mappingOwners: owner).unpack(image, into: scratch.path.appending("root"))
    let outside = try Directory.names(in: scratch.path.appending("outside"))
    #expect(outside == ["secret"])
    return scratch
  }

  /// Every path below the root, directories with `/`, links with their target, files with their text.
  func tree(_ scratch: Scratch) -> [String] {
    let lines = Tool.python(
      """
      import os, sys
      os.chdir(sys.argv[1])
      for d, ds, fs in os.walk('.'):
          for n in ds + fs:
              p = os.path.relpath(os.path.join(d, n))
              if os.path.islink(p): print(p + '->' + os.readlink(p))
              elif os.path.isdir(p): print(p + '/')
              elif not os.path.isfile(p): print(p + '|')
              else: print(p + '=' + open(p).read())
      """, scratch.path.appending("root").string)
    return lines.output.split(separator: "\n").map(String.init).sorted()
  }

  @Test func `files, directories, links and pipes with their modes and times`() throws {
    let scratch = try unpack(
      """
      add('./', 'd'); add('d/', 'd', mode=0o1777, mtime=5); add('d/f', data='text', mode=0o4750, mtime=7)
      add('d/s', 's', link='/absolute/target'); add('d/h', 'h', link='d/f'); add('/abs', data='in'); add('p', 'p')
      add('implicit/deep/f')
      """)
    #expect(
      tree(scratch) == [
        "abs=in", "d/", "d/f=text", "d/h=text", "d/s->/absolute/target", "implicit/", "implicit/deep/",
        "implicit/deep/f=", "p|",
      ])
    let root = scratch.path.appending("root")
    let file = try FileStatus.of(root.pushing("d/f"))
    #expect(file?.permissions == 0o4750 && file?.linkCount == 2)
    #expect(try FileStatus.of(root.appending("d"))?.permissions == 0o1777)
    #expect(try FileStatus.of(root.pushing("implicit/deep"))?.permissions == 0o755)
    #expect(Tool.shell("stat -c %Y \(root)/d \(root)/d/f").output == "5\n7\n")
  }

  @Test func `names that are not UTF-8 keep their bytes, and whiteouts find them`() throws {
    let latin = "t.format = tarfile.GNU_FORMAT; t.encoding = 'latin-1'; "
    let scratch = try unpack(
      latin
        + "add('caf\u{e9}/', 'd'); add('caf\u{e9}/na\u{ef}ve', data='in'); add('\u{fc}ber', 's', link='caf\u{e9}'); add('\u{e4}')",
      latin + "add('.wh.\u{e4}')")
    let names = Tool.shell("cd \(scratch.path)/root && ls -b . caf*; cat caf*/na*; readlink *ber | od -An -c; rm -rf *")
    #expect(names.output.contains("caf\\351\n\\374ber\n\ncaf\\351:\nna\\357ve\n"))
    #expect(names.output.contains("in   c   a   f 351"))
  }

  // Only root may give files away.
  @Test(.enabled(if: geteuid() == 0)) func `owners are kept or mapped where asked for`() throws {
    let script = "add('f', uid=12, gid=34, mode=0o6755); add('s', 's', link='f', uid=56); add('d', 'd', gid=78)"
    let kept = try unpack(script, mappingOwners: { $0 })
    #expect(Tool.shell("cd \(kept.path)/root && stat -c '%u %g %a' f s d").output == "12 34 6755\n56 0 777\n0 78 755\n")
    let mapped = try unpack("add('d/e/f', uid=12)", mappingOwners: { $0 + 700_000 })
    #expect(
      Tool.shell("cd \(mapped.path)/root && stat -c '%u %g' . d d/e d/e/f").output
        == "700000 700000\n700000 700000\n700000 700000\n700012 700000\n")
    let dropped = try unpack(script)
    #expect(Tool.shell("stat -c '%u %g' \(dropped.path)/root/f").output == "0 0\n")
  }

  @Test(
    arguments: [
      ("a whiteout removes", ["add('d/a'); add('d/b')", "add('d/.wh.a')"], ["d/", "d/b="]),
      ("a whiteout removes directories", ["add('d/e/f'); add('x')", "add('.wh.d')"], ["x="]),
      ("a whiteout of nothing", ["add('x')", "add('none/.wh.a'); add('.wh.b')"], ["x="]),
      (
        "a whiteout spares its own layer", ["add('d/a', data='old')", "add('d/a', data='new'); add('d/.wh.a')"],
        ["d/", "d/a=new"]
      ),
      (
        "whiteout, then the name anew", ["add('d/a/b')", "add('d/.wh.a'); add('d/a', data='file')"], ["d/", "d/a=file"]
      ),
      (
        "an opaque directory, whatever the order",
        ["add('d/old'); add('d/e/old')", "add('d/e/new'); add('d/.wh..wh..opq'); add('d/new')"],
        ["d/", "d/e/", "d/e/new=", "d/new="]
      ),
      (
        "an opaque directory behind a link", ["add('real/old'); add('l', 's', link='real')", "add('l/.wh..wh..opq')"],
        ["l->real", "real/"]
      ),
      ("bookkeeping of aufs", ["add('.wh..wh.plnk', 'd'); add('.wh..wh.aufs'); add('x')"], ["x="]),
      ("a file replaces a directory", ["add('a/b/c')", "add('a', data='file')"], ["a=file"]),
      (
        "a directory replaces a link", ["add('r/f'); add('a', 's', link='r')", "add('a', 'd'); add('a/g')"],
        ["a/", "a/g=", "r/", "r/f="]
      ),
      ("a directory stays a directory", ["add('a/b')", "add('a', 'd')"], ["a/", "a/b="]),
      (
        "a link replaces a file, not its target", ["add('t', data='t'); add('a')", "add('a', 's', link='t')"],
        ["a->t", "t=t"]
      ),
      (
        "a file replaces a link, not its target",
        ["add('t', data='t'); add('a', 's', link='t')", "add('a', data='new')"], ["a=new", "t=t"]
      ),
      (
        "links on the way are followed inside", ["add('usr/bin/x'); add('bin', 's', link='usr/bin')", "add('bin/y')"],
        ["bin->usr/bin", "usr/", "usr/bin/", "usr/bin/x=", "usr/bin/y="]
      ),
      ("the overlay's deletion mark", ["add('a', 'c', devmajor=0, devminor=0); add('x')"], ["x="]),
      (
        // Where a file system gives the inode of a removed directory to the next file, as ext4 does.
        "links and directories replace directories",
        [
          "[add(f'd{n}/e', 'd', mode=0o500) for n in range(40)]",
          "[add(f'.wh.d{n}') for n in range(40)]; [add(f'd{n}', 's', link='nowhere') for n in range(40)]",
          "[add(f'.wh.d{n}') for n in range(1, 40)]; add('d0', 'd'); add('d0/e/x')",
        ], ["d0/", "d0/e/", "d0/e/x="]
      ),
      (
        "a link replaces a directory with all in it, and what follows goes where it leads",
        [
          "add('r/', 'd'); add('a/', 'd'); add('a/b/', 'd'); add('a/b/c/f'); add('a/x')",
          "add('a', 's', link='r'); add('a/b/', 'd'); add('a/b/y'); add('a/z')",
          "add('a/', 'd'); add('a/n')",
        ], ["a/", "a/n=", "r/", "r/b/", "r/b/y=", "r/z="]
      ),
      (
        "a link to nothing replaces a directory", ["add('a/b/f')", "add('a', 's', link='/gone/dir'); add('a/b/g')"],
        ["a->/gone/dir", "gone/", "gone/dir/", "gone/dir/b/", "gone/dir/b/g="]
      ),
      (
        "a link replaces a directory after what is in it",
        ["add('a/b/f')", "add('a/b/', 'd'); add('a/b/g'); add('a', 's', link='b'); add('b/h')"], ["a->b", "b/", "b/h="]
      ),
      (
        "a directory that the layer does not list replaces a file",
        ["add('a', data='old'); add('x')", "add('a/b/c', data='new'); add('a/d')"],
        ["a/", "a/b/", "a/b/c=new", "a/d=", "x="]
      ),
      ("one entry twice", ["add('a', data='1'); add('a', data='2')"], ["a=2"]),
    ] as [(String, [String], [String])])
  func `layers on top of one another`(what: String, scripts: [String], expected: [String]) throws {
    let scratch = try Scratch()
    let image = try HostileTar.image(scripts, in: scratch.layout())
    try LayerUnpacker().unpack(image, into: scratch.path.appending("root"))
    #expect(tree(scratch) == expected, "\(what)")
  }

  @Test(arguments: [
    ("add('../escape')", "../escape"), ("add('a/../../escape')", "a/../../escape"), ("add('/../escape')", "/../escape"),
    ("add('d/..', 'd')", "d/../"), ("add('h', 'h', link='../outside/secret')", "h"),
    ("add('h', 'h', link='/etc/hostname')", "h"), ("add('h', 'h', link='missing')", "h"),
    ("add('h', 'h', link='h')", "h"), ("add('null', 'c', devmajor=1, devminor=3)", "null"),
    ("add('d/.wh...')", "d/.wh..."), ("add('d/f'); add('d/.wh..')", "d/.wh.."), ("add('d/f'); add('d/.wh.')", "d/.wh."),
  ]) func `hostile entries are refused by name`(script: String, entry: String) throws {
    let error = #expect(throws: ImageFailure.self) { try unpack(script) }
    guard case .inLayer(_, .refusedEntry(let name, _)) = error else {
      Issue.record("unexpected: \(String(describing: error))")
      return
    }
    #expect(name == entry)
    #expect(error?.diagnostic.code == "unsafe-layer-entry")
    #expect(error?.diagnostic.message.hasPrefix("layer `sha256:") == true)
  }

  @Test(arguments: [
    "add('l', 's', link='../outside'); add('l/new')", "add('l', 's', link='OUTSIDE'); add('l/new')",
    "add('l', 's', link='../outside/secret'); add('l', data='overwritten')",
    "add('l', 's', link='../outside'); add('l/.wh.secret')", "add('l', 's', link='../outside'); add('l/.wh..wh..opq')",
    "add('a', 's', link='/'); add('b', 's', link='a/../../outside'); add('b/new')",
    "add('l', 's', link='../outside'); add('l', 'd'); add('l/secret', data='mine')",
    "add('d', 'd'); add('d/f'); add('d', 's', link='../outside'); add('d/g')",
    "add('l', 's', link='../outside', mode=0o777); add('l', 's', link='../outside', mtime=1)",
  ]) func `no link leads out of the root`(script: String) throws {
    let scratch = try Scratch()
    let secret = try scratch.files(["secret": "keep me"], in: "outside").appending("secret")
    let before = Tool.shell("stat -c '%a %Y' \(scratch.path)/outside \(secret)").output
    let full = script.replacing("OUTSIDE", with: scratch.path.appending("outside").string)
    let image = try HostileTar.image([full], in: scratch.layout())
    // Whether it ends inside the root or in an error, the outside stays as it was.
    try? LayerUnpacker().unpack(image, into: scratch.path.appending("root"))
    #expect(try FileContents.read(secret, limit: 100) == Array("keep me".utf8))
    #expect(try Directory.names(in: scratch.path.appending("outside")) == ["secret"])
    #expect(Tool.shell("stat -c '%a %Y' \(scratch.path)/outside \(secret)").output == before)
  }

  @Test(
    "what would exceed the limits is refused",
    arguments: [
      ("[add(f'{n}') for n in range(11)]", ImageFailure.tooManyFiles(at: "10")),
      // Directories that the layer does not list are files, too.
      ("add('a/b/c/d/e/f/g/h/i/j/k/l')", .tooManyFiles(at: "a/b/c/d/e/f/g/h/i/j/k/l")),
      ("add('a', data='x' * 60); add('b', data='x' * 60)", .tooLarge(at: "b")),
      ("add('a', data='x' * 101)", .tooLarge(at: "a")),
    ])
  func limits(script: String, failure: ImageFailure) throws {
    let scratch = try Scratch()
    let image = try HostileTar.image([script], in: scratch.layout())
    let unpacker = LayerUnpacker(limits: UnpackLimits(bytes: 100, entries: 10))
    #expect(throws: ImageFailure.inLayer(image.manifest.layers[0].digest, failure)) {
      try unpacker.unpack(image, into: scratch.path.appending("root"))
    }
  }

  @Test(arguments: ["add('a/' * 2100 + 'f')", "add('l', 's', link='a'); add('l/' + 'b/' * 2100)"])
  func `a path that is too long for the system is refused`(script: String) throws {
    let error = #expect(throws: ImageFailure.self) { try unpack(script) }
    #expect(error?.diagnostic.code == "unsafe-layer-entry")
  }

  /// Whoever removes such a tree would need as many open files, or as much stack.
  @Test func `a tree deeper than any path is refused`() throws {
    let error = #expect(throws: ImageFailure.self) {
      try unpack(
        """
        deep = 'd/' * 2000; top = ''
        for n in range(9):
            add(top + deep + 'f'); add(f'l{n}', 's', link=top + deep); top = f'l{n}/'
        """, "add('.wh.d')")
    }
    guard case .inLayer(_, .file(let failure)) = error else { return }
    #expect(failure.errno == .fileNameTooLong)
  }

  @Test(arguments: ["add('a', data='file'); add('a/b')", "add('f'); add('l', 's', link='f'); add('l/b')"])
  func `what lies below a file of the same layer, or behind a link to a file, is an error`(script: String) throws {
    let error = #expect(throws: ImageFailure.self) { try unpack(script) }
    guard case .inLayer(_, .file(let failure)) = error else { return #expect(error == nil) }
    #expect(failure.errno == .notDirectory)
  }

  @Test func `links in a circle are an error`() throws {
    let error = #expect(throws: ImageFailure.self) {
      try unpack("add('a', 's', link='b'); add('b', 's', link='a'); add('a/f')")
    }
    guard case .inLayer(_, .file(let failure)) = error else { return }
    #expect(failure.errno == .tooManySymbolicLinkLevels)
  }

  @Test func `a wrong diff id is noticed`() throws {
    let scratch = try Scratch()
    let wrong = SHA256.digest(of: [1])
    let image = try HostileTar.image(["add('a')"], in: scratch.layout(), diffIDs: [wrong])
    let error = #expect(throws: ImageFailure.self) {
      try LayerUnpacker().unpack(image, into: scratch.path.appending("root"))
    }
    guard case .inLayer(_, .wrongDiffID(expected: wrong, _)) = error else {
      Issue.record("unexpected: \(String(describing: error))")
      return
    }
  }

  @Test func `a changed blob is noticed, in the archive or after its end`() throws {
    let scratch = try Scratch()
    let layout = try scratch.layout()
    let image = try HostileTar.image(["add('a', data='x' * 5000)"], in: layout)
    let layer = image.manifest.layers[0]
    var bytes = try layout.read(layer, limit: 1 << 20)
    // The time in gzip's header: nothing but the digest can notice.
    bytes[4] ^= 1
    try FileContents.write(bytes, to: layout.blobPath(layer.digest))
    let error = #expect(throws: ImageFailure.self) {
      try LayerUnpacker().unpack(image, into: scratch.path.appending("root"))
    }
    guard case .inLayer(_, .corruptBlob) = error else {
      Issue.record("unexpected: \(String(describing: error))")
      return
    }
  }

  @Test func `directories without permission for the owner can be filled by an ordinary user`() throws {
    let scratch = try unpack("add('d', 'd', mode=0o555); add('d/f')", "add('d/g')", "add('d/.wh.f')")
    #expect(tree(scratch) == ["d/", "d/g="])
    #expect(try FileStatus.of(scratch.path.pushing("root/d"))?.permissions == 0o555)
  }

  @Test func `a directory's mode goes with the directory, not with its path`() throws {
    let scratch = try unpack(
      "add('a/b', 'd', mode=0o700); add('c/b', 'd', mode=0o711)", "add('a', 's', link='c')")
    #expect(try FileStatus.of(scratch.path.pushing("root/c/b"))?.permissions == 0o711)
  }
}
