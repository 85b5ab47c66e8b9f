import FileIO
import SystemPackage
import Testing

private func isInstalled(_ tool: String) -> Bool {
  (try? FileStatus.of(Desk.tools.appending(tool), followsLinks: true)) != .some(nil)
}

/// `hook install` beside programs that keep a repository's hooks, in every order.
@Suite("agent-pipeline hook install beside other managers") struct ManagerTests {
  /// What a directory of hooks contains: name, permissions, contents.
  private func contents(_ directory: FilePath) throws -> [String: String] {
    var found: [String: String] = [:]
    for name in try Directory.names(in: directory) where !name.hasSuffix(".sample") {
      let path = directory.appending(name)
      guard let status = try FileStatus.of(path), status.kind == .file else { continue }
      let bytes = try FileContents.read(path, limit: 1 << 20)
      found[name] = "\(String(status.permissions, radix: 8))\n\(String(decoding: bytes, as: UTF8.self))"
    }
    return found
  }

  private func succeed(_ desk: Desk, _ command: String..., at location: Testing.SourceLocation = #_sourceLocation)
    async throws
  {
    let end = try await desk.run(command)
    #expect(end.isSuccess, "\(command): \(end.output)", sourceLocation: location)
  }

  /// A commit of a wrong manifest is stopped by us, and everyone else's hook has had its turn.
  private func expectAllRun(_ desk: Desk, _ marks: [String], at location: Testing.SourceLocation = #_sourceLocation)
    async throws
  {
    try desk.write(Manifest.bad, "agent.yaml")
    try await desk.git("add", "agent.yaml")
    let bad = try await desk.run("git", "commit", "-q", "-m", "bad")
    #expect(!bad.isSuccess && bad.output.contains("[unknown-runtime]"), "\(bad.output)", sourceLocation: location)
    try desk.write(Manifest.good + "# \(Int.random(in: 0...1_000_000))\n", "agent.yaml")
    try await desk.git("add", "agent.yaml")
    let good = try await desk.run("git", "commit", "-q", "-m", "good")
    #expect(good.isSuccess, "\(good.output)", sourceLocation: location)
    for mark in marks {
      #expect(good.output.contains(mark), "\(mark) is not in \(good.output)", sourceLocation: location)
    }
  }

  // MARK: pre-commit

  private static let configuration = """
    repos:
      - repo: local
        hooks:
          - {id: mine, name: the framework's hook, language: system, entry: "true", always_run: true,
             pass_filenames: false, stages: [pre-commit, pre-push]}

    """

  private func withFramework() async throws -> Desk {
    let desk = try await Desk()
    try desk.write(Self.configuration, ".pre-commit-config.yaml")
    try await desk.commit()
    return desk
  }

  /// P is `pre-commit install`, A is ours, F a hook of the user's own that was there at first.
  @Test(.enabled(if: isInstalled("pre-commit")), arguments: ["PA", "AP", "PAPA", "APAP", "FPA", "FAP", "FPAP", "FAPA"])
  func `pre-commit and ours call each other in every order`(order: String) async throws {
    let desk = try await withFramework()
    var marks = ["the framework's hook"]
    for step in order {
      switch step {
      case "F":
        try desk.write("#!/bin/sh\necho the user\\'s own\n", ".git/hooks/pre-commit")
        try await succeed(desk, "chmod", "750", ".git/hooks/pre-commit")
        marks.append("the user's own")
      case "P": try await succeed(desk, "pre-commit", "install")
      default:
        try await succeed(desk, "agent-pipeline", "hook", "install")
        let before = try contents(desk.hooks)
        try await succeed(desk, "agent-pipeline", "hook", "install")
        #expect(try contents(desk.hooks) == before, "a second time changes nothing")
      }
      if step != "F", order.contains("A") { try await succeed(desk, "git", "status", "-s") }
    }
    try await expectAllRun(desk, marks)
    try await succeed(desk, "agent-pipeline", "hook", "uninstall")
    let left = try contents(desk.hooks)
    #expect(Set(left.keys) == (order.contains("F") ? ["pre-commit", "pre-commit.legacy"] : ["pre-commit"]))
    #expect(left.values.allSatisfy { !$0.contains("agent-pipeline") })
    try await succeed(desk, "pre-commit", "uninstall")
    #expect(
      try contents(desk.hooks)
        == (order.contains("F") ? ["pre-commit": "750\n#!/bin/sh\necho the user\\'s own\n"] : [:]))
  }

  @Test(.enabled(if: isInstalled("pre-commit")))
  func `pre-commit is removed first, and ours stays`() async throws {
    let desk = try await withFramework()
    try await succeed(desk, "pre-commit", "install")
    try await succeed(desk, "agent-pipeline", "hook", "install")
    try await succeed(desk, "pre-commit", "uninstall")
    try await expectAllRun(desk, [])
    try await succeed(desk, "agent-pipeline", "hook", "uninstall")
    #expect(try contents(desk.hooks) == [:])
  }

  @Test(.enabled(if: isInstalled("pre-commit")))
  func `a push is read by both`() async throws {
    let desk = try await withFramework()
    try await succeed(desk, "pre-commit", "install", "-t", "pre-push")
    try await succeed(desk, "agent-pipeline", "hook", "install")
    try desk.write(Manifest.bad, "agents/a/agent.yaml")
    try await desk.commit()
    let end = try await desk.run("git", "push", "-q", "origin", "main")
    #expect(!end.isSuccess && end.output.contains("agents/a/agent.yaml:5:12"), "\(end.output)")
    #expect(end.output.contains("the framework's hook"))
  }

  /// An older version of ours stood in front of pre-commit's script.
  @Test(.enabled(if: isInstalled("pre-commit")))
  func `ours does not call pre-commit from within pre-commit`() async throws {
    let desk = try await Desk()
    try await succeed(desk, "agent-pipeline", "hook", "install")
    try desk.write(Self.configuration, ".pre-commit-config.yaml")
    try await desk.commit()
    try Directory.move(desk.hooks.appending("pre-commit"), to: desk.directory.appending("ours"))
    try await succeed(desk, "pre-commit", "install")
    try Directory.move(desk.hooks.appending("pre-commit"), to: desk.hooks.appending("pre-commit.before-agent-pipeline"))
    try Directory.move(desk.directory.appending("ours"), to: desk.hooks.appending("pre-commit"))
    try await expectAllRun(desk, ["the framework's hook"])
    try await succeed(desk, "pre-commit", "install")
    try await expectAllRun(desk, ["the framework's hook"])
    try await succeed(desk, "agent-pipeline", "hook", "uninstall")
    #expect(try contents(desk.hooks).keys.sorted() == ["pre-commit"])
    try desk.write(Manifest.bad, "agent.yaml")
    try await desk.git("add", ".")
    try await succeed(desk, "git", "commit", "-q", "-m", "no hook of ours")
  }

  // MARK: lefthook

  private static let lefthook = """
    pre-commit:
      commands:
        theirs: {run: echo their command}
    pre-push:
      commands:
        theirs: {run: "cat >> ../told", use_stdin: true}

    """

  private func withLefthook() async throws -> Desk {
    let desk = try await Desk()
    try desk.write(Self.lefthook, "lefthook.yml")
    try await desk.commit()
    return desk
  }

  @Test(.enabled(if: isInstalled("lefthook")), arguments: [true, false])
  func `lefthook's hooks stay, and the lines for its configuration are shown`(isInstalledFirst: Bool) async throws {
    let desk = try await withLefthook()
    if isInstalledFirst { try await succeed(desk, "lefthook", "install") }
    let before = try contents(desk.hooks)
    let end = try await desk.run("agent-pipeline", "hook", "install")
    #expect(!end.isSuccess && end.output.contains("[hooks-of-lefthook]"), "\(end.output)")
    #expect(try contents(desk.hooks) == before)

    // The lines work as they are shown.
    let lines = end.output.split(separator: "\n").drop { !$0.contains("pre-commit:") }.prefix {
      $0.hasPrefix("        ")
    }
    .map { String($0.dropFirst(8)) }
    #expect(lines.count == 9)
    try desk.write(lines.joined(separator: "\n") + "\n", "lefthook.yml")
    try await succeed(desk, "lefthook", "install")
    try await expectAllRun(desk, ["agent-pipeline"])
    let again = try await desk.run("agent-pipeline", "hook", "install")
    #expect(again.isSuccess && again.output.contains("pre-commit: lefthook runs it already"), "\(again.output)")
    try desk.write(Manifest.bad, "agents/a/agent.yaml")
    try await desk.commit()
    let push = try await desk.run("git", "push", "origin", "main")
    #expect(!push.isSuccess && push.output.contains("agents/a/agent.yaml:5:12"), "\(push.output)")
  }

  @Test(arguments: [
    "# agent-pipeline hook pre-commit and agent-pipeline hook pre-push, use_stdin\n",
    "pre-commit: {jobs: [{run: true}]} # agent-pipeline hook pre-commit\n",
    "pre-commit:\n  jobs:\n    - run: agent-pipeline hook pre-commit\npre-push:\n  jobs:\n    - run: agent-pipeline hook pre-push\n",
  ])
  func `lefthook's configuration has to run our hooks, with what git says to them`(configuration: String) async throws {
    let desk = try await Desk()
    try desk.write(configuration, "lefthook.yml")
    let end = try await desk.run("agent-pipeline", "hook", "install")
    #expect(!end.isSuccess && end.output.contains("[hooks-of-lefthook]"), "\(end.output)")
  }

  /// lefthook moves ours to where nothing runs it, and says so; what was there before us comes back.
  @Test(.enabled(if: isInstalled("lefthook")))
  func `lefthook that comes later is named, and removal still restores`() async throws {
    let desk = try await Desk()
    try desk.write("#!/bin/sh\necho first\n", ".git/hooks/pre-commit")
    try await succeed(desk, "chmod", "755", ".git/hooks/pre-commit")
    let first = try contents(desk.hooks)
    try await succeed(desk, "agent-pipeline", "hook", "install")
    try desk.write(Self.lefthook, "lefthook.yml")
    try await succeed(desk, "lefthook", "install")
    #expect(try await desk.run("agent-pipeline", "hook", "install").output.contains("[hooks-of-lefthook]"))
    try await succeed(desk, "agent-pipeline", "hook", "uninstall")
    try await succeed(desk, "lefthook", "uninstall")
    #expect(try contents(desk.hooks) == first)
  }

  // MARK: husky

  /// What `husky` 9.1 writes to `.husky/_` (its index.js and the file `husky`).
  private func husky9(_ desk: Desk) async throws {
    try desk.write("*", ".husky/_/.gitignore")
    try desk.write(
      """
      #!/usr/bin/env sh
      [ "$HUSKY" = "2" ] && set -x
      n=$(basename "$0")
      s=$(dirname "$(dirname "$0")")/$n

      [ ! -f "$s" ] && exit 0

      i="${XDG_CONFIG_HOME:-$HOME/.config}/husky/init.sh"
      [ -f "$i" ] && . "$i"

      [ "${HUSKY-}" = "0" ] && exit 0

      export PATH="node_modules/.bin:$PATH"
      sh -e "$s" "$@"
      c=$?

      [ $c != 0 ] && echo "husky - $n script failed (code $c)"
      [ $c = 127 ] && echo "husky - command not found in PATH=$PATH"
      exit $c

      """, ".husky/_/h")
    for name in ["pre-commit", "pre-push", "commit-msg"] {
      try desk.write("#!/usr/bin/env sh\n. \"$(dirname \"$0\")/h\"", ".husky/_/\(name)")
      try await succeed(desk, "chmod", "755", ".husky/_/\(name)")
    }
    try await desk.git("config", "core.hooksPath", ".husky/_")
  }

  /// What `husky install` of version 8 writes; the hooks source husky.sh, which runs them a second time.
  private func husky8(_ desk: Desk) async throws {
    try desk.write("*", ".husky/_/.gitignore")
    try desk.write(
      """
      #!/usr/bin/env sh
      if [ -z "$husky_skip_init" ]; then
        readonly hook_name="$(basename -- "$0")"
        if [ "$HUSKY" = "0" ]; then
          exit 0
        fi
        readonly husky_skip_init=1
        export husky_skip_init
        sh -e "$0" "$@"
        exitCode="$?"
        if [ $exitCode != 0 ]; then
          echo "husky - $hook_name hook exited with code $exitCode (error)"
        fi
        exit $exitCode
      fi

      """, ".husky/_/husky.sh")
    try await desk.git("config", "core.hooksPath", ".husky")
  }

  @Test(arguments: ["9 npm test", "9 none", "8 npm test"])
  func `husky's files are added to, run, and restored`(situation: String) async throws {
    let desk = try await Desk()
    let isNine = situation.hasPrefix("9")
    if isNine { try await husky9(desk) } else { try await husky8(desk) }
    let hasOwn = !situation.hasSuffix("none")
    let start = isNine ? "" : "#!/usr/bin/env sh\n. \"$(dirname -- \"$0\")/_/husky.sh\"\n\n"
    if hasOwn {
      // Without a line break at its end, and reading what git pushes.
      try desk.write("\(start)echo their tests\nexit 0", ".husky/pre-commit")
      try desk.write("\(start)cat >> ../told", ".husky/pre-push")
      let mode = isNine ? "644" : "755"
      try await succeed(desk, "chmod", mode, ".husky/pre-commit", ".husky/pre-push")
    }
    try await desk.commit()
    let before = try contents(desk.repository.appending(".husky"))
    let generated = try contents(desk.repository.appending(".husky/_"))

    try await succeed(desk, "agent-pipeline", "hook", "install")
    let installed = try contents(desk.repository.appending(".husky"))
    try await succeed(desk, "agent-pipeline", "hook", "install")
    #expect(try contents(desk.repository.appending(".husky")) == installed, "a second time changes nothing")
    #expect(try contents(desk.repository.appending(".husky/_")) == generated, "what husky writes anew is not changed")
    #expect(installed["pre-commit"]?.contains("agent-pipeline hook install, agent-pipeline ") == true)
    try await expectAllRun(desk, hasOwn ? ["their tests"] : [])
    // husky writes its own files again with each `npm install`.
    if isNine { try await husky9(desk) } else { try await husky8(desk) }
    try await expectAllRun(desk, hasOwn ? ["their tests"] : [])

    let commit = try await desk.git("rev-parse", "HEAD")
    try await succeed(desk, "git", "push", "-q", "origin", "main")
    if hasOwn {
      let zero = String(repeating: "0", count: 40)
      #expect(try desk.told == "refs/heads/main \(commit) refs/heads/main \(zero)\n")
    }
    try desk.write(Manifest.bad, "agents/a/agent.yaml")
    try await desk.commit()
    #expect(try await !desk.run("git", "push", "-q", "origin", "main").isSuccess)

    try await succeed(desk, "agent-pipeline", "hook", "uninstall")
    #expect(try contents(desk.repository.appending(".husky")) == before)
  }

  @Test func `a hook of husky that is a link is named, and nothing changes`() async throws {
    let desk = try await Desk()
    try await husky9(desk)
    try desk.write("#!/usr/bin/env node\n", "hook.js")
    try await succeed(desk, "ln", "-s", "../hook.js", ".husky/pre-push")
    let end = try await desk.run("agent-pipeline", "hook", "install")
    #expect(!end.isSuccess && end.output.contains("[foreign-hook]"), "\(end.output)")
    #expect(end.output.contains("agent-pipeline hook pre-push \"$@\""))
    #expect(try contents(desk.repository.appending(".husky")) == [:])
  }
}
