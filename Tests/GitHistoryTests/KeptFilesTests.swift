import FileIO
import SystemPackage
import Testing

@testable import GitHistory

@Suite("Files as git keeps them") struct KeptFilesTests {
  @Test func `staged files are told from those as in HEAD, and read from the index`() throws {
    let scratch = try ScratchRepository()
    try scratch.commit("feat: one", file: "a/agent.yaml")
    try scratch.commit("feat: two", file: "b/agent.yaml")
    try scratch.write("staged", file: "b/agent.yaml")
    try scratch.write("new", file: "agent.yaml")
    try scratch.git("add", "-A")
    try scratch.write("later", file: "b/agent.yaml")
    let repository = try GitRepository(discovering: scratch.path)
    let staged = try repository.stagedFiles(index: nil) { $0.hasSuffix("agent.yaml") }
    #expect(staged.map(\.path) == ["a/agent.yaml", "agent.yaml", "b/agent.yaml"])
    #expect(try repository.changed(staged).map(\.path) == ["agent.yaml", "b/agent.yaml"])
    #expect(try repository.contents(of: staged[2], limit: 100) == Array("staged".utf8))
    #expect(throws: GitFailure.self) { _ = try repository.contents(of: staged[2], limit: 3) }
  }

  @Test func `before the first commit everything staged is new, and another index may be read`() throws {
    let scratch = try ScratchRepository()
    try scratch.write("x", file: "agent.yaml")
    try scratch.git("add", "-A")
    let repository = try GitRepository(discovering: scratch.path)
    #expect(try repository.changed(repository.stagedFiles(index: nil) { _ in true }).map(\.path) == ["agent.yaml"])
    #expect(try repository.stagedFiles(index: scratch.directory.appending("none")) { _ in true } == [])
  }

  @Test func `finds files by name in a commit and writes one of their directories`() throws {
    let scratch = try ScratchRepository()
    try scratch.commit("feat: one", file: "a/deep/agent.yaml")
    let id = try scratch.commit("feat: two", file: "a/main.py")
    try scratch.commit("feat: later", file: "b/agent.yaml")
    let repository = try GitRepository(discovering: scratch.path)
    let files = try repository.files(at: id) { ["agent.yaml", "main.py"].contains($0) }
    #expect(files.map(\.path) == ["a/deep/agent.yaml", "a/main.py"])
    #expect(files.map(\.directory) == ["a/deep", "a"])
    let target = scratch.directory.appending("export")
    try Directory.create(target)
    try repository.export("a/deep", at: id, to: target)
    #expect(try Directory.names(in: target.appending("a")) == ["deep"])
    #expect(try !repository.isDirty())
  }

  @Test func `tells which directories the commits of a range touch`() throws {
    let scratch = try ScratchRepository()
    let base = try scratch.commit("feat: a", file: "a/x")
    try scratch.commit("feat: b", file: "b/x")
    let tip = try scratch.commit("feat: c", file: "c/x")
    let repository = try GitRepository(discovering: scratch.path)
    #expect(try repository.directories(["a", "b", "c"], touchedFrom: tip, excluding: [base]) == ["b", "c"])
    #expect(try repository.directories(["a", ""], touchedFrom: tip, excluding: []) == ["a", ""])
    #expect(try repository.directories(["a", ""], touchedFrom: tip, excluding: [tip]) == [])
  }

  @Test func `looks up what a revision names`() throws {
    let scratch = try ScratchRepository()
    let id = try scratch.commit("feat: one", file: "x")
    try scratch.git("tag", "-a", "-m", "v1", "v1")
    try scratch.git("tag", "file", "HEAD:x")
    let repository = try GitRepository(discovering: scratch.path)
    #expect(try repository.commit(named: "v1") == id)
    #expect(try repository.commit(named: scratch.git("rev-parse", "v1")) == id)
    #expect(try repository.commit(named: "file") == nil)
    #expect(try repository.commit(named: String(repeating: "1", count: 40)) == nil)
  }

  @Test func `the branches of a remote are known by its name, even where its HEAD names none`() throws {
    let scratch = try ScratchRepository()
    let id = try scratch.commit("feat: one", file: "x")
    try scratch.git("remote", "add", "origin", "https://git.example.com/a.git")
    try scratch.git("update-ref", "refs/remotes/origin/main", id)
    try scratch.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/gone")
    let repository = try GitRepository(discovering: scratch.path)
    #expect(try repository.remoteBranchTips(of: "origin") == [id])
    #expect(try repository.remoteBranchTips(of: "https://git.example.com/a.git") == [])
  }

  @Test(arguments: [
    (nil, ".git/hooks", true), ("tools/hooks", "tools/hooks", true), ("/srv/hooks", "/srv/hooks", false),
  ])
  func `the hooks lie where git looks for them`(configured: String?, expected: FilePath, isInside: Bool) throws {
    let scratch = try ScratchRepository()
    if let configured { try scratch.git("config", "core.hooksPath", configured) }
    let repository = try GitRepository(discovering: scratch.path)
    let directory = try repository.hooksDirectory()
    #expect(directory == scratch.path.pushing(expected))
    #expect(repository.contains(directory) == isInside)
  }
}
