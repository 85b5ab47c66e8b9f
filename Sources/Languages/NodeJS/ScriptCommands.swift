/// The commands of a script of package.json, as far as their beginnings tell.
struct ScriptCommands {
  /// Each with its program first, without its directory; those of other scripts that it calls among them.
  private(set) var all: [[String]] = []
  /// The scripts that were not read yet: none of them is read twice.
  private var others: [String: String]

  /// Words before a program.
  private static let before: Set = [
    "npx", "bunx", "exec", "env", "cross-env", "!", "if", "then", "else", "fi", "-y", "--yes", "--no", "--no-install",
    "--", "dlx",
  ]
  private static let managers: Set = ["npm", "pnpm", "yarn"]

  init(_ script: String, _ manifest: NodeManifest) {
    others = manifest.scripts ?? [:]
    add(script)
  }

  private mutating func add(_ script: String) {
    for part in script.split(whereSeparator: { "&|;\n".contains($0) }) {
      let words = part.split(whereSeparator: \.isWhitespace).map { word in
        String(word.filter { !"\"'()".contains($0) })
      }
      add(words[...])
    }
  }

  private mutating func add(_ words: ArraySlice<String>) {
    let words = words.drop { Self.before.contains($0) || Self.setsVariable($0) }
    guard let program = words.first else { return }
    let rest = words.dropFirst()
    if Self.managers.contains(program), let next = rest.first {
      if next == "exec" || next == "dlx" { return add(rest.dropFirst()) }
      let name = next == "run" ? rest.dropFirst().first : next
      // It runs before the image is made.
      if name == "build", others["build"] != nil { return }
      if let name, let other = others.removeValue(forKey: name) { return add(other) }
      // `yarn husky install`
      if program != "npm", next != "run" { return add(rest) }
    }
    all.append([program.split(separator: "/").last.map(String.init) ?? program] + rest)
  }

  private static func setsVariable(_ word: String) -> Bool {
    word.first.map { $0.isLetter || $0 == "_" } == true && word.contains("=")
  }
}
