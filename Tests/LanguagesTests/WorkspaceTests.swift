import Testing

@testable import Languages

@Suite("A project directory") struct ProjectDirectoryTests {
  private let directory = ProjectDirectory(
    place: "agents/chat",
    files: FileList(["go.work", "agents/chat/go.mod", "agents/chat/cmd/a/main.go", "lib/go.mod", "lib-x"])
  ) { path, limit in Array(path.utf8.prefix(limit)) }

  @Test(arguments: [
    ("go.mod", true), ("./go.mod", true), ("cmd", true), ("cmd/", true), ("cmd/a/../a/main.go", true),
    ("go.work", false),
    ("../../go.work", true), ("../../lib", true), ("../../li", false), ("../chat/go.mod", true), ("..", true),
    ("../../..", false), ("../../../agents/chat/go.mod", false), ("/agents/chat/go.mod", false),
  ])
  func `reaches as far as the repository`(path: String, isThere: Bool) {
    #expect(directory.exists(path) == isThere)
  }

  @Test func `lists and reads`() {
    #expect(directory.names("") == ["cmd", "go.mod"])
    #expect(directory.names("../..") == ["agents", "go.work", "lib", "lib-x"])
    #expect(directory.names("../../lib") == ["go.mod"])
    #expect(directory.text("../../go.work") == "go.work")
    #expect(directory.text("../../lib") == nil)
    #expect(directory.text("cmd") == nil)
  }

  @Test func `has directories above it`() throws {
    let parent = try #require(directory.parent)
    let root = try #require(parent.parent)
    #expect(parent.place == "agents" && root.place == "")
    #expect(root.parent == nil)
    #expect(root.names("") == ["agents", "go.work", "lib", "lib-x"])
    let library = try #require(directory["../../lib"])
    #expect(library.place == "lib" && library.exists("go.mod") && library.exists("../go.work"))
    #expect(directory["../../.."] == nil && directory["/lib"] == nil)
    #expect(try #require(library["../agents/chat"]).exists("cmd/a/main.go"))
  }
}

@Suite("A workspace") struct WorkspaceTests {
  private func directory(_ place: String) -> ProjectDirectory {
    ProjectDirectory(place: place, files: FileList([])) { _, _ in nil }
  }

  @Test(
    arguments: [
      ("agents/chat", ["lib"], Workspace(agent: "agents/chat", parts: ["lib"])),
      ("agents/chat", ["agents/common"], Workspace(agent: "chat", parts: ["common"])),
      ("agents/chat", [""], Workspace(agent: "agents/chat", parts: [""])),
      ("agents/chat", ["agents/chat/lib"], Workspace(agent: "", parts: ["lib"])),
      ("agents/chat", ["agents"], Workspace(agent: "chat", parts: [""])),
      ("", ["lib"], Workspace(agent: "", parts: ["lib"])), ("a", [], Workspace(agent: "", parts: [])),
    ] as [(String, [String], Workspace)])
  func `begins where its directories have a common root`(agent: String, others: [String], expected: Workspace) {
    #expect(Workspace(around: directory(agent), and: others) == expected)
  }

  @Test func `consists of the agent and its parts`() {
    let workspace = Workspace(agent: "agents/chat", parts: ["lib", "package.json"])
    #expect(["agents/chat", "agents/chat/x", "lib/a/b", "package.json"].allSatisfy(workspace.includes))
    #expect(!["agents", "agents/other", "lib2", "README.md"].contains(where: workspace.includes))
    #expect(workspace.reaches(into: "agents") && !workspace.reaches(into: "agents/other"))
  }
}
