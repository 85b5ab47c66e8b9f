import Diagnostics
import FoundationEssentials
import Settings
import Testing

/// What is true of every command, found out from what the executable says of itself.
@Suite("The executable and each of its commands") struct CommandTests {
  /// One command, as `--experimental-dump-help` describes it.
  private struct Command: Decodable {
    struct Argument: Decodable {
      struct Name: Decodable { var name: String }
      var names: [Name]?
    }
    var commandName: String
    var subcommands: [Command]?
    var arguments: [Argument]?

    /// The commands that do something, with their whole names.
    func leaves(_ parents: [String] = []) -> [(path: [String], flags: Set<String>)] {
      guard let subcommands, !subcommands.isEmpty else {
        return [(parents, Set((arguments ?? []).flatMap { $0.names ?? [] }.map(\.name)))]
      }
      return subcommands.filter { $0.commandName != "help" }.flatMap { $0.leaves(parents + [$0.commandName]) }
    }
  }

  private struct Dump: Decodable { var command: Command }

  private func commands(_ workshop: Workshop) async throws -> [(path: [String], flags: Set<String>)] {
    let dump = try await workshop.call("--experimental-dump-help")
    return try JSONDecoder().decode(Dump.self, from: Data(dump.standardOutput.utf8)).command.leaves()
  }

  /// What a command cannot be called without.
  private static let required = [
    "schema": ["agent"], "pull": ["r.example/a:1", "oci-layout:x"], "promote": ["r.example/a:1", "r.example/b:1"],
    "attach": ["r.example/a:1", "report.json", "--type", "text/plain"], "registry tags": ["r.example/a"],
    "registry inspect": ["r.example/a:1"], "registry referrers": ["r.example/a:1"],
  ]

  @Test func `a malformed variable is wrong usage for every command, and is named`() async throws {
    let workshop = try await Workshop(.unbased)
    for (path, _) in try await commands(workshop) {
      let name = path.joined(separator: " ")
      let end = try await workshop.call(
        path + (Self.required[name] ?? []), environment: ["AGENT_PIPELINE_TIMEOUT": "soon"])
      #expect(end.exitCode == 2, "\(name): \(end.standardError)")
      #expect(end.standardError.contains("it comes from AGENT_PIPELINE_TIMEOUT"), "\(name): \(end.standardError)")
      #expect(end.standardOutput == "", "\(name)")
    }
  }

  @Test func `so is the malformed value of every flag that a command accepts`() async throws {
    let workshop = try await Workshop(.unbased)
    let malformed = AllSettings.all.filter { setting in
      let definition = setting.definition
      return !definition.isSwitch && (try? definition.shape.read(.scalar("?"), for: definition.name)) == nil
    }
    var calls = 0
    for (path, flags) in try await commands(workshop) {
      let name = path.joined(separator: " ")
      for setting in malformed.map(\.definition) where flags.contains(setting.kebabName) {
        let end = try await workshop.call(path + (Self.required[name] ?? []) + ["\(setting.flag)=?"])
        #expect(end.exitCode == 2, "\(name) \(setting.flag): \(end.standardError)")
        #expect(end.standardError.contains("it comes from \(setting.flag)"), "\(name): \(end.standardError)")
        calls += 1
      }
    }
    #expect(calls > 40)
  }

  @Test func `each command accepts the flags of the settings that the table gives it`() async throws {
    let commands = try await commands(Workshop(.unbased))
    #expect(commands.count > 20)
    for (path, flags) in commands where path != ["hook", "install"] && path != ["hook", "uninstall"] {
      let takesAll = path == ["run"] || path == ["inspect"]
      for setting in AllSettings.all.map(\.definition) where setting.name != "path" {
        // The key does not depend on where the cache is.
        let isExpected = takesAll || setting.commands.contains(path[0]) && path != ["cache", "key"]
        let isOwn =
          setting.name == "until" && path == ["hook", "pre-push"] || setting.name == "dryRun" && path == ["init"]
        #expect(flags.contains(setting.kebabName) == (isExpected || isOwn), "\(path) \(setting.flag)")
      }
    }
    let validate = try #require(commands.first { $0.path == ["validate"] })
    #expect(!validate.flags.contains { $0.hasPrefix("push") || $0.hasPrefix("tag") || $0 == "cache-dir" })
  }

  @Test func `every short name of a flag works`() async throws {
    let workshop = try await Workshop(.unbased)
    let run = try #require(try await commands(workshop).first { $0.path == ["run"] })
    let aliases = AllSettings.all.flatMap(\.definition.aliases)
    #expect(
      Set(aliases) == [
        "output-image", "check-reproducible", "bump", "compat", "fetch-history", "changelog", "to-git",
        "allow-untested",
      ])
    #expect(run.flags.isSuperset(of: aliases))
    let end = try await workshop.call("inspect", "--bump", "major", "--to-git")
    #expect(end.standardOutput.contains("tag.bump: major  # --tag-bump"), "\(end.standardError)")
    #expect(end.standardOutput.contains("tag.git.push: true  # --tag-git-push"))
  }

  @Test(
    "a switch can be turned off again",
    arguments: [
      (["--strict", "--no-strict"], "strict: false"), (["--no-strict", "--strict"], "strict: true"),
      (["--strict=false"], "strict: false"), (["--strict=yes"], "strict: true"), (["--strict=0"], "strict: false"),
      (["--strict="], "strict: true"), (["--no-push-preflight"], "push.preflight: false"),
      (["--push-preflight=off"], "push.preflight: false"), (["--push-preflight"], "push.preflight: true"),
      (["--to-git=true", "--no-to-git"], "tag.git.push: false"),
    ])
  func switches(flags: [String], line: String) async throws {
    let end = try await Workshop(.unbased).call(["inspect"] + flags, environment: ["AGENT_PIPELINE_STRICT": "true"])
    #expect(end.exitCode == 0, "\(end.standardError)")
    #expect(end.standardOutput.contains("  \(line)  # "), "\(end.standardOutput)")
  }

  @Test func `a switch that is turned off has no effect`() async throws {
    var agent = TinyAgent.unbased
    agent.pipeline = ["biuld: {}"]
    let workshop = try await Workshop(agent)
    let strict = ["AGENT_PIPELINE_STRICT": "true"]
    try await workshop.run("validate", environment: strict, exitCode: 1)
    try await workshop.run("validate", "--no-strict", environment: strict, exitCode: 0)
  }

  @Test(arguments: ["--strict=maybe", "--push-preflight=2", "--to-git=x"])
  func `a switch that is neither on nor off is wrong usage`(flag: String) async throws {
    let end = try await Workshop(.unbased).call("run", flag)
    #expect(end.exitCode == 2)
    #expect(end.standardError.contains("`\(flag)`: "), "\(end.standardError)")
    #expect(end.standardError.contains("expected `true` or `false`"), "\(end.standardError)")
  }

  @Test func `an argument after two hyphens is a path, whatever it looks like`() async throws {
    let end = try await Workshop(.unbased).call("validate", "--", "--strict=false")
    #expect(end.exitCode == 2 && end.standardError.contains("`--strict=false` does not exist"), "\(end.standardError)")
  }
}
