import TextFormats

/// Fields of pydantic's `BaseSettings`, which are variables of the environment (docs.pydantic.dev, Settings Management).
enum SettingsClass {
  static func reads(in file: SourceFile) -> [VariableRead] {
    guard file.language == .python else { return [] }
    return file.ends(of: "BaseSettings").flatMap { end -> [VariableRead] in
      guard end + 1 < file.tokens.count, file.tokens[end].text == ")", file.tokens[end + 1].text == ":" else {
        return []
      }
      return fields(of: file, from: end + 2)
    }
  }

  private static func fields(of file: SourceFile, from start: Int) -> [VariableRead] {
    let tokens = file.tokens
    var prefix = ""
    var found: [VariableRead] = []
    var depth = 0
    // Methods of the class are indented deeper.
    let indent = start < tokens.count ? tokens[start].column : 0
    for index in start..<tokens.count {
      let token = tokens[index]
      if token.kind == .sign {
        if "([{".contains(token.text) { depth += 1 }
        if ")]}".contains(token.text) { depth -= 1 }
      }
      if token.text == "env_prefix", index + 2 < tokens.count, tokens[index + 2].kind == .text {
        prefix = tokens[index + 2].text.uppercased()
      }
      let isFirst = depth == 0 && tokens[index - 1].line < token.line
      guard isFirst, token.kind == .word else { continue }
      if token.column == 0 { break }
      guard token.column == indent, index + 2 < tokens.count, tokens[index + 1].text == ":" else { continue }
      let line = tokens[index...].prefix { $0.line == token.line }
      let assigned = line.firstIndex { $0.text == "=" }
      let literal = assigned.flatMap { line.indices.contains($0 + 1) ? line[$0 + 1] : nil }
      let isLiteral = literal?.kind == .text || literal?.kind == .number
      found.append(
        VariableRead(
          name: token.text.uppercased(), defaultValue: isLiteral ? literal?.text : nil, isRequired: assigned == nil,
          index: index))
    }
    return found.map { read in
      var read = read
      read.name = prefix + read.name
      return read
    }
  }
}
