/// The syntax of Semantic Versioning 2.0.0, for findings; versions are compared elsewhere.
public enum SemanticVersionText {
  public static func isValid(_ text: String) -> Bool {
    let build = text.split(separator: "+", maxSplits: 1, omittingEmptySubsequences: false)
    let core = build[0].split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    let numbers = core[0].split(separator: ".", omittingEmptySubsequences: false)
    return numbers.count == 3 && numbers.allSatisfy(isNumber)
      && (core.count == 1 || isPrerelease(core[1]))
      && (build.count == 1 || build[1].split(separator: ".", omittingEmptySubsequences: false).allSatisfy(isIdentifier))
  }

  /// Identifiers separated by dots; those of digits only have no leading zero.
  public static func isPrerelease(_ text: some StringProtocol) -> Bool {
    text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { part in
      isIdentifier(part) && (!ASCII.isNumber(part) || isNumber(part))
    }
  }

  /// What was probably meant: without `v`, with the parts that are missing.
  public static func repaired(_ text: String) -> String? {
    let plain = text.first == "v" || text.first == "V" ? text.dropFirst() : text[...]
    let candidates = [String(plain), "\(plain).0", "\(plain).0.0"]
    return candidates.first { $0 != text && isValid($0) }
  }

  private static func isNumber(_ text: some StringProtocol) -> Bool {
    ASCII.isNumber(text) && (text.utf8.count == 1 || text.utf8.first != UInt8(ascii: "0"))
  }

  private static func isIdentifier(_ text: some StringProtocol) -> Bool {
    ASCII.isWord(text, and: "-")
  }
}
