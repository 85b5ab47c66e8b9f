import Testing

@Suite("The key of a CI system's cache") struct CacheKeyTests {
  private func key(_ workshop: Workshop, _ arguments: String...) async throws -> String {
    let end = try await workshop.call(["cache", "key"] + arguments)
    try #require(end.exitCode == 0, "\(end.standardError)")
    #expect(end.standardError == "" && end.standardOutput.hasSuffix("\n"))
    return String(end.standardOutput.dropLast())
  }

  @Test func `is the same in every clone, and begins with what --prefix prints`() async throws {
    let (one, other) = (try await Workshop(.unbased), try await Workshop(.unbased))
    let keys = (try await key(one), try await key(other))
    #expect(keys.0 == keys.1)
    let prefix = try await key(one, "--prefix")
    #expect(
      keys.0.hasPrefix(prefix) && prefix.wholeMatch(of: /agent-pipeline-1-linux-(amd64|arm64)-[0-9a-f]{8}-/) != nil)
    #expect(keys.0.dropFirst(prefix.count).wholeMatch(of: /[0-9a-f]{32}/) != nil)
  }

  /// What to write where, and whether the dependencies are others then.
  @Test(arguments: [
    ("main.py", "print('other code')\n", false),
    ("notes.txt", "words\n", false),
    ("requirements.txt", "requests==2.32.3\n", true),
    ("requirements.txt", "-r base.txt\n", true),
    ("uv.lock", "version = 1\n", true),
  ])
  func `changes with the dependencies and nothing else`(file: String, text: String, isOther: Bool) async throws {
    let workshop = try await Workshop(.unbased)
    let before = try await (key(workshop), key(workshop, "--prefix"))
    try workshop.write(text, to: file)
    #expect(try await (key(workshop) != before.0) == isOther)
    #expect(try await key(workshop, "--prefix") == before.1)
  }

  @Test func `follows files that others include, and the lock above`() async throws {
    let workshop = try await Workshop(.unbased)
    try workshop.write(TinyAgent.unbased, in: "agents/chat")
    try workshop.write("-r ../../shared.txt\n", to: "agents/chat/requirements.txt")
    try workshop.write("requests==2.32.3\n", to: "shared.txt")
    var seen: Set = [try await key(workshop, "agents/chat")]
    try workshop.write("requests==2.32.4\n", to: "shared.txt")
    seen.insert(try await key(workshop, "agents/chat"))
    try workshop.write("version = 1\n", to: "uv.lock")
    seen.insert(try await key(workshop, "agents/chat"))
    #expect(seen.count == 3)
  }

  @Test func `changes with the manifest's runtime, dependencies and settings of the build`() async throws {
    let workshop = try await Workshop(.unbased)
    var keys: Set = [try await key(workshop)]
    for edit: (inout TinyAgent) -> Void in [
      { $0.runtime = "python:3.12" }, { $0.dependencies = ["requests==2.32.3"] }, { $0.base = "python:3.12-slim" },
    ] {
      var agent = TinyAgent.unbased
      edit(&agent)
      try workshop.write(agent)
      keys.insert(try await key(workshop))
    }
    #expect(keys.count == 4)
    var renamed = TinyAgent.unbased
    renamed.limits = "{memory: 1Gi}"
    try workshop.write(renamed)
    #expect(try await keys.contains(key(workshop)))
  }

  @Test func `is of all agents that are named`() async throws {
    let workshop = try await Workshop(.unbased)
    for name in ["a", "b"] { try workshop.write(.unbased, in: "agents/\(name)") }
    let keys = try await [key(workshop, "agents/a"), key(workshop, "agents/b"), key(workshop, "agents/a", "agents/b")]
    #expect(Set(keys).count == 3)
    let both = try await workshop.call("cache", "key", environment: ["AGENT_PIPELINE_PATH": "agents/a,agents/b"])
    #expect(both.standardOutput == "\(keys[2])\n")
  }

  @Test func `is there for a manifest that is not valid, as the run is what reports its mistakes`() async throws {
    let workshop = try await Workshop(.unbased)
    try workshop.write("kind: [", to: "agent.yaml")
    let broken = try await key(workshop)
    try workshop.write("kind: {", to: "agent.yaml")
    #expect(try await key(workshop) != broken)
  }

  @Test func `of no agent is wrong usage`() async throws {
    let end = try await Workshop(.unbased).call("cache", "key", "nowhere")
    #expect(
      end.exitCode == 2 && end.standardOutput == "" && end.standardError.contains("nowhere"), "\(end.standardError)")
  }

  @Test func `belongs to the directory that cache dir prints`() async throws {
    let workshop = try await Workshop(.unbased)
    let usual = try await workshop.call("cache", "dir")
    #expect(usual.standardOutput == "\(workshop.directory)/cache/agent-pipeline\n")
    let own = try await workshop.call("cache", "dir", "--cache-dir", "/tmp/of-the-job")
    #expect(own.standardOutput == "/tmp/of-the-job\n")
  }
}
