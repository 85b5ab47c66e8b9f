import Diagnostics
import FileIO
import Glibc
import ProjectSetup
import SystemPackage
import Testing

@Suite struct `new files` {
  private static func inDirectory(_ body: (FilePath) throws -> Void) throws {
    let directory = try Directory.temporary(prefix: "setup-test", in: "/tmp")
    defer { try? Directory.remove(directory) }
    try body(directory)
  }

  private static func files(_ paths: [String], below root: FilePath) -> NewFiles {
    var files = NewFiles()
    for path in paths { files.add(NewFile(path, "new\n"), below: root) }
    return files
  }

  @Test func `are written with their directories`() throws {
    try Self.inDirectory { root in
      try Self.files(["agent.yaml", ".github/workflows/a.yml"], below: root).write()
      #expect(try FileContents.read(root.appending(".github/workflows/a.yml"), limit: 99) == Array("new\n".utf8))
    }
  }

  @Test func `overwrite nothing, and then none of them is written`() throws {
    try Self.inDirectory { root in
      try FileContents.write(Array("old".utf8), to: root.appending("b"))
      #expect(throws: Failure.self) { try Self.files(["a", "b"], below: root).write() }
      #expect(try Directory.names(in: root) == ["b"])
      #expect(try FileContents.read(root.appending("b"), limit: 99) == Array("old".utf8))
    }
  }

  @Test(arguments: [".github/a.yml", "link", "dangling"])
  func `do not follow links`(path: String) throws {
    try Self.inDirectory { root in
      let other = root.appending("other")
      try Directory.create(other)
      let agent = root.appending("agent")
      try Directory.create(agent)
      try Directory.link(agent.appending(".github"), to: "../other")
      try Directory.link(agent.appending("link"), to: "../other/x")
      try Directory.link(agent.appending("dangling"), to: "/nonexistent/x")
      #expect(throws: Failure.self) { try Self.files([path], below: agent).write() }
      #expect(try Directory.names(in: other) == [])
    }
  }
}

@Suite struct `the files of a project` {
  @Test func `are listed without links, without what tools make, and not without end`() throws {
    let root = try Directory.temporary(prefix: "setup-test", in: "/tmp")
    defer { try? Directory.remove(root) }
    let deep = (0..<20).map { _ in "d" }.joined(separator: "/")
    for directory in ["a", "node_modules/x", ".venv", ".git", deep] {
      try Directory.create(root.pushing(FilePath(directory)))
      try FileContents.write(Array("x".utf8), to: root.pushing(FilePath("\(directory)/f.py")))
    }
    try Directory.link(root.appending("a/loop"), to: "..")
    try Directory.link(root.appending("etc"), to: "/etc")
    let listing = try ProjectListing(of: root)
    #expect(listing.files == ["a/f.py"] && listing.isCut)
    #expect(listing.links.sorted() == ["a/loop", "etc"])
  }
}

@Suite struct `the CI system` {
  @Test(
    arguments: [
      ([], "https://github.com/a/b.git", CISystem.github), ([], "git@gitlab.example.com:a/b", .gitlab),
      ([], "https://git.example.com/a/b", nil), ([], "https://dev.azure.com/a/b", .azure),
      ([], "ssh://git@gitea.example.com:22/a", .github), ([], "git@bitbucket.org:a/b.git", .bitbucket),
      (["Jenkinsfile"], "https://github.com/a/b", .jenkins), ([".circleci"], nil, .circleci),
      ([".github/workflows", "Jenkinsfile"], "https://github.com/a/b", .github), ([], nil, nil),
      ([], "https://notgithub.com.evil.example/a", nil),
    ] as [([String], String?, CISystem?)])
  func `is the one that the repository uses, or its remote suggests`(
    files: [String], remote: String?, system: CISystem?
  ) {
    #expect(CISystem.find(exists: files.contains, remote: remote)?.value == system)
  }

  @Test func `runs the agent of a directory`() {
    let template = """
      # Copy this file to .x.yml and change:
      # - `image`, which is `agent-pipeline run` in a container
        uses: OWNER/agent-pipeline@v0
          path: .
        settings:
          until: tag
        - agent-pipeline run --until tag
      """
    let text = CIFile.text(
      template, place: "agents/my chat", manifest: "agent.yaml",
      release: ToolRelease(address: "https://github.com/acme/tools", version: "1.2.0"))
    #expect(
      text == """
        # Written by `agent-pipeline init`. Change:
        # - `image`, which is `agent-pipeline run` in a container
          uses: acme/tools@v1
            path: agents/my chat
          settings:
            path: agents/my chat
            until: tag
          - agent-pipeline run 'agents/my chat' --until tag
        """)
  }

  @Test(
    arguments: [
      (
        "https://github.com/Acme/tools", "1.2.0", "image: ghcr.io/acme/tools:1.2.0",
        "https://github.com/Acme/tools/v1.2.0"
      ),
      // Nothing is published for a build between releases.
      (
        "https://github.com/acme/tools", "1.2.1-dev.3+1a2b3c4", "image: ghcr.io/OWNER/agent-pipeline@sha256:DIGEST",
        "https://github.com/acme/tools/vVERSION"
      ),
      (
        "https://git.example.com/tools", "1.2.0", "image: ghcr.io/OWNER/agent-pipeline@sha256:DIGEST",
        "https://git.example.com/tools/v1.2.0"
      ),
    ])
  func `names the release that wrote it`(address: String, version: String, image: String, page: String) {
    let template = """
      image: ghcr.io/OWNER/agent-pipeline@sha256:DIGEST
      run: https://github.com/OWNER/agent-pipeline/releases/download/vVERSION/install.sh
      """
    let text = CIFile.text(
      template, place: "", manifest: "agent.yaml", release: ToolRelease(address: address, version: version))
    let lines = text.replacing("/releases/download", with: "").replacing("/install.sh", with: "").split(separator: "\n")
    #expect(lines.map(String.init) == [image, "run: \(page)"])
  }

  @Test func `of GitLab takes the directory's manifest as the key of its cache`() {
    let template =
      "variables:\n  AGENT_PIPELINE_PATH: .\ncache: {key: {files: [agent.yaml]}}\nscript: agent-pipeline run --until build"
    let text = CIFile.text(template, place: "agents/chat", manifest: "agent.yml", release: nil)
    #expect(
      text == "variables:\n  AGENT_PIPELINE_PATH: agents/chat\ncache: {key: {files: [agents/chat/agent.yml]}}\n"
        + "script: agent-pipeline run --until build")
  }
}
