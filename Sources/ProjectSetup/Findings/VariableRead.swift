import TextFormats

/// A variable of the environment that the code reads.
struct VariableRead: Sendable, Equatable {
  var name: String
  /// What the code takes where the variable is unset, if it is a literal.
  var defaultValue: String?
  /// Whether the code stops where it is unset.
  var isRequired = false
  /// Index of its token.
  var index: Int

  /// The reads in a part of a file, in its order.
  static func all(in tokens: ArraySlice<SourceToken>, of language: SourceLanguage) -> [VariableRead] {
    tokens.indices.compactMap { index in
      guard tokens[index].kind == .word, var read = read(at: index, in: tokens, language) else { return nil }
      return read.isVariable ? read.completed(in: tokens, language) : nil
    }
  }

  /// Names of other shapes are keys of something else.
  private var isVariable: Bool {
    name.utf8.count > 1 && name.utf8.allSatisfy { ASCII.isUpper($0) || ASCII.isDigit($0) || $0 == UInt8(ascii: "_") }
      && !ASCII.isDigit(name.utf8.first ?? 0)
  }

  private static func read(
    at index: Int, in tokens: ArraySlice<SourceToken>, _ language: SourceLanguage
  ) -> VariableRead? {
    func token(_ offset: Int) -> SourceToken? {
      tokens.indices.contains(index + offset) ? tokens[index + offset] : nil
    }
    func follows(_ texts: String...) -> Bool {
      texts.enumerated().allSatisfy { token($0.offset + 1)?.text == $0.element && token($0.offset + 1)?.kind != .text }
    }
    /// A text at a place behind the word.
    func named(_ offset: Int, required: Bool = false) -> VariableRead? {
      guard let name = token(offset), name.kind == .text else { return nil }
      return VariableRead(name: name.text, isRequired: required, index: index + offset)
    }
    let word = tokens[index].text
    switch (language, word) {
    case (.python, "environ"):
      if follows("[") { return named(2, required: true) }
      return follows(".", "get", "(") ? named(4) : nil
    case (.python, "getenv"), (.go, "Getenv"), (.go, "LookupEnv"), (.java, "getenv"):
      return follows("(") ? named(2) : nil
    case (.java, "getOrDefault"): return follows("(") ? named(2) : nil
    case (.nodejs, "env"):
      let owner = token(-2)?.text
      guard token(-1)?.text == ".", owner == "process" || owner == "Bun" || owner == "Deno" else { return nil }
      if follows(".", "get", "(") { return named(4) }
      if follows("[") { return named(2) }
      guard follows("."), let name = token(2), name.kind == .word else { return nil }
      return VariableRead(name: name.text, index: index + 2)
    case (.rust, "var"), (.rust, "var_os"):
      return token(-3)?.text == "env" && follows("(") ? named(2) : nil
    default:
      // Helpers: `getEnv("PORT", "8080")`.
      let name = word.lowercased()
      let isHelper = ["getenv", "get_env", "envor", "env_or", "lookupenv", "mustgetenv"].contains { name.hasPrefix($0) }
      return isHelper && follows("(") ? named(2, required: name.hasPrefix("must")) : nil
    }
  }

  /// Looks for the literal that stands for an unset variable.
  private mutating func completed(in tokens: ArraySlice<SourceToken>, _ language: SourceLanguage) -> VariableRead {
    let rest = tokens[(index + 1)...].prefix(24)
    var here = rest.startIndex
    func isSign(_ offset: Int, _ text: String) -> Bool {
      rest.indices.contains(here + offset) && rest[here + offset].kind == .sign && rest[here + offset].text == text
    }
    if isSign(0, "]") || isSign(0, ")") { here += 1 }
    // `, "8080"` behind the name; `|| 3000`, `?? 3000`, `or "x"` behind the call.
    let isListed = isSign(0, ",")
    let isAlternative =
      (isSign(0, "|") && isSign(1, "|")) || (isSign(0, "?") && isSign(1, "?"))
      || (language == .python && rest.indices.contains(here) && rest[here].text == "or")
    if isListed || isAlternative {
      var value = here + (isListed || language == .python ? 1 : 2)
      if rest.indices.contains(value), rest[value].text == "default", isSign(value - here + 1, "=") { value += 2 }
      if rest.indices.contains(value), rest[value].kind == .text || rest[value].kind == .number {
        defaultValue = rest[value].text
      }
      isRequired = false
    } else if language == .rust, let fallback = rest.firstIndex(where: { $0.text.hasPrefix("unwrap_or") }) {
      let line = rest[fallback].line
      defaultValue = rest[fallback...].first { ($0.kind == .text || $0.kind == .number) && $0.line <= line + 1 }?.text
    } else if language == .rust, rest.prefix(4).contains(where: { ["unwrap", "expect"].contains($0.text) }) {
      isRequired = true
    }
    return self
  }
}
