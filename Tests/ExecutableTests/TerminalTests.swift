import SystemPackage
import Testing

/// What a terminal shows after some output: carriage returns, erasing and moving up, as the progress line uses them.
private struct Screen {
  private(set) var rows: [[Character]] = [[]]
  private var row = 0
  private var column = 0

  init(_ output: String) {
    var rest = Substring(output)
    while let character = rest.popFirst() {
      switch character {
      case "\r\n": newLine()
      case "\n": newLine()
      case "\r": column = 0
      case "\u{1B}":
        guard rest.first == "[" else { continue }
        rest.removeFirst()
        let parameter = rest.prefix { $0.isNumber || $0 == ";" }
        rest.removeFirst(parameter.count)
        control(rest.popFirst(), Int(parameter) ?? 1)
      default: put(character)
      }
    }
  }

  var lines: [String] { rows.map { String($0) } }

  private mutating func newLine() {
    row += 1
    column = 0
    while rows.count <= row { rows.append([]) }
  }

  private mutating func put(_ character: Character) {
    while rows[row].count <= column { rows[row].append(" ") }
    rows[row][column] = character
    column += 1
  }

  private mutating func control(_ command: Character?, _ number: Int) {
    switch command {
    case "K": rows[row] = Array(rows[row].prefix(column))
    case "J":
      rows[row] = Array(rows[row].prefix(column))
      rows.removeLast(rows.count - row - 1)
    case "A": row = max(0, row - number)
    default: break
    }
  }
}

@Suite("The executable and the terminal") struct TerminalTests {
  private static let escape = "\u{1B}"

  /// Runs it with a terminal of its own, which shows standard output and standard error.
  private func onTerminal(
    _ arguments: [String], _ workshop: Workshop, columns: Int = 80, environment: [String: String] = [:]
  ) async throws -> Child.End {
    let call = ([Workshop.executable] + arguments).map { "'\($0)'" }.joined(separator: " ")
    return try await Child.run(
      ["/usr/bin/script", "-q", "-e", "-c", "stty cols \(columns) rows 24; \(call)", "/dev/null"],
      environment: workshop.environment.merging(["TERM": "xterm-256color", "SHELL": "/bin/sh"]) { $1 }
        .merging(environment) { $1 },
      in: workshop.agent, scratch: workshop.directory.appending("streams"))
  }

  /// The work takes longer than a second, and nothing is measured.
  private static let slow = ["build", "--build-run", "sleep 2; echo made > made.txt"]

  @Test(.needs("script")) func `a line that rewrites itself shows the work and the seconds, and is gone at the end`()
    async throws
  {
    let workshop = try await Workshop(.unbased)
    for columns in [80, 40] {
      try workshop.write("# \(columns)\n", to: "more.py")
      let end = try await onTerminal(Self.slow, workshop, columns: columns)
      #expect(end.exitCode == 0, "\(end.standardOutput)")
      #expect(end.standardOutput.contains(/running sleep 2.* {2}1 s/), "\(end.standardOutput)")
      let lines = Screen(end.standardOutput).lines
      #expect(lines.filter { $0.contains("running sleep") } == [])
      #expect(lines.contains { $0.contains("passed in") })
      // None is wider than the terminal while it changes.
      let drawn = end.standardOutput.split(separator: "\r\(Self.escape)[K")
        .map { $0.replacing(/\u{1B}\[[0-9;]*m/, with: "") }.filter { $0.contains("running sleep") }
      #expect(!drawn.isEmpty && drawn.allSatisfy { $0.prefix { !$0.isNewline }.count < columns })
    }
  }

  @Test(
    .needs("script"),
    arguments: [(["--quiet"], [:]), ([], ["CI": "true"]), ([], ["TERM": "dumb"])] as [([String], [String: String])])
  func `there is none when it is not wanted`(options: [String], environment: [String: String]) async throws {
    let workshop = try await Workshop(.unbased)
    let end = try await onTerminal(Self.slow + options, workshop, environment: environment)
    #expect(end.exitCode == 0, "\(end.standardOutput)")
    #expect(!end.standardOutput.contains("\(Self.escape)[K") && !end.standardOutput.contains("running sleep"))
  }

  @Test func `without a terminal there are no control characters`() async throws {
    let workshop = try await Workshop(.unbased)
    for arguments in [Self.slow, ["run", "--skip", "test", "--verbose"], ["rum"], ["--help"], ["explain"]] {
      let end = try await workshop.call(arguments)
      let text = end.standardOutput + end.standardError
      #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" }, "\(arguments)")
    }
  }

  /// From the strongest to the weakest; each row is about the first that says something.
  @Test(
    "whether output is colored",
    .needs("script"),
    arguments: [
      (["--color", "always"], ["NO_COLOR": "1", "TERM": "dumb"], true, true),
      (["--color", "never"], ["FORCE_COLOR": "1"], false, false),
      ([], ["NO_COLOR": "1", "FORCE_COLOR": "1", "CLICOLOR_FORCE": "1", "GITHUB_ACTIONS": "true"], false, false),
      ([], ["NO_COLOR": "", "FORCE_COLOR": "1"], true, true),
      ([], ["FORCE_COLOR": "1", "TERM": "dumb", "CLICOLOR": "0"], true, true),
      ([], ["FORCE_COLOR": "3"], true, true),
      ([], ["FORCE_COLOR": "0", "CLICOLOR_FORCE": "1"], false, false),
      ([], ["FORCE_COLOR": "false"], false, false),
      ([], ["CLICOLOR_FORCE": "1", "TERM": "dumb"], true, true),
      ([], ["CLICOLOR_FORCE": "0"], false, true),
      ([], ["TERM": "dumb"], false, false),
      ([], ["CLICOLOR": "0"], false, false),
      ([], ["CLICOLOR": "1"], false, true),
      ([], [:], false, true),
    ] as [([String], [String: String], Bool, Bool)])
  func color(options: [String], environment: [String: String], elsewhere: Bool, onTerminal: Bool) async throws {
    let workshop = try await Workshop(.unbased)
    let arguments = ["explain", "duplicate-port"] + options
    let plain = try await workshop.call(arguments, environment: environment)
    #expect(plain.standardOutput.contains(Self.escape) == elsewhere)
    let shown = try await self.onTerminal(arguments, workshop, environment: environment)
    #expect(shown.standardOutput.contains(Self.escape) == onTerminal)
  }

  @Test(
    "the logs of these CI systems show colors without a terminal",
    arguments: [
      (["GITHUB_ACTIONS": "true"], true), (["GITLAB_CI": "true"], true), (["JENKINS_URL": "http://j"], false),
      (["GITHUB_ACTIONS": "true", "NO_COLOR": "1"], false), (["GITLAB_CI": "true", "FORCE_COLOR": "0"], false),
    ])
  func color(ofJob environment: [String: String], isColored: Bool) async throws {
    let workshop = try await Workshop(.unbased)
    let end = try await workshop.call(["rum"], environment: environment)
    #expect(end.standardError.contains(Self.escape) == isColored)
    // Data is for programs there.
    let data = try await workshop.call(["explain", "duplicate-port"], environment: environment)
    #expect(!data.standardOutput.contains(Self.escape))
  }
}
