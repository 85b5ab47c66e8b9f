import Diagnostics
import TextFormats

/// How an agent starts: by the `start` script of package.json, as far as no shell is needed to understand it.
struct StartCommand: Sendable, Hashable {
  var arguments: [String]
  /// Variables that the script sets.
  var environment: [String: String] = [:]

  enum Problem: Error, Hashable {
    /// The script needs a shell.
    case needsShell
    /// It runs a program of a development dependency.
    case forDevelopment(String)
  }

  /// - Parameter script: as npm would give it to a shell.
  init(_ script: String, _ manifest: NodeManifest, directory: String) throws(Problem) {
    var (words, environment) = (try Self.words(script), [String: String]())
    if words.first == "cross-env" { words.removeFirst() }
    while let word = words.first, let sign = word.firstIndex(of: "="), ASCII.isWord(word[..<sign], and: "_") {
      environment[String(word[..<sign])] = String(word[word.index(after: sign)...])
      words.removeFirst()
    }
    if ["npx", "exec"].contains(words.first) { words.removeFirst() }
    guard let program = words.first else { throw .needsShell }
    self.environment = environment
    arguments = words
    if ["npm", "pnpm", "yarn"].contains(program) {
      let rest = words.dropFirst(words.dropFirst().first == "run" ? 2 : 1)
      guard rest.count == 1, let name = rest.first, name != "start", let other = manifest.scripts?[name] else {
        throw .needsShell
      }
      var scripts = manifest
      // No script runs itself.
      scripts.scripts?[name] = nil
      let inner = try StartCommand(other, scripts, directory: directory)
      arguments = inner.arguments
      self.environment = environment.merging(inner.environment) { $1 }
      return
    }
    if program == "node" || program.contains("/") { return }
    guard manifest.forDevelopment[program] == nil || manifest.needed[program] != nil else {
      throw .forDevelopment(program)
    }
    // npm finds the programs of packages there; which package has it shows when they are installed.
    arguments[0] = "\(directory)/node_modules/.bin/\(program)"
  }

  /// Words of a shell's line without anything that a shell would replace.
  private static func words(_ script: String) throws(Problem) -> [String] {
    var (words, word, quote) = ([String](), "", Character?.none)
    var isOpen = false
    for character in script {
      if let open = quote {
        if character == open {
          quote = nil
        } else if open == "\"", "$`\\".contains(character) {
          throw .needsShell
        } else {
          word.append(character)
        }
      } else if "\"'".contains(character) {
        (quote, isOpen) = (character, true)
      } else if character == " " || character == "\t" {
        if isOpen { words.append(word) }
        (word, isOpen) = ("", false)
      } else {
        guard !"&|;<>$`*?(){}#~\\\n".contains(character) else { throw .needsShell }
        (isOpen, word) = (true, word + String(character))
      }
    }
    guard quote == nil else { throw .needsShell }
    return isOpen ? words + [word] : words
  }
}

extension StartCommand {
  static func failure(_ problem: Problem, _ script: String, at place: SourceLocation) -> Failure {
    let remedy = "set `spec.pipeline.build.entrypoint` to the program and its arguments"
    switch problem {
    case .needsShell:
      return Failure(
        .agent, "start-not-understood", "the `start` script needs a shell, which the image may lack: `\(script)`",
        at: place,
        hints: [remedy, "a `build` script runs before, by itself: `start` need not call it"])
    case .forDevelopment(let program):
      return Failure(
        .agent, "start-not-understood",
        "the `start` script runs `\(program)`, a dev dependency, which is not in the image",
        at: place,
        hints: [
          "compile in a `build` script and start its product with `node`",
          "or move `\(program)` to `dependencies`, or \(remedy)",
        ])
    }
  }
}
