import TextFormats

/// go.mod or go.work, line by line (go.dev/ref/mod).
struct GoModuleFile {
  var module: String?
  /// Of the lines `go` and `toolchain`, the newer one: `1.22.3`.
  var version: String?
  /// Directories of `replace … => ../lib`.
  var replaced: [String] = []
  /// Directories of `use ./a`.
  var used: [String] = []

  init(_ text: String) {
    var block: String?
    for line in ProjectDependencies.lines(text) {
      let code = line.text.firstRange(of: "//").map { line.text[..<$0.lowerBound] } ?? line.text[...]
      var words = code.split(whereSeparator: \.isWhitespace).map { $0.filter { $0 != "\"" && $0 != "`" } }
      guard let first = words.first else { continue }
      if first == ")" {
        block = nil
        continue
      }
      if block == nil {
        if words.last == "(" || first.hasSuffix("(") {
          block = first.filter { $0 != "(" }
          continue
        }
        words.removeFirst()
      }
      read(block ?? first, words)
    }
  }

  private mutating func read(_ directive: String, _ words: [String]) {
    switch directive {
    case "module": module = words.first
    case "go": newer(words.first)
    case "toolchain": newer(words.first.flatMap { $0.hasPrefix("go") ? String($0.dropFirst(2)) : nil })
    case "use": used += words.prefix(1)
    case "replace":
      guard let arrow = words.firstIndex(of: "=>"), arrow + 1 < words.count else { return }
      let goal = words[arrow + 1]
      if ["./", "../", "/"].contains(where: goal.hasPrefix) || goal == ".." || goal == "." { replaced.append(goal) }
    default: return
    }
  }

  private mutating func newer(_ other: String?) {
    guard let other, let numbers = ToolchainVersion.numbers(in: other) else { return }
    let own = version.flatMap(ToolchainVersion.numbers) ?? []
    if own.lexicographicallyPrecedes(numbers) { version = other }
  }
}
