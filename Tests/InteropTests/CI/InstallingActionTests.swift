import ChildProcess
import FileIO
import SystemPackage
import TestSupport
import Testing

/// How action.yml and setup/action.yml get the program, in jobs of nektos/act with a page of releases on loopback.
@Suite(.serialized, .needs("act", "bash", "git", "curl")) struct `The GitHub action installs` {
  let scratch: Scratch
  /// Of the repository.
  let place: FilePath
  /// Where act has the tool cache.
  let toolCache: FilePath

  init() async throws {
    scratch = try Scratch()
    place = scratch.path.appending("agent")
    toolCache = scratch.path.appending("xdg-cache/act/tool_cache")
    _ = try await AgentRepository.plainAgent(in: place)
  }

  /// Runs the setup action, and then the program.
  private func act(
    _ page: ReleasePage, inputs: [String: String] = [:], sums: String? = nil, path: String = Act.path
  ) async throws -> ChildProcess.Exit {
    // Its server ends with it.
    defer { withExtendedLifetime(page) {} }
    try await page.copyAction(to: place.appending(".github/agent-pipeline"), sums: sums)
    let inputs = ["download-url": page.server.origin].merging(inputs) { $1 }.map { "\($0.key): \"\($0.value)\"" }
      .sorted()
    try place.appending(".github/workflows/try.yml").write(
      """
      on: push
      jobs:
        agent:
          runs-on: ubuntu-latest
          steps:
            - uses: actions/checkout@v6
            - id: setup
              uses: ./.github/agent-pipeline/setup
              with: {\(inputs.joined(separator: ", "))}
            - run: echo "program=<$(command -v agent-pipeline)> key=<${{ steps.setup.outputs.cache-key }}>"
            - run: echo "${{ steps.setup.outputs.cache-restore-keys }}* in ${{ steps.setup.outputs.cache-dir }}"

      """)
    try await Tools.succeed("git", ["add", "--all"], in: place)
    try await Tools.succeed("git", ["commit", "-q", "--allow-empty", "-m", "ci: try the action"], in: place)
    return try await Act.push(".github/workflows/try.yml", in: place, home: scratch.path, path: path)
  }

  private var program: FilePath {
    #if arch(arm64)
    toolCache.appending("agent-pipeline/\(ReleasePage.version)/arm64/agent-pipeline")
    #else
    toolCache.appending("agent-pipeline/\(ReleasePage.version)/x64/agent-pipeline")
    #endif
  }

  /// A directory of the job: what later steps run is the copy that was verified.
  private func expectInstalled(_ exit: ChildProcess.Exit) throws {
    try #require(exit.status.isSuccess, "\(exit.output)")
    #expect(exit.output.contains(#/program=<\/.*\/agent-pipeline\.\w{6}\/agent-pipeline> key=<>/#), "\(exit.output)")
    #expect(!exit.output.contains("program=<\(toolCache)") && !exit.output.contains("note:"), "\(exit.output)")
  }

  @Test func `a verified release once, and again if the one in the tool cache was changed`() async throws {
    let page = try await ReleasePage()
    for _ in 1...2 {
      try expectInstalled(try await act(page, inputs: ["version": "\(ReleasePage.version)\\n"]))
      #expect(page.requests == [ReleasePage.path])
    }
    // What @actions/tool-cache goes by.
    #expect(try FileStatus.of(FilePath("\(program.removingLastComponent()).complete")) != nil)
    try program.write("#!/bin/sh\necho changed\n")
    try expectInstalled(try await act(page))
    #expect(page.requests.count == 2)
    #expect(try program.text().contains(Products.executable.string))
    #expect(try Directory.names(in: program.removingLastComponent()) == ["agent-pipeline"])
  }

  /// On a runner of one's own, other jobs write there.
  @Test func `nothing but the verified program from the tool cache`() async throws {
    let page = try await ReleasePage()
    let mark = scratch.path.appending("planted")
    let planted = ["agent-pipeline", "sh", "sha256sum", "git", "uname", "sed", "tar", "curl", "mktemp"]
    for name in planted {
      let file = program.removingLastComponent().appending(name)
      try file.write("#!/bin/sh\necho \(name) >>'\(mark)'\n")
      try await Tools.succeed("chmod", ["755", file.string])
    }
    try expectInstalled(try await act(page))
    #expect(try FileStatus.of(mark) == nil)
    #expect(page.requests.count == 1)
  }

  @Test func `and names the cache of the agents`() async throws {
    let exit = try await act(ReleasePage(), inputs: ["path": "."])
    try #require(exit.status.isSuccess, "\(exit.output)")
    let key = try await Tools.succeed("agent-pipeline", ["cache", "key"], in: place).trimmed
    let prefix = try await Tools.succeed("agent-pipeline", ["cache", "key", "--prefix"], in: place).trimmed
    #expect(exit.output.contains("key=<\(key)>"), "\(exit.output)")
    #expect(exit.output.contains("\(prefix)* in \(scratch.path)/xdg-cache/agent-pipeline"), "\(exit.output)")
  }

  private func expectRefused(_ exit: ChildProcess.Exit, _ texts: String...) throws {
    #expect(!exit.status.isSuccess)
    for text in texts { #expect(exit.output.contains(text), "\(text) in \(exit.output)") }
    #expect(!exit.output.contains("program=<"), "a later step ran: \(exit.output)")
    #expect(try FileStatus.of(toolCache.appending("agent-pipeline")) == nil)
  }

  @Test func `nothing whose sum is another`() async throws {
    let page = try await ReleasePage()
    let other = String(repeating: "0", count: 64)
    let exit = try await act(page, sums: page.list.replacing(page.sums.archive, with: other))
    try expectRefused(
      exit,
      "::error title=agent-pipeline is not installed::\(ReleasePage.name).tar.gz is not the file that was released",
      "hint: expected the SHA-256 sum \(other)", "hint: found    the SHA-256 sum \(page.sums.archive)")
    #expect(!exit.output.contains("a mirror is named"), "\(exit.output)")
  }

  @Test func `nothing without a network, and names the URL and the input for mirrors`() async throws {
    let page = try await ReleasePage()
    page.server.stop()
    let exit = try await act(page)
    try expectRefused(
      exit, "::error title=agent-pipeline is not installed::cannot download \(page.server.origin)\(ReleasePage.path)",
      "%0Ahint: curl: ", "%0Ahint: a mirror is named by the input `download-url`")
  }

  @Test func `by default from the page of its repository`() async throws {
    let page = try await ReleasePage()
    try await Tools.succeed("git", ["remote", "add", "origin", "https://github.com/team/agent.git"], in: place)
    let exit = try await act(page, inputs: ["download-url": ""])
    try expectRefused(
      exit, "cannot download https://github.com/team/agent/releases/download\(ReleasePage.path)")
  }

  @Test(
    arguments: [
      (["version": "1.0.0"], nil, "the sum of agent-pipeline-1.0.0-\(ReleasePage.machine).tar.gz is not known"),
      (["version": "../../x"], nil, "the input `version` is not a version: `../../x`"),
      ([:], "", "use the action at the tag of a release or later, or set the input `build-from-source: true`"),
      (["build-from-source": "yes"], nil, "`build-from-source` is neither true nor false: `yes`"),
      (["download-url": "http://example.com"], nil, "plain HTTP is for loopback only: http://example.com"),
    ] as [([String: String], String?, String)])
  func `nothing that it was not told precisely`(inputs: [String: String], sums: String?, message: String) async throws {
    let page = try await ReleasePage()
    let exit = try await act(page, inputs: inputs, sums: sums)
    try expectRefused(exit, message)
    #expect(page.requests == [])
  }

  @Test func `what is built from source only if asked to`() async throws {
    let page = try await ReleasePage()
    // A real build takes minutes.
    let tools = scratch.path.appending("tools")
    try tools.appending("make").write(
      """
      #!/bin/sh
      [ "$1" = -C ] && [ "$3" = build ] || exit 1
      mkdir -p "$2/.build/release"
      ln -s '\(Products.executable)' "$2/.build/release/agent-pipeline"

      """)
    try await Tools.succeed("chmod", ["755", "\(tools)/make"])
    let exit = try await act(
      page, inputs: ["build-from-source": "true"], sums: "", path: "\(tools):\(Act.path)")
    try #require(exit.status.isSuccess, "\(exit.output)")
    #expect(exit.output.contains("/.github/agent-pipeline/.build/release/agent-pipeline> key=<>"), "\(exit.output)")
    #expect(page.requests == [])
  }
}
