import Diagnostics
import FileIO
import OCIImage
import SystemPackage
import Testing

@Suite("The paths of an image") struct ImagePathsTests {
  private static let attributes = LayerAttributes(modified: 0)

  private func image(_ layers: [[LayerEntry]], _ scratch: Scratch) throws -> StoredImage {
    let layout = try scratch.layout()
    let builder = LayerBuilder(layout: layout, parents: Self.attributes)
    let added = try layers.map { AddedLayer(try builder.write($0), createdBy: "test") }
    let image = try ImageAssembler(layout: layout).assemble(
      base: nil, adding: added, execution: ImageConfig.Execution(), platform: .host, created: 0)
    return try StoredImage(image.descriptor, in: layout)
  }

  private func link(_ path: String, _ target: String) -> LayerEntry {
    LayerEntry(path: path, contents: .symbolicLink(target: target), mode: 0o777, attributes: Self.attributes)
  }

  private func file(_ path: String) -> LayerEntry {
    LayerEntry(path: path, contents: .bytes([]), mode: 0o755, attributes: Self.attributes)
  }

  @Test(arguments: [
    ("/usr/bin/tool", true), ("/bin/tool", true), ("/usr/bin", true), ("/bin/alias", true), ("/bin/absolute", true),
    ("/usr/bin/../bin/./tool", true), ("/bin/broken", false), ("/bin/loop", false), ("/tool", false),
    ("/usr/bin/tool2", false),
  ])
  func `are found through links`(path: String, isThere: Bool) throws {
    let scratch = try Scratch()
    let base = [
      link("bin", "usr/bin"), file("usr/bin/tool"), link("usr/bin/alias", "tool"),
      link("usr/bin/absolute", "/usr/bin/tool"), link("usr/bin/broken", "gone"), link("usr/bin/loop", "loop"),
    ]
    let image = try image([base], scratch)
    for _ in 0..<2 {
      // The second time from the kept list.
      #expect(try ImagePaths(of: image, keptIn: scratch.path.appending("lists")).holds(path) == isThere)
    }
    #expect(try Directory.names(in: scratch.path.appending("lists")).count == 1)
  }

  @Test(arguments: [
    ("add('../../etc/passwd')", "../../etc/passwd"), ("add('a/../../b')", "a/../../b"),
    ("add('dev/sda', 'c', devmajor=8, devminor=0)", "dev/sda"),
  ])
  func `of a hostile layer are refused by the entry's name`(script: String, entry: String) throws {
    let scratch = try Scratch()
    let image = try HostileTar.image([script], in: scratch.layout())
    let failure = #expect(throws: ImageFailure.self) {
      try ImagePaths(of: image, keptIn: scratch.path.appending("lists"))
    }
    #expect(failure?.diagnostic.code == "unsafe-layer-entry")
    #expect(failure?.diagnostic.message.contains("`\(entry)`") == true)
  }

  /// Each entry of 4 KB makes 2,000 directories, whose names have 4 MB.
  @Test func `of a layer that only fills memory are refused`() throws {
    let scratch = try Scratch()
    let image = try HostileTar.image(["[add(f'{n}/' + 'd/' * 2000 + 'f') for n in range(100)]"], in: scratch.layout())
    let failure = #expect(throws: ImageFailure.self) {
      try ImagePaths(of: image, keptIn: scratch.path.appending("lists"))
    }
    #expect(failure?.diagnostic.message.contains("the names of all files") == true)
  }

  @Test func `are those of all layers`() throws {
    let scratch = try Scratch()
    let paths = try ImagePaths(
      of: image([[file("a/one")], [file("a/two"), link("one", "a/one")]], scratch), keptIn: "/dev/null/none")
    #expect(paths.holds("/a/one") && paths.holds("/a/two") && paths.holds("/one"))
  }

  @Test func `know directories, and where a file behind a link would be`() throws {
    let scratch = try Scratch()
    let base = [link("app", "srv/app"), file("srv/app/main"), link("bin", "/usr/bin"), link("new", "not/there")]
    let paths = try ImagePaths(of: image([base], scratch), keptIn: "/dev/null/none")
    #expect(paths.hasDirectory("/app") && paths.hasDirectory("srv/app") && paths.hasDirectory("/"))
    #expect(!paths.hasDirectory("/app/main") && !paths.hasDirectory("/none") && !paths.hasDirectory("/new"))
    #expect(paths.place(of: "/app/x/y") == "srv/app/x/y")
    #expect(paths.place(of: "/new/x") == "not/there/x" && paths.place(of: "opt/x") == "opt/x")
  }

  @Test func `written behind a link are where it leads`() throws {
    let scratch = try Scratch()
    let image = try HostileTar.image(["add('bin', 's', link='/usr/bin'); add('bin/tool')"], in: scratch.layout())
    let paths = try ImagePaths(of: image, keptIn: "/dev/null/none")
    #expect(paths.holds("/usr/bin/tool") && paths.holds("/bin/tool") && paths.names(in: "/usr") == ["bin"])
  }

  @Test func `below a directory that became a link are gone`() throws {
    let scratch = try Scratch()
    let paths = try ImagePaths(
      of: image([[file("a/one"), file("b/two")], [link("a", "b")]], scratch), keptIn: "/dev/null/none")
    #expect(paths.names(in: "/a") == ["two"] && !paths.holds("/a/one") && paths.holds("/a/two"))
  }

  @Test func `below a file that became a directory are there`() throws {
    let scratch = try Scratch()
    let image = try HostileTar.image(["add('a', data='x')", "add('a/b/c')"], in: scratch.layout())
    let paths = try ImagePaths(of: image, keptIn: "/dev/null/none")
    #expect(paths.hasDirectory("/a") && paths.hasDirectory("/a/b") && paths.holds("/a/b/c"))
  }

  @Test func `tell who the users are, also from the kept list`() throws {
    let scratch = try Scratch()
    let image = try HostileTar.image(
      [
        "add('etc/passwd', data='old'); add('etc/group', data='g')",
        "add('real', data='new'); add('etc/passwd', data='a:x:1:2'); add('etc/.wh.group')",
      ], in: scratch.layout())
    for _ in 0..<2 {
      let paths = try ImagePaths(of: image, keptIn: scratch.path.appending("lists"))
      #expect(paths.accounts("/etc/passwd") == "a:x:1:2" && paths.accounts("/etc/group") == nil)
      #expect(paths.accounts("/real") == nil)
    }
  }
}
