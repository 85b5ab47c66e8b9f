import TextFormats

/// The syntax of a version as pip takes it (PEP 440, Appendix B), with `.*` at its end if that is allowed.
struct PythonVersion {
  let release: [Int]
  /// Whether nothing but the release was written: the order of the rest is pip's to know.
  let isPlain: Bool
  let isWildcard: Bool

  init?(_ text: String) {
    var rest = text.lowercased()[...]
    isWildcard = rest.hasSuffix(".*")
    if isWildcard { rest = rest.dropLast(2) }
    if rest.first == "v" { rest = rest.dropFirst() }
    if let mark = rest.firstIndex(of: "!") {
      guard ASCII.isNumber(rest[..<mark]) else { return nil }
      rest = rest[rest.index(after: mark)...]
    }
    if let plus = rest.firstIndex(of: "+") {
      let local = rest[rest.index(after: plus)...].split(omittingEmptySubsequences: false) { ".-_".contains($0) }
      guard !isWildcard, local.allSatisfy({ ASCII.isWord($0) }) else { return nil }
      rest = rest[..<plus]
    }
    var release: [Int] = []
    while true {
      let digits = rest.prefix { ("0"..."9").contains($0) }
      guard !digits.isEmpty, let number = Int(digits) else { return nil }
      release.append(number)
      rest = rest[digits.endIndex...]
      guard rest.first == ".", let next = rest.dropFirst().first, ("0"..."9").contains(next) else { break }
      rest = rest.dropFirst()
    }
    self.release = release
    isPlain = rest.isEmpty && !text.contains { "!+".contains($0) } && release.allSatisfy { $0 < 1 << 50 }
    Self.take(["alpha", "beta", "preview", "pre", "rc", "a", "b", "c"], from: &rest)
    let beforePost = rest
    Self.take(["post", "rev", "r"], from: &rest)
    if rest == beforePost, rest.first == "-", ASCII.isNumber(rest.dropFirst()) { rest = "" }
    Self.take(["dev"], from: &rest)
    guard rest.isEmpty else { return nil }
  }

  /// A word with an optional separator before and after it, and an optional number.
  private static func take(_ words: [String], from rest: inout Substring) {
    func withoutSeparator(_ text: Substring) -> Substring {
      text.first.map { ".-_".contains($0) } == true ? text.dropFirst() : text
    }
    let bare = withoutSeparator(rest)
    guard let word = words.first(where: { bare.hasPrefix($0) }) else { return }
    let after = bare.dropFirst(word.count)
    let number = withoutSeparator(after)
    let digits = number.prefix { ("0"..."9").contains($0) }
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
