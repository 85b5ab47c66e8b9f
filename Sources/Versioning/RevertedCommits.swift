/// Which commits of a range undo which.
struct RevertedCommits {
  /// Digits that a short id must have: git's own default.
  private static let shortest = 7
  private static let longest = 64

  /// The ids after `This reverts commit`, as `git revert` writes it.
  static func named(in lines: [String]) -> [String] {
    // Fast path: hardly any commit has such a line.
    guard lines.contains(where: { containsBytes(of: "This reverts commit ", $0) }) else { return [] }
    var rest = Substring(lines.joined(separator: "\n"))
    var found: [String] = []
    while let mark = rest.firstRange(of: "This reverts commit ") {
      rest = rest[mark.upperBound...]
      found += ids(in: String(rest.prefix { $0.isHexDigit })).prefix(1)
    }
    return found
  }

  /// A search for text compares characters, which for thousands of commits takes a while.
  private static func containsBytes(of text: StaticString, _ line: String) -> Bool {
    let wanted = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
    var rest = line.utf8[...]
    while rest.count >= wanted.count, let start = rest.firstIndex(of: wanted[0]) {
      if rest[start...].starts(with: wanted) { return true }
      rest = rest[rest.index(after: start)...]
    }
    return false
  }

  /// The words of a text that are commit ids.
  static func ids(in text: String) -> [String] {
    text.split { !($0.isLetter || $0.isNumber) }.map { $0.lowercased() }.filter { word in
      (shortest...longest).contains(word.utf8.count) && word.allSatisfy { $0.isHexDigit && $0.isASCII }
    }
  }

  // All by the places of the commits.
  /// The commits of the range that each commit undoes.
  private var targets: [Int: [Int]] = [:]
  /// The commits of the range that undo each commit.
  private var reverters: [Int: [Int]] = [:]
  /// Commits that undo something outside of the range too.
  private var reachingOut: Set<Int> = []

  private var undone: Set<Int> = []

  /// The merges of the range that each commit undoes, with everything they brought.
  private var undoneMerges: [Int: String] = [:]

  /// - Parameters:
  ///   - commits: ids, and the ids that the commit undoes. Merges cannot be undone by themselves: what they brought has
  ///     ids of its own, so a revert of a merge that `merges` does not know counts as a change like any other.
  ///   - merges: the ids of the commits that merges of the range brought.
  init(_ commits: [(id: String, isMerge: Bool, reverts: [String])], merges: [String: [String]] = [:]) {
    let ordinary = commits.indices.filter { !commits[$0].isMerge }.sorted { commits[$0].id < commits[$1].id }
    ids = commits.map(\.id)
    let places = merges.isEmpty ? [:] : Dictionary(ordinary.map { (commits[$0].id, $0) }) { first, _ in first }
    for place in commits.indices {
      for id in commits[place].reverts {
        if let merge = merges.first(where: { $0.key.hasPrefix(id) }) {
          undoneMerges[place] = merge.key
          for brought in merge.value.compactMap({ places[$0] }) where brought != place {
            targets[place, default: []].append(brought)
            reverters[brought, default: []].append(place)
          }
          continue
        }
        // Ids are sorted, so the one that begins with `id` is the first that is not smaller.
        let first = ordinary.partitioningIndex { commits[$0].id >= id }
        if first < ordinary.count, commits[ordinary[first]].id.hasPrefix(id), ordinary[first] != place {
          targets[place, default: []].append(ordinary[first])
          reverters[ordinary[first], default: []].append(place)
        } else {
          reachingOut.insert(place)
        }
      }
    }
    // If several undo the same commit, the answer does not depend on the order of the commits.
    reverters = reverters.mapValues { $0.sorted { commits[$0].id < commits[$1].id } }
    undone = findUndone()
  }

  /// What a commit undoes that undoes nothing outside of the range; `nil` if it does, or is not a revert.
  func undoneByAlone(_ place: Int) -> String? {
    if reachingOut.contains(place) { return nil }
    return undoneMerges[place] ?? targets[place]?.first.map { ids[$0] }
  }

  private let ids: [String]

  /// The commit that undoes the one at `place` and is not itself undone; `nil` if the commit stands.
  func reverter(of place: Int) -> Int? {
    reverters[place]?.first { !undone.contains($0) }
  }

  /// Decides from the reverts that are not undone down to what they undo. Commits that undo themselves through others,
  /// which only made-up ids can, are never reached and stand.
  private func findUndone() -> Set<Int> {
    var undone: Set<Int> = []
    var undecided = reverters.mapValues(\.count)
    var decided = targets.keys.filter { undecided[$0] == nil }
    while let place = decided.popLast() {
      for target in targets[place] ?? [] {
        if !undone.contains(place) { undone.insert(target) }
        undecided[target, default: 0] -= 1
        if undecided[target] == 0 { decided.append(target) }
      }
    }
    return undone
  }
}

extension RandomAccessCollection {
  /// The first place where the predicate holds, in a collection sorted so that it never fails after it.
  func partitioningIndex(where holds: (Element) -> Bool) -> Index {
    var low = startIndex
    var count = self.count
    while count > 0 {
      let middle = index(low, offsetBy: count / 2)
      if holds(self[middle]) {
        count /= 2
      } else {
        low = index(after: middle)
        count -= count / 2 + 1
      }
    }
    return low
  }
}
