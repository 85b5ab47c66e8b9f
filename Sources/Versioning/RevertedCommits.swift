import Glibc

/// Which commits of a range undo which.
struct RevertedCommits {
  /// Digits that a short id must have: git's own default.
  private static let shortest = 7
  private static let longest = 64

  /// The ids after `This reverts commit`, as `git revert` writes it.
  static func named(in lines: [String]) -> [String] {
    let mark = "This reverts commit "
    // Swift's own search compares characters, which for thousands of commits takes a while.
    return lines.filter { strstr($0, mark) != nil }.flatMap { line in
      line.ranges(of: mark).compactMap { ids(in: String(line[$0.upperBound...].prefix { $0.isHexDigit })).first }
    }
  }

  /// The words of a text that are commit ids.
  static func ids(in text: String) -> [String] {
    text.split { !($0.isLetter || $0.isNumber) }.map { $0.lowercased() }.filter { word in
      (shortest...longest).contains(word.utf8.count) && word.allSatisfy { $0.isHexDigit && $0.isASCII }
    }
  }

  private let ids: [String]
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
    ids = commits.map(\.id)
    let ordinary = commits.indices.filter { !commits[$0].isMerge }.sorted { commits[$0].id < commits[$1].id }
    let byStart = Dictionary(grouping: ordinary) { commits[$0].id.prefix(Self.shortest) }
    func find(_ id: String) -> Int? {
      byStart[id.prefix(Self.shortest)]?.first { commits[$0].id.hasPrefix(id) }
    }
    for place in commits.indices {
      for id in commits[place].reverts {
        let merge = merges.first { $0.key.hasPrefix(id) }
        let found = (merge?.value ?? [id]).compactMap(find).filter { $0 != place }
        for target in found {
          targets[place, default: []].append(target)
          reverters[target, default: []].append(place)
        }
        if let merge { undoneMerges[place] = merge.key } else if found.isEmpty { reachingOut.insert(place) }
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
