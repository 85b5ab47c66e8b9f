import FileIO
import SystemPackage
import Testing

/// Files named HEAD, objects and refs make a directory a git repository, and git itself runs what its configuration says.
@Suite("Attacks with a repository in the repository") struct CommittedRepositoryTests {
  @Test(arguments: [true, false])
  func `its configuration runs no program, and its tags are no versions`(isSurrounded: Bool) async throws {
    let attacked = try AttackedAgent(pipeline: "    tag: {fetchHistory: true}")
    let mark = attacked.outside.appending("ran")
    if isSurrounded { try await attacked.commit() }
    try await attacked.git(["init", "-q", "--bare", "inner.git"])
    for name in ["HEAD", "objects", "refs"] {
      try Directory.move(attacked.agent.appending("inner.git").appending(name), to: attacked.agent.appending(name))
    }
    let configuration = """
      [core]
      \trepositoryformatversion = 0
      \tbare = false
      \tworktree = .
      \tfsmonitor = "env >\(mark);"
      [remote "origin"]
      \turl = "ext::sh -c env>\(mark)"
      \tfetch = +refs/heads/*:refs/remotes/origin/*
      [protocol]
      \tallow = always

      """
    try FileContents.write(Array(configuration.utf8), to: attacked.agent.appending("config"))
    try await attacked.git(["--git-dir=.", "--work-tree=.", "-c", "core.fsmonitor=", "add", "main.py"])
    try await attacked.git(
      ["--git-dir=.", "--work-tree=.", "-c", "core.fsmonitor=", "commit", "-q", "-m", "feat: forged"])
    let end = try await attacked.run(
      ["tag", "--dry-run"],
      environment: ["GITHUB_ACTIONS": "true", "GITHUB_WORKSPACE": attacked.agent.string, "SECRET_TOKEN": "x"])
    #expect(!end.output.contains("forged"), "\(end.output)")
    try attacked.expectUntouched(end)
  }
}
