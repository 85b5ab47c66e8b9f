import Diagnostics
import FileIO
import Glibc
import SystemPackage
import Testing

/// A repository prepares the place where the tool is going to write.
@Suite("Directory.claim") struct ClaimTests {
  private let root: FilePath
  private var chosen: FilePath { root.appending("agent") }

  init() throws {
    root = try Directory.temporary(prefix: "claim-test", in: "/tmp")
    for name in ["agent/real", "outside"] { try Directory.create(root.appending(FilePath(name).components)) }
  }

  /// - Parameter link: below the agent's directory, to the directory outside.
  private func prepare(_ link: String) throws -> FilePath {
    let path = chosen.appending(FilePath(link).components)
    try Directory.create(path.removingLastComponent())
    try Directory.link(path, to: root.appending("outside").string)
    return path
  }

  @Test(arguments: [
    ("a", "a"), ("a", "a/b"), ("a/b", "a/b"), ("a/b", "a/b/c/d"), ("real/x", "real/x/logs"),
  ])
  func `refuses a link wherever it is below the chosen directory`(link: String, path: String) throws {
    defer { try? Directory.remove(root) }
    let link = try prepare(link)
    #expect(throws: FileFailure("use", link, .notDirectory, because: .symbolicLink)) {
      try Directory.claim(chosen.appending(FilePath(path).components), below: [chosen])
    }
    #expect(try Directory.names(in: root.appending("outside")).isEmpty)
  }

  @Test func `creates what is missing, and follows the links that the user chose`() throws {
    defer { try? Directory.remove(root) }
    try Directory.link(root.appending("current"), to: "agent")
    let current = root.appending("current")
    try Directory.claim(current.appending("work").appending("logs"), below: [root.appending("other"), current])
    #expect(try FileStatus.of(chosen.appending("work").appending("logs"))?.kind == .directory)
  }

  @Test func `the repository counts where nothing was chosen`() throws {
    defer { try? Directory.remove(root) }
    try Directory.create(chosen.appending(".git"))
    _ = try prepare("out")
    #expect(throws: FileFailure.self) { try Directory.claim(chosen.appending("out"), below: []) }
    // Elsewhere the path itself was chosen.
    try Directory.link(root.appending("elsewhere"), to: "outside")
    try Directory.claim(root.appending("elsewhere"), below: [chosen])
  }

  @Test(.enabled(if: getuid() == 0, "only root can give directories away"))
  func `refuses the directory of a stranger, not the one of who owns the place`() throws {
    defer { try? Directory.remove(root) }
    let work = chosen.appending("work")
    try Directory.create(work)
    chown(work.string, 65534, 65534)
    #expect(throws: FileFailure("use", work, .notPermitted, because: .foreignOwner(65534))) {
      try Directory.claim(work, below: [chosen])
    }
    chown(chosen.string, 65534, 65534)
    try Directory.claim(work, below: [chosen])
  }

  @Test func `refuses a file in the place of a directory`() throws {
    defer { try? Directory.remove(root) }
    try FileContents.write([], to: chosen.appending("file"))
    #expect(throws: FileFailure("use", chosen.appending("file"), .notDirectory)) {
      try Directory.claim(chosen.appending("file"), below: [chosen])
    }
  }
}

@Suite("Files of a project") struct ProjectTests {
  private let root: FilePath

  init() throws {
    root = try Directory.temporary(prefix: "project-test", in: "/tmp")
    try Directory.create(root.appending("agent"))
    for name in ["secret", "agent/own"] {
      try FileContents.write(Array("canary".utf8), to: root.appending(FilePath(name).components))
    }
  }

  private func read(_ path: String, as directory: String = "agent") throws(FileFailure) -> [UInt8] {
    let agent = root.appending(directory)
    return try FileContents.read(agent.pushing(FilePath(path)), limit: 100, in: Project(around: agent))
  }

  @Test(arguments: ["link", "directory/secret", "../secret", "chain"])
  func `what leads out is not read`(path: String) throws {
    defer { try? Directory.remove(root) }
    let agent = root.appending("agent")
    try Directory.link(agent.appending("link"), to: "../secret")
    try Directory.link(agent.appending("directory"), to: "..")
    try Directory.link(agent.appending("chain"), to: "link")
    let failure = try #require(throws: FileFailure.self) { try read(path) }
    #expect(failure.cause == .outsideProject(agent))
    #expect(failure.failureKind == .agent && !failure.diagnostic.message.contains("canary"))
    // In a repository, the same file belongs to the project.
    try Directory.create(root.appending(".git"))
    #expect(try read(path) == Array("canary".utf8))
  }

  @Test func `links inside are followed, and a linked agent is where its link leads`() throws {
    defer { try? Directory.remove(root) }
    try Directory.link(root.appending("agent").appending("link"), to: "own")
    try Directory.link(root.appending("current"), to: "agent")
    #expect(try read("link") == Array("canary".utf8))
    #expect(try read("link", as: "current") == Array("canary".utf8))
  }

  @Test func `a pipe, a socket and a device are refused at once`() throws {
    defer { try? Directory.remove(root) }
    let pipe = root.appending("agent").appending("pipe")
    #expect(mkfifo(pipe.string, 0o600) == 0)
    for (path, kind) in [(pipe, FileStatus.Kind.pipe), ("/dev/zero", .characterDevice), ("/dev/tty", .characterDevice)]
    {
      guard access(path.string, R_OK) == 0 else { continue }
      let failure = try #require(throws: FileFailure.self) { try FileContents.read(path, limit: 10) }
      // Without a terminal, /dev/tty cannot even be opened.
      #expect(failure.cause == .notRegular(kind) || failure.errno == .noSuchAddressOrDevice, "\(path)")
    }
    #expect(throws: FileFailure("read", root, .isDirectory)) { try FileContents.read(root, limit: 10) }
  }
}
