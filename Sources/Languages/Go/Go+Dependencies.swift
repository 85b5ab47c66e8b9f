import TextFormats

extension Go {
  /// go.mod (go.dev/ref/mod, go.mod files).
  public func dependencies(in directory: ProjectDirectory) -> ProjectDependencies {
    let name = "go.mod"
    guard let text = directory.text(name) else { return ProjectDependencies() }
    var files = ProjectDependencies(file: name)
    var isRequire = false
    for line in ProjectDependencies.lines(text) {
      let code = ASCII.trimmed(line.text.firstRange(of: "//").map { line.text[..<$0.lowerBound] } ?? line.text[...])
      let isIndirect = line.text.contains("// indirect")
      var words = code.split(separator: " ").map(String.init)
      if words.first == "require" {
        words.removeFirst()
        if words.first == "(" {
          isRequire = true
          continue
        }
      } else if words.first == ")" {
        isRequire = false
        continue
      } else if !isRequire {
        continue
      }
      guard words.count == 2, let dependency = try? GoModule.parse(words.joined(separator: " ")) else { continue }
      files.add(dependency, name, line.number, isDirect: !isIndirect)
    }
    return files
  }

  /// What Go would stop at before anything else (go.dev/ref/mod, Lexical elements).
  public func problems(in directory: ProjectDirectory) -> [ProjectFileProblem] {
    let known: Set = [
      "module", "go", "toolchain", "godebug", "require", "exclude", "replace", "retract", "tool", "ignore",
    ]
    let name = "go.mod"
    guard let text = directory.text(name) else { return [] }
    func problem(_ message: String, _ line: Int) -> [ProjectFileProblem] {
      [
        ProjectFileProblem(
          file: name, message: "go.mod is malformed: \(message)", line: line, column: 1,
          hint: "run `go mod edit -json` to see Go's own message")
      ]
    }
    var block: (name: String, line: Int)?
    for line in ProjectDependencies.lines(text) {
      let code = line.text.firstRange(of: "//").map { line.text[..<$0.lowerBound] } ?? line.text[...]
      let words = code.split(whereSeparator: \.isWhitespace).map(String.init)
      guard let first = words.first else { continue }
      if first == ")" {
        if block == nil { return problem("`)` has no opening bracket", line.number) }
        block = nil
      } else if block == nil {
        let directive = first.filter { $0 != "(" }
        guard known.contains(directive) else { return problem("`\(directive)` is not a directive", line.number) }
        if words.last?.hasSuffix("(") == true { block = (directive, line.number) }
      }
    }
    return block.map { problem("`\($0.name) (` is not closed", $0.line) } ?? []
  }
}
