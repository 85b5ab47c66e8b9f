import FileIO
import Glibc
import SystemPackage
import Testing

/// A repository decides where on the machine the tool writes, or what it reads.
@Suite("Attacks through the work directory") struct WorkDirectoryAttackTests {
  @Test(
    "a committed link in the place of a directory",
    arguments: [
      (".agent-pipeline", "../outside"), (".agent-pipeline", "../outside/sub"),
      (".agent-pipeline/facts", "../../outside"),
    ])
  func directories(link: String, target: String) async throws {
    let attacked = try AttackedAgent()
    try attacked.link(link, to: target)
    let end = try await attacked.run("build")
    #expect(end.exitCode != 0 && end.output.contains("is a symbolic link"), "\(end.output)")
    #expect(end.output.contains("unsafe-directory"), "\(end.output)")
    try attacked.expectUntouched(end)
  }

  @Test(
    "a committed link in the place of a file",
    arguments: [
      "report.json", "junit.xml", ".gitignore", "facts/built-image.json", "image", "image-for-tests", "build-aBcDeF",
    ])
  func files(name: String) async throws {
    let attacked = try AttackedAgent()
    for target in ["../../outside/canary", "../../outside/new", "../../outside/sub"] {
      try attacked.link(".agent-pipeline/\(name)", to: name.contains("/") ? "../\(target)" : target)
      let end = try await attacked.run("build")
      try attacked.expectUntouched(end)
    }
  }

  @Test(
    "directories that flags name",
    arguments: [
      ["--work-dir", "out"], ["--work-dir", "out/deep"], ["--report-dir", "out"], ["--report-dir", "out/deep"],
      ["--report", "json=out/x.json"],
    ])
  func named(flags: [String]) async throws {
    let attacked = try AttackedAgent()
    try attacked.link("out", to: "../outside/sub")
    let end = try await attacked.run(["run", "--until", "build"] + flags)
    #expect(end.exitCode == 1 && end.output.contains("is a symbolic link"), "\(end.output)")
    try attacked.expectUntouched(end)
  }

  @Test func `a name that leads out of a shared work directory`() async throws {
    let attacked = try AttackedAgent()
    let manifest = try String(
      decoding: FileContents.read(attacked.agent.appending("agent.yaml"), limit: 1 << 20), as: UTF8.self)
    for name in ["one", "two"] {
      let place = attacked.agent.appending(name)
      try Directory.create(place)
      let text = manifest.replacing("name: attacked", with: "name: \"../../../outside/\(name)\"")
      try FileContents.write(Array(text.utf8), to: place.appending("agent.yaml"))
    }
    let end = try await attacked.run("build", "one", "two", "--work-dir", "work")
    #expect(end.exitCode == 1, "\(end.output)")
    try attacked.expectUntouched(end)
  }

  @Test(
    "what is read must be in the project",
    arguments: [
      "requirements.txt", ".dockerignore", "agent.yaml", "pyproject.toml",
    ])
  func reads(name: String) async throws {
    let attacked = try AttackedAgent()
    try attacked.link(name, to: "../outside/canary")
    for command in ["validate", "build", "inspect"] {
      let end = try await attacked.run(command)
      try attacked.expectUntouched(end)
      if command == "build", name != "pyproject.toml" {
        #expect(end.exitCode == 1 && end.output.contains("leads out of"), "\(end.output)")
      }
    }
  }

  @Test func `a file that only the repository contains may be linked to`() async throws {
    let attacked = try AttackedAgent(["shared/ignore": "*.md\n"])
    try attacked.link(".dockerignore", to: "shared/ignore")
    let end = try await attacked.run("build")
    #expect(end.exitCode == 0, "\(end.output)")
  }

  @Test(
    "a pipe in the place of a file ends with an error, not never",
    arguments: ["agent.yaml", "requirements.txt", ".dockerignore", "main.py", ".agent-pipeline/facts/built-image.json"])
  func pipes(name: String) async throws {
    let attacked = try AttackedAgent()
    if name.contains("/") { _ = try await attacked.run("build") }
    try attacked.pipe(name)
    let end = try await attacked.run(name.contains("/") ? "test" : "build")
    #expect(end.exitCode == 1, "\(end.output)")
    #expect(end.output.contains("is a pipe") || end.output.contains("is not a file"), "\(end.output)")
    #expect(end.seconds < 20)
  }

  @Test func `a changelog behind a link`() async throws {
    let attacked = try AttackedAgent()
    try attacked.link("docs", to: "../outside/sub")
    try attacked.link("CHANGELOG.md", to: "../outside/canary")
    try await attacked.commit()
    for path in ["docs/CHANGELOG.md", "CHANGELOG.md"] {
      let end = try await attacked.run("tag", "--tag-changelog", path)
      #expect(end.exitCode == 1, "\(end.output)")
      try attacked.expectUntouched(end)
    }
  }

  @Test(.enabled(if: getuid() == 0, "only root can give directories away"))
  func `a work directory of a stranger`() async throws {
    let attacked = try AttackedAgent()
    try Directory.create(attacked.workDirectory)
    chown(attacked.workDirectory.string, 65534, 65534)
    let end = try await attacked.run("build")
    #expect(end.exitCode == 3 && end.output.contains("belongs to another user"), "\(end.output)")
    #expect(try Directory.names(in: attacked.workDirectory).isEmpty)
  }

  @Test func `what a container left behind is removed`() async throws {
    let attacked = try AttackedAgent()
    let left = attacked.workDirectory.appending("test-aBcDeF")
    try Directory.create(left)
    var here = open(left.string, O_RDONLY | O_DIRECTORY)
    for level in 0..<5000 {
      let name = (level % 2 == 0 ? [0xFF, 0xC3] : [0x64]).map { CChar(bitPattern: $0) } + [0]
      mkdirat(here, name, 0o755)
      symlinkat("../../../outside", here, "out")
      let next = openat(here, name, O_RDONLY | O_DIRECTORY)
      close(here)
      here = next
    }
    close(here)
    chmod(left.string, 0)
    let end = try await attacked.run("run", "--until", "test", "--test-engine", "bwrap")
    #expect(try FileStatus.of(left) == nil, "\(end.output)")
    try attacked.expectUntouched(end)
  }
}
