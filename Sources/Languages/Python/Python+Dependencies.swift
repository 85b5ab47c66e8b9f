extension RuntimeFiles {
  /// requirements.txt (pip.pypa.io, Requirements File Format).
  static func requirements(_ surroundings: ManifestSurroundings) -> RuntimeFiles {
    let name = "requirements.txt"
    guard let text = surroundings.text(name) else { return RuntimeFiles() }
    var files = RuntimeFiles(file: name)
    for requirement in logicalLines(text) {
      let line = ASCII.trimmed(requirement.text)
      if line.hasPrefix("-") {
        // What `-r` and `-c` name may hold the rest; other options are no matter.
        if ["-r", "-c", "-e", "--requirement", "--constraint", "--editable"].contains(where: line.hasPrefix) {
          files.isComplete = false
        }
        continue
      }
      let bare = line.firstRange(of: " --").map { String(line[..<$0.lowerBound]) } ?? line
      guard let dependency = try? PythonRequirement.parse(bare) else {
        files.isComplete = false
        continue
      }
      files.add(dependency, name, requirement.number, isDirect: !isIndirect(requirement.comments))
    }
    return files
  }

  private struct LogicalLine {
    var number: Int
    var text: String
    /// What pip-compile and uv write below: `# via fastapi`.
    var comments: String
  }

  /// Lines joined where they end with a backslash, without comments.
  private static func logicalLines(_ text: String) -> [LogicalLine] {
    var found: [LogicalLine] = []
    var isContinued = false
    for line in lines(text) {
      let hash = line.text.hasPrefix("#") ? line.text.startIndex : line.text.firstRange(of: " #")?.lowerBound
      var code = ASCII.trimmed(hash.map { line.text[..<$0] } ?? line.text[...])
      let comment = hash.map { String(line.text[$0...]) } ?? ""
      let continues = code.hasSuffix("\\")
      if continues { code = ASCII.trimmed(code.dropLast()) }
      if isContinued, let last = found.indices.last {
        found[last].text += " " + code
        found[last].comments += comment
      } else if !code.isEmpty {
        found.append(LogicalLine(number: line.number, text: code, comments: comment))
      } else if let last = found.indices.last {
        found[last].comments += comment + " "
      }
      isContinued = continues
    }
    return found
  }

  /// Whether somebody else asked for it: not the file of inputs, nor the project itself.
  private static func isIndirect(_ comments: String) -> Bool {
    comments.contains("# via") && !comments.contains("-r ") && !comments.contains("(")
  }
}
