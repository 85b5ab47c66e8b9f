/// What an expression comes to, as far as it is written out.
struct CodeValue: Sendable, Equatable {
  var number: Int?
  /// The variable of the environment that decides.
  var variable: String?
  var texts: [String] = []
}

extension SourceFiles {
  /// Follows names to what they are set to.
  func value(of expression: ArraySlice<SourceToken>, in file: SourceFile, depth: Int = 0) -> CodeValue {
    let expression = expression.withAddresses
    var value = CodeValue(texts: expression.texts)
    if let read = VariableRead.all(in: expression, of: file.language).first {
      value.variable = read.name
      value.number = read.defaultValue.flatMap(Self.port)
      if value.number != nil { return value }
    }
    value.number = Self.number(in: expression)
    if value.number != nil || depth == 4 { return value }
    // The last name says most: `settings.port`.
    for index in expression.indices.reversed() where expression[index].kind == .word {
      let word = expression[index].text
      if value.variable == word { continue }
      guard let (meant, other) = meaning(of: word, in: file) else { continue }
      let found = self.value(of: meant, in: other, depth: depth + 1)
      value.variable = value.variable ?? found.variable
      value.texts += found.texts
      if found.number != nil || found.variable != nil {
        value.number = found.number
        return value
      }
    }
    return value
  }

  private static func number(in expression: ArraySlice<SourceToken>) -> Int? {
    let literals = expression.filter { $0.kind == .number || $0.kind == .text }
    return literals.reversed().lazy.compactMap { port($0.text) }.first
  }

  /// `8080`, `:8080`, `0.0.0.0:8080`
  static func port(_ text: String) -> Int? {
    let digits = text.split(separator: ":", omittingEmptySubsequences: false).last ?? ""
    guard let number = Int(digits), (80...65535).contains(number) else { return nil }
    return number
  }

  /// What a name is set to, here or in another file.
  private func meaning(of word: String, in file: SourceFile) -> (ArraySlice<SourceToken>, SourceFile)? {
    for file in [file] + all.filter({ $0.path != file.path && $0.has(word: word) }) {
      for end in file.ends(of: word) {
        if let start = assigned(end, in: file) { return (file.expression(start), file) }
      }
    }
    return nil
  }

  /// Where the value begins behind `name =`, `name :=` and `name: Type =`.
  private func assigned(_ end: Int, in file: SourceFile) -> Int? {
    let tokens = file.tokens
    guard end + 1 < tokens.count else { return nil }
    func isEquals(_ index: Int) -> Bool {
      index + 1 < tokens.count && tokens[index].text == "=" && !["=", ">"].contains(tokens[index + 1].text)
    }
    if isEquals(end) { return end + 1 }
    guard tokens[end].text == ":" else {
      // Go's constants may have a type: `const port int = 8080`.
      return tokens[end].kind == .word && isEquals(end + 1) && tokens[end].line == tokens[end - 1].line ? end + 2 : nil
    }
    if tokens[end + 1].kind == .number || tokens[end + 1].kind == .text { return end + 1 }
    let line = tokens[end...].prefix(12).prefix { $0.line == tokens[end].line }
    return line.indices.first(where: isEquals).map { $0 + 1 }
  }
}
