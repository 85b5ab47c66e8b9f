import FileIO
import SystemPackage
import Testing

/// What a shell really offers. Each line ends where the user presses the tab key.
@Suite("agent-pipeline completion") struct CompletionTests {
  private static let cases: [(line: String, offered: [String])] = [
    ("bui", ["build"]),
    ("registry t", ["tags"]),
    ("help pus", ["push"]),
    ("help hook in", ["install"]),
    ("run --build-eng", ["--build-engine"]),
    ("run --no-stri", ["--no-strict"]),
    ("run --build-engine ", ["auto", "docker", "oci"]),
    ("run --skip te", ["test"]),
    ("build --build-platforms linux/ar", ["linux/arm64"]),
    ("run --tag-bump mi", ["minor"]),
    ("run agents --bump mi", ["minor"]),
    ("run --report j", ["json", "junit"]),
    ("run --color n", ["never"]),
    ("hook install --until v", ["validate"]),
    ("explain duplicate-p", ["duplicate-port"]),
    ("completion z", ["zsh"]),
    ("init --ci jen", ["jenkins"]),
    ("init --template summ", ["summarizer"]),
    ("init --language ja", ["java"]),
    ("run --build-dockerfile Dock", ["Dockerfile"]),
    ("validate age", ["agent.yaml"]),
  ]

  /// The workshop's directory has a directory named as a command, which must not make that a path.
  private func workshop(_ shell: String) async throws -> (Workshop, script: FilePath) {
    let workshop = try await Workshop(.unbased)
    try workshop.write("FROM scratch\n", to: "Dockerfile")
    try Directory.create(workshop.agent.appending("build"))
    let end = try await workshop.call("completion", shell)
    #expect(end.exitCode == 0 && end.standardError == "")
    let script = workshop.directory.appending("_agent-pipeline")
    try FileContents.write(Array(end.standardOutput.utf8), to: script)
    return (workshop, script)
  }

  private func output(_ command: [String], _ workshop: Workshop) async throws -> String {
    let end = try await Child.run(
      command, environment: workshop.environment, in: workshop.agent, scratch: workshop.directory.appending("streams"))
    #expect(end.exitCode == 0, "\(end.standardError)")
    return end.standardOutput
  }

  @Test func `bash offers it`() async throws {
    let (workshop, script) = try await workshop("bash")
    let only = [
      ("help registry ", ["inspect", "referrers", "tags"]), ("help push ", []),
      ("run --only validate,te", ["validate,test"]),
    ]
    let equals = [("run --build-engine=do", ["docker"]), ("run --build-engine=", ["auto", "docker", "oci"])]
    for (line, offered) in Self.cases + only + equals {
      let words = line.replacing("=", with: " = ").split(separator: " ", omittingEmptySubsequences: false)
        .filter { !$0.isEmpty }.map(String.init)
      let isNew = line.hasSuffix(" ")
      let quoted = (["agent-pipeline"] + words + (isNew ? [""] : [])).map { "'\($0)'" }.joined(separator: " ")
      let call = """
        source \(script)
        COMP_WORDS=(\(quoted)); COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        COMP_LINE="${COMP_WORDS[*]}"; COMP_POINT=${#COMP_LINE}
        _agent-pipeline agent-pipeline "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
        printf '%s\\n' "${COMPREPLY[@]}"
        """
      let found = try await output(["/bin/bash", "-c", call], workshop)
      #expect(found.split(separator: "\n").map(String.init).sorted() == offered, "\(line)")
    }
  }

  @Test(.needs("fish")) func `fish offers it`() async throws {
    let (workshop, script) = try await workshop("fish")
    let text = try workshop.read(script)
    #expect(text.contains("-l 'no-push-overwrite' -d 'Not --push-overwrite: "))
    for (line, offered) in Self.cases + [("run --build-engine=do", ["--build-engine=docker"])] {
      let found = try await output(
        ["/usr/bin/fish", "--no-config", "-c", "source \(script); complete -C 'agent-pipeline \(line)'"], workshop)
      let names = found.split(separator: "\n").map { String($0.prefix { $0 != "\t" }) }
      #expect(names.sorted() == offered, "\(line)")
    }
  }

  /// zsh completes only in its line editor, so it gets a terminal of its own (zshmodules(1), zsh/zpty).
  @Test(.needs("zsh")) func `zsh offers it`() async throws {
    let (workshop, script) = try await workshop("zsh")
    let only = Self.cases.filter { $0.offered.count == 1 && !$0.line.hasPrefix("run --build-eng") }
    let lines = only.map(\.line) + ["run --build-engine=do", "run --build-engine do"]
    let expected =
      only.map { item in
        item.line.prefix(upTo: item.line.lastIndex(of: " ").map(item.line.index(after:)) ?? item.line.startIndex)
          + item.offered[0]
      } + ["run --build-engine=docker", "run --build-engine docker"]
    let driver = """
      zmodload zsh/zpty
      zpty shell zsh -f -i
      ask() { zpty -w shell "$1"; }
      ask 'PS1=; unset zle_bracketed_paste; fpath=(\(script.removingLastComponent()) $fpath)'
      ask 'autoload -U compinit && compinit -u -D'
      # What the line has become is written to a file, and the line is dropped.
      ask 'keep() { print -r -- "$BUFFER" >> \(workshop.directory)/kept; BUFFER=; }; zle -N keep'
      ask 'bindkey "^I" complete-word; bindkey "^T" keep; setopt no_list_beep; print ready > \(workshop.directory)/ready'
      while [[ ! -s \(workshop.directory)/ready ]]; do zpty -r -t shell > /dev/null; sleep 0.05; done
      for line in \(lines.map { "'\($0)'" }.joined(separator: " ")); do
        zpty -w -n shell "agent-pipeline $line"$'\\t\\x14'
        while zpty -r -t shell > /dev/null; do :; done
      done
      for ((round = 0; round < 400; round++)); do
        [[ -f \(workshop.directory)/kept && $(wc -l < \(workshop.directory)/kept) -ge \(lines.count) ]] && break
        zpty -r -t shell > /dev/null; sleep 0.05
      done
      zpty -d shell
      cat \(workshop.directory)/kept
      """
    let found = try await output(["/usr/bin/zsh", "-f", "-c", driver], workshop)
    let texts = found.split(separator: "\n").map { $0.reversed().drop { $0 == " " }.reversed() }.map { String($0) }
    #expect(texts == expected.map { "agent-pipeline \($0)" })
  }

  @Test(arguments: [("/bin/bash", "complete -F"), ("/usr/bin/zsh", "#compdef"), ("/usr/local/bin/fish", "complete -c")])
  func `without an argument the user's shell counts`(shell: String, mark: String) async throws {
    let end = try await Workshop(.unbased).call("completion", environment: ["SHELL": shell])
    #expect(end.exitCode == 0 && end.standardOutput.contains(mark))
  }

  @Test(arguments: ["", "/bin/tcsh", "/"])
  func `a shell that is not known is wrong usage`(shell: String) async throws {
    let end = try await Workshop(.unbased).call("completion", environment: ["SHELL": shell])
    #expect(end.exitCode == 2 && end.standardOutput == "")
    #expect(end.standardError.contains("name one of `bash`, `fish`, `zsh`"), "\(end.standardError)")
  }
}
