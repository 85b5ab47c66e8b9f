import TextFormats

/// The syntax of a version as pip takes it (PEP 440, Appendix B), with `.*` at its end if that is allowed.
struct PythonVersion {
  let release: [Int]
  /// Whether nothing but the release was written: the order of the rest is pip's to know.
  let isPlain: Bool
  let isWildcard: Bool

  init?(_ text: String) {
    var rest = text.lowercased()[...].utf8
    isWildcard = rest.suffix(2).elementsEqual(".*".utf8)
    if isWildcard { rest = rest.dropLast(2) }
    if rest.first == UInt8(ascii: "v") { rest = rest.dropFirst() }
    if let mark = rest.firstIndex(of: UInt8(ascii: "!")) {
      guard ASCII.isNumber(Substring(rest[..<mark])) else { return nil }
      rest = rest[mark...].dropFirst()
    }
    if let plus = rest.firstIndex(of: UInt8(ascii: "+")) {
      let local = rest[plus...].dropFirst().split(omittingEmptySubsequences: false, whereSeparator: Self.isSeparator)
      guard !isWildcard, local.allSatisfy({ ASCII.isWord(Substring($0)) }) else { return nil }
      rest = rest[..<plus]
    }
    var release: [Int] = []
    repeat {
      if !release.isEmpty { rest = rest.dropFirst() }
      let digits = rest.prefix(while: ASCII.isDigit)
      if digits.isEmpty { return nil }
      release.append(Int(Substring(digits)) ?? .max)
      rest = rest[digits.endIndex...]
    } while rest.first == UInt8(ascii: ".") && rest.dropFirst().first.map(ASCII.isDigit) == true
    self.release = release
    isPlain = rest.isEmpty && !text.utf8.contains { "!+".utf8.contains($0) } && release.allSatisfy { $0 < 1 << 50 }
    if rest.isEmpty { return }
    Self.take(["alpha", "beta", "preview", "pre", "rc", "a", "b", "c"], from: &rest)
    let count = rest.count
    Self.take(["post", "rev", "r"], from: &rest)
    if rest.count == count, rest.first == UInt8(ascii: "-"), ASCII.isNumber(Substring(rest.dropFirst())) {
      rest = rest.prefix(0)
    }
    Self.take(["dev"], from: &rest)
    guard rest.isEmpty else { return nil }
  }

  private static func isSeparator(_ byte: UInt8) -> Bool { ".-_".utf8.contains(byte) }

  /// A word with an optional separator before and after it, and an optional number.
  private static func take(_ words: [String], from rest: inout Substring.UTF8View) {
    func withoutSeparator(_ text: Substring.UTF8View) -> Substring.UTF8View {
      text.first.map(isSeparator) == true ? text.dropFirst() : text
    }
    let bare = withoutSeparator(rest)
    guard let word = words.first(where: { bare.starts(with: $0.utf8) }) else { return }
    let after = bare.dropFirst(word.utf8.count)
    let number = withoutSeparator(after)
    let digits = number.prefix(while: ASCII.isDigit)
    rest = digits.isEmpty ? after : number[digits.endIndex...]
  }
}

extension VersionRange {
  /// Comparisons of PEP 440.
  static func python(_ specifiers: [(comparison: String, version: String)]) -> VersionRange? {
    var all: [Comparison] = []
    for (comparison, text) in specifiers {
      guard let version = PythonVersion(text), version.isPlain else { return nil }
      let release = version.release
      if version.isWildcard {
        guard comparison == "==" else { return nil }
        all += span(release, upToPlace: release.count - 1)
        continue
      }
      switch comparison {
      case "~=": all += span(release, upToPlace: release.count - 2)
      default:
        guard let orders = orders[comparison] else { return nil }
        all.append(Comparison(orders: orders, version: release))
      }
    }
    let text = specifiers.map { $0.comparison + $0.version }.joined(separator: ",")
    return all.isEmpty ? nil : VersionRange(text: text, alternatives: [all])
  }
}
