/// One file of code and what can be looked for in it.
struct SourceFile: Sendable {
  let path: String
  let language: SourceLanguage
  let tokens: [SourceToken]
  /// Where each word stands.
  private let words: [String: [Int]]

  init(path: String, language: SourceLanguage, bytes: [UInt8]) {
    self.path = path
    self.language = language
    tokens = SourceToken.all(in: bytes, of: language)
    var words: [String: [Int]] = [:]
    for (index, token) in tokens.enumerated() where token.kind == .word { words[token.text, default: []].append(index) }
    self.words = words
  }

  func has(word: String) -> Bool { words[word] != nil }

  func has(_ pattern: String) -> Bool { !ends(of: pattern).isEmpty }

  /// `main.py:12`
  func place(_ index: Int) -> String {
    tokens.indices.contains(index) ? "\(path):\(tokens[index].line)" : path
  }

  /// Where the code goes on after each occurrence of a pattern, which is code that begins with a word: `os.getenv(`.
  func ends(of pattern: String) -> [Int] {
    let wanted = SourceToken.all(in: Array(pattern.utf8), of: language)
    guard let first = wanted.first else { return [] }
    return (words[first.text] ?? []).compactMap { start in
      let end = start + wanted.count
      guard end <= tokens.count else { return nil }
      let isSame = zip(tokens[start..<end], wanted).allSatisfy { $0.kind == $1.kind && $0.text == $1.text }
      return isSame ? end : nil
    }
  }

  /// What stands between brackets, seen from behind the opening one.
  func inside(_ start: Int) -> ArraySlice<SourceToken> {
    var depth = 0
    for index in start..<min(tokens.count, start + 2000) where tokens[index].kind == .sign {
      switch tokens[index].text {
      case "(", "[", "{": depth += 1
      case ")", "]", "}":
        if depth == 0 { return tokens[start..<index] }
        depth -= 1
      default: continue
      }
    }
    return tokens[start..<min(tokens.count, start + 2000)]
  }

  /// The rest of a line and of brackets opened on it.
  func expression(_ start: Int) -> ArraySlice<SourceToken> {
    guard tokens.indices.contains(start) else { return [] }
    var depth = 0
    var index = start
    while index < tokens.count, index < start + 200 {
      let token = tokens[index]
      if depth == 0, token.line > tokens[start].line { break }
      if token.kind == .sign {
        if "([{".contains(token.text) { depth += 1 }
        if ")]}".contains(token.text) {
          if depth == 0 { break }
          depth -= 1
        }
        if depth == 0, token.text == ";" || token.text == "," { break }
      }
      index += 1
    }
    return tokens[start..<index]
  }
}

extension ArraySlice<SourceToken> {
  /// Arguments of a call.
  var arguments: [ArraySlice<SourceToken>] {
    var depth = 0
    return split(omittingEmptySubsequences: true) { token in
      guard token.kind == .sign else { return false }
      if "([{".contains(token.text) { depth += 1 }
      if ")]}".contains(token.text) { depth -= 1 }
      return depth == 0 && token.text == ","
    }
  }

  /// What a keyword argument, or a field of an object, is set to: `port=8000`, `{port: 3000}`.
  func keyword(_ name: String) -> ArraySlice<SourceToken>? {
    let inner = first?.text == "{" && last?.text == "}" ? dropFirst().dropLast() : self
    for argument in inner.arguments {
      guard argument.count > 2, argument.first?.text == name, ["=", ":"].contains(argument.dropFirst().first?.text)
      else {
        // `{ port }` stands for a variable of that name.
        if argument.count == 1, argument.first?.text == name { return argument }
        continue
      }
      return argument.dropFirst(2)
    }
    return nil
  }

  var texts: [String] { filter { $0.kind == .text }.map(\.text) }
}
