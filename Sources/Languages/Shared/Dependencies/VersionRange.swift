import TextFormats

/// Versions that a dependency accepts, as far as plain numbers tell: it ignores prereleases and epochs.
public struct VersionRange: Sendable, Hashable {
  /// As written, for messages.
  public var text: String
  /// A version must satisfy all comparisons of at least one of these.
  var alternatives: [[Comparison]]

  struct Comparison: Sendable, Hashable {
    /// Those of an accepted version: -1 for older than this one, 0 for equal, 1 for newer.
    var orders: Set<Int>
    var version: [Int]
  }

  /// - Returns: `nil` if the version has more than numbers.
  public func contains(_ version: String) -> Bool? {
    guard let numbers = Self.numbers(version) else { return nil }
    return alternatives.contains { comparisons in
      comparisons.allSatisfy { $0.orders.contains(Self.compare(numbers, $0.version)) }
    }
  }

  /// From a version's first number to before the next of a place: `^1.2.3` is `>=1.2.3 <2.0.0`.
  static func span(_ version: [Int], upToPlace place: Int) -> [Comparison] {
    var end = Array(version.prefix(place + 1))
    end[place] += 1
    return [Comparison(orders: [0, 1], version: version), Comparison(orders: [-1], version: end)]
  }

  /// `^1.2.3` of npm and Cargo: up to the first place that is not zero.
  static func caret(_ version: [Int]) -> [Comparison] {
    span(version, upToPlace: version.firstIndex { $0 != 0 } ?? version.count - 1)
  }

  /// `1.2.3` as numbers; `nil` if there is more in it.
  static func numbers(_ text: some StringProtocol) -> [Int]? {
    let bare = text.first == "v" || text.first == "=" ? text.dropFirst() : text[...]
    let parts = bare.split(separator: ".", omittingEmptySubsequences: false)
    guard (1...5).contains(parts.count) else { return nil }
    // Fifteen digits leave room to count on.
    let numbers = parts.compactMap { ASCII.isNumber($0) && $0.utf8.count <= 15 ? Int($0) : nil }
    return numbers.count == parts.count ? numbers : nil
  }

  /// -1 if the first is older; what is not written is zero.
  private static func compare(_ left: [Int], _ right: [Int]) -> Int {
    for place in 0..<max(left.count, right.count) {
      let (one, other) = (place < left.count ? left[place] : 0, place < right.count ? right[place] : 0)
      if one != other { return one < other ? -1 : 1 }
    }
    return 0
  }
}

extension VersionRange {
  /// Ranges of npm, and with commas those of Cargo, whose bare versions are caret ranges.
  static func semantic(_ text: String, bareIsCaret: Bool) -> VersionRange? {
    var alternatives: [[Comparison]] = []
    for alternative in text.split(separator: "||", omittingEmptySubsequences: false) {
      var comparisons: [Comparison] = []
      for word in alternative.split(whereSeparator: { $0 == " " || $0 == "," }) {
        guard let found = comparison(word, bareIsCaret: bareIsCaret) else { return nil }
        comparisons += found
      }
      if comparisons.isEmpty { return nil }
      alternatives.append(comparisons)
    }
    return VersionRange(text: text, alternatives: alternatives)
  }

  private static func comparison(_ word: Substring, bareIsCaret: Bool) -> [Comparison]? {
    let sign = String(word.prefix { "<>=~^".contains($0) })
    let places = word.dropFirst(sign.count).split(separator: ".", omittingEmptySubsequences: false)
    let known = places.prefix { !["x", "X", "*"].contains($0) }
    guard !known.isEmpty, let version = numbers(known.joined(separator: ".")) else { return nil }
    let isPartial = version.count < 3
    switch sign {
    case "" where bareIsCaret && known.count == places.count: return caret(version)
    case "", "=":
      return isPartial ? span(version, upToPlace: version.count - 1) : [Comparison(orders: [0], version: version)]
    case "^": return caret(version)
    case "~": return span(version, upToPlace: min(1, version.count - 1))
    // With places left out these refer to the end of a span, which is ambiguous to readers.
    case ">" where isPartial, "<=" where isPartial: return nil
    default: return orders[sign].map { [Comparison(orders: $0, version: version)] }
    }
  }

  static let orders: [String: Set] = [
    "<": [-1], "<=": [-1, 0], "==": [0], "!=": [-1, 1], ">=": [0, 1], ">": [1],
  ]
}
