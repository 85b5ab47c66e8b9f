/// Finds the name a user probably meant.
public enum NearestName {
  /// The candidate with the smallest edit distance to `name`, if it is close enough to be a typing error.
  ///
  /// Letter case does not count as a difference. At most a third of the letters (at least one) may differ. Very long
  /// names, longer than every known one, are not compared: a hostile file could have thousands.
  public static func to(_ name: String, in candidates: some Sequence<String>) -> String? {
    guard name.utf8.count <= 64 else { return nil }
    let wanted = Array(name.lowercased().unicodeScalars)
    let limit = max(1, wanted.count / 3)
    return
      candidates
      .map { (candidate: $0, distance: distance(wanted, Array($0.lowercased().unicodeScalars))) }
      .filter { $0.distance <= limit }
      .min { ($0.distance, $0.candidate) < ($1.distance, $1.candidate) }?
      .candidate
  }

  /// `did you mean …?` and the list of known names.
  public static func suggestion(for name: String, known: [String], as noun: String) -> String {
    (to(name, in: known).map { "did you mean `\($0)`? " } ?? "") + "known \(noun): " + known.joined(separator: ", ")
  }

  /// Damerau-Levenshtein distance in its restricted form: a transposition counts once.
  private static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
    if left.isEmpty || right.isEmpty { return max(left.count, right.count) }
    var beforePrevious: [Int] = []
    var previous = Array(0...right.count)
    for row in 1...left.count {
      var current = [row]
      for column in 1...right.count {
        let cost = left[row - 1] == right[column - 1] ? 0 : 1
        var best = min(previous[column] + 1, current[column - 1] + 1, previous[column - 1] + cost)
        if row > 1, column > 1, left[row - 1] == right[column - 2], left[row - 2] == right[column - 1] {
          best = min(best, beforePrevious[column - 2] + 1)
        }
        current.append(best)
      }
      beforePrevious = previous
      previous = current
    }
    return previous[right.count]
  }
}
