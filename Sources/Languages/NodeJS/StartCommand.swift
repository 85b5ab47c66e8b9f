import TextFormats

/// How an agent starts: by the `start` script of package.json, as far as no shell is needed to understand it.
struct StartCommand: Sendable, Hashable {
  var arguments: [String]
  /// Variables that the script sets.
  var environment: [String: String] = [:]

  enum Problem: Error, Hashable {
    /// The script needs a shell.
    case needsShell
    /// It needs a package of `devDependencies`.
    case forDevelopment(String)
    /// It needs a package that package.json does not name.
    case notInstalled(String)
    /// It gives Node.js a file of TypeScript that it cannot load.
    case typeScript(String)
  }

  init(arguments: [String]) { self.arguments = arguments }

  /// - Parameter script: as npm would give it to a shell.
  init(_ script: String, _ manifest: NodeManifest, directory: String) throws(Problem) {
    var (words, environment) = (try Self.words(script), [String: String]())
    while let word = words.first {
      if let sign = word.firstIndex(of: "="), ASCII.isWord(word[..<sign], and: "_") {
        environment[String(word[..<sign])] = String(word[word.index(after: sign)...])
      } else if !["cross-env", "env", "exec"].contains(word) {
        break
      }
      words.removeFirst()
    }
    if words.first == "npx" {
      words = Array(words.dropFirst().drop { ["-y", "--yes", "--no-install", "--no"].contains($0) })
    }
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
    try Self.checkInstalled(program, manifest)
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

extension StartCommand.Problem {
  /// - Parameter command: as package.json has it.
  func message(_ command: String) -> String {
    switch self {
    case .needsShell: "the `start` script needs a shell, which the image may lack: `\(command)`"
    case .forDevelopment(let package): "`\(command)` needs `\(package)`, a dev dependency, which is not in the image"
    case .notInstalled(let package):
      "`\(command)` needs `\(package)`, which is not among the `dependencies` of package.json"
    case .typeScript(let file): "the image's Node.js cannot run `\(file)`: it knows no TypeScript"
    }
  }

  var hints: [String] {
    let remedy = "set `spec.pipeline.build.entrypoint` to the program and its arguments"
    return switch self {
    case .needsShell: [remedy, "a `build` script runs before, by itself: `start` need not call it"]
    case .forDevelopment(let package), .notInstalled(let package):
      [
        "compile in a `build` script and start its product with `node`",
        "or move `\(package)` to `dependencies`, or \(remedy)",
      ]
    case .typeScript:
      [
        "compile in a `build` script and start its product with `node`",
        "or name a version that removes types by itself: `runtime: nodejs:24`",
        "or add a loader, such as `tsx`, to `dependencies` and start with it",
      ]
    }
  }
}
