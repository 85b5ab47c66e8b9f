import ArgumentParser
import FoundationEssentials

/// A command as ArgumentParser describes it: help, man page and suggestions come from the same definitions.
///
/// The format is that of `--experimental-dump-help`, version 0.
struct CommandInfo: Decodable {
  struct Argument: Decodable {
    struct Name: Decodable {
      var kind: String
      var name: String

      var text: String { kind == "long" ? "--\(name)" : "-\(name)" }
    }

    var kind: String
    var shouldDisplay: Bool
    var sectionTitle: String?
    var isOptional: Bool
    var isRepeating: Bool
    var names: [Name]?
    var valueName: String?
    var defaultValue: String?
    var allValues: [String]?
    var abstract: String?

    var texts: [String] { (names ?? []).map(\.text) }
  }

  var commandName: String
  var abstract: String?
  var discussion: String?
  var subcommands: [CommandInfo]?
  var arguments: [Argument]?

  /// Every command and its subcommands.
  static func root() throws -> CommandInfo {
    struct Tool: Decodable { var command: CommandInfo }
    return try JSONDecoder().decode(Tool.self, from: Data(AgentPipeline._dumpHelp().utf8)).command
  }

  /// `help` describes the others.
  var children: [CommandInfo] { (subcommands ?? []).filter { $0.commandName != "help" } }

  /// The names of its options, as they are written.
  var options: [String] { (arguments ?? []).flatMap(\.texts) }

  /// This command and all below it, with their names.
  func all(_ parents: [String] = []) -> [(path: [String], command: CommandInfo)] {
    [(parents, self)] + children.flatMap { $0.all(parents + [$0.commandName]) }
  }

  /// The command that the words begin with, and how many of them name it.
  func find(_ words: ArraySlice<String>) -> (command: CommandInfo, path: [String]) {
    guard let word = words.first, let child = children.first(where: { $0.commandName == word }) else {
      return (self, [])
    }
    let (found, rest) = child.find(words.dropFirst())
    return (found, [word] + rest)
  }
}
