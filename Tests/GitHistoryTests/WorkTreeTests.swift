import FileIO
import SystemPackage
import Testing

@testable import GitHistory

@Suite("Work tree and remotes") struct WorkTreeTests {
  @Test(arguments: [
    ("nothing", false, false), ("a change in the agent", true, true), ("a change elsewhere", false, true),
    ("an untracked file", true, true), ("an ignored file", false, false), ("a staged file", true, true),
    ("a removed file", true, true), ("a file in the work directory", false, false),
    ("an untracked file beside the work directory", true, true),
  ])
  func `is dirty by`(change: String, agent: Bool, all: Bool) throws {
    let scratch = try ScratchRepository()
    try scratch.write("*.log\n", file: ".gitignore")
    try scratch.commit("feat: other", file: "other/x")
    try scratch.commit("feat: agent", file: "agent/x")
    switch change {
    case "a change in the agent": try scratch.write("changed", file: "agent/x")
    case "a change elsewhere": try scratch.write("changed", file: "other/x")
    case "an untracked file": try scratch.write("new", file: "agent/new")
    case "an ignored file": try scratch.write("new", file: "agent/new.log")
    case "a staged file":
      try scratch.write("new", file: "agent/new")
      try scratch.git("add", "agent/new")
    case "a removed file": try Directory.remove(scratch.path.appending("agent/x"))
    case "a file in the work directory": try scratch.write("{}", file: "agent/.agent-pipeline/report.json")
    case "an untracked file beside the work directory":
      try scratch.write("{}", file: "agent/.agent-pipeline/report.json")
      try scratch.write("new", file: "agent/zzz")
    default: break
    }
    let repository = try GitRepository(discovering: scratch.path)
    #expect(try repository.isDirty(under: ["agent"], excludedDirectories: [".agent-pipeline"]) == agent)
    #expect(try repository.isDirty(excludedDirectories: [".agent-pipeline"]) == all)
    #expect(try repository.isDirty(under: ["agent", "."], excludedDirectories: [".agent-pipeline"]) == all)
  }

  @Test func `changed files are named, for one agent as for many`() throws {
    let scratch = try ScratchRepository()
    try scratch.write("*.log\n", file: ".gitignore")
    for file in ["a/x", "a/y", "ab/x", "c/x"] { try scratch.commit("feat: \(file)", file: file) }
    for file in ["a/x", "a/deep/new", "a/new.log", "a/.agent-pipeline/report.json", "ab/x"] {
      try scratch.write("changed", file: file)
    }
    try Directory.remove(scratch.path.appending("a/y"))
    let repository = try GitRepository(discovering: scratch.path)
    // The first answer comes from a look at the directory, the others from one at the whole work tree.
    for _ in 0..<3 {
      let changed = try repository.changedFiles(under: ["a"], excludedDirectories: [".agent-pipeline"])
      #expect(changed == ["a/deep/new", "a/x", "a/y"])
    }
    #expect(try repository.changedFiles(under: ["c"], excludedDirectories: []) == [])
    #expect(try repository.changedFiles(under: ["ab", "c"], excludedDirectories: []) == ["ab/x"])
    #expect(try repository.changedFiles(under: [], excludedDirectories: []).count == 5)
  }

  @Test func `the work directory counts where nobody excludes it`() throws {
    let scratch = try ScratchRepository()
    try scratch.commit("feat: agent", file: "agent/x")
    try scratch.write("{}", file: "agent/.agent-pipeline/report.json")
    #expect(try GitRepository(discovering: scratch.path).isDirty(under: ["agent"]))
  }

  @Test func `a path with wildcard characters is taken as it is`() throws {
    let scratch = try ScratchRepository()
    try scratch.commit("feat: agent", file: "a[b]*/x")
    try scratch.write("changed", file: "a[b]*/x")
    let repository = try GitRepository(discovering: scratch.path)
    #expect(try repository.isDirty(under: ["a[b]*"]))
    #expect(try !repository.isDirty(under: ["a*"]))
  }

  @Test func `files that a sparse checkout leaves out are not missing`() throws {
    let scratch = try ScratchRepository()
    try scratch.commit("feat: agent", file: "agent/x")
    try scratch.commit("feat: other", file: "other/x")
    try scratch.git("sparse-checkout", "set", "agent")
    let repository = try GitRepository(discovering: scratch.path)
    #expect(try FileStatus.of(scratch.path.appending("other/x")) == nil)
    #expect(try !repository.isDirty())
    try Directory.remove(scratch.path.appending("agent/x"))
    #expect(try repository.isDirty())
  }

  @Test func `remotes are listed without their credentials`() throws {
    let scratch = try ScratchRepository()
    try scratch.git("remote", "add", "origin", "https://bot:secret@git.example.com/team/agent.git")
    try scratch.git("remote", "add", "mirror", "git@example.com:team/agent.git")
    #expect(
      try GitRepository(discovering: scratch.path).remotes() == [
        "origin": "https://git.example.com/team/agent.git", "mirror": "example.com:team/agent.git",
      ])
  }

  @Test(arguments: [
    ("https://git.example.com/a@b.git", "https://git.example.com/a@b.git"),
    ("https://user:p@ss@git.example.com/a.git", "https://git.example.com/a.git"),
    ("https://git.example.com/a.git?private_token=secret#x", "https://git.example.com/a.git"),
    ("ssh://git@git.example.com:2222/a.git", "ssh://git.example.com:2222/a.git"),
    ("/srv/git/me@home/a.git", "/srv/git/me@home/a.git"),
    ("../a@b.git", "../a@b.git"),
    ("file:///srv/a@b.git", "file:///srv/a@b.git"),
  ])
  func `user names and secrets are cut out of URLs`(url: String, expected: String) {
    #expect(GitRepository.withoutCredentials(url) == expected)
  }
}
