/// How a tool reads commit messages. The profile of each tool has one.
protocol MessageReading: Sendable {
  /// Whether a merge commit counts by its own message.
  var countsMerges: Bool { get }

  /// The changes that a message describes, that of its first line first; none if the tool does not see any.
  func changes(in message: String) -> [ConventionalCommit]

  /// The ids of the commits that each commit undoes, if the tool lets them cancel each other.
  ///
  /// - Parameter changes: those of each commit.
  func reverts(of commits: [VersionCommit], changes: [[ConventionalCommit]]) -> [[String]]

  /// Why a message has no changes, and what to write instead.
  func reason(toIgnore message: String) -> String
}

extension MessageReading {
  var countsMerges: Bool { false }

  func reverts(of commits: [VersionCommit], changes: [[ConventionalCommit]]) -> [[String]] { commits.map { _ in [] } }

  func reason(toIgnore message: String) -> String {
    NearMiss.reason(toIgnore: ConventionalCommit.firstLine(of: message))
  }
}

/// Conventional Commits 1.0.0, and what `git revert` writes.
struct ConventionalReading: MessageReading {
  func changes(in message: String) -> [ConventionalCommit] {
    ConventionalCommit(parsing: message).map { [$0] } ?? []
  }

  func reverts(of commits: [VersionCommit], changes: [[ConventionalCommit]]) -> [[String]] {
    let named = zip(commits, changes).map { commit, changes in
      changes.first?.reverts ?? ConventionalCommit.quotedReverts(commit.message)
    }
    let unnamed = commits.indices.filter { named[$0].isEmpty }
      .compactMap { place in ConventionalCommit.subjectReverted(by: commits[place].message).map { (place, $0) } }
    if unnamed.isEmpty { return named }
    let bySubject = Dictionary(grouping: commits) { ConventionalCommit.firstLine(of: $0.message).trimmed }
    return unnamed.reduce(into: named) { named, revert in
      // Of several commits with one subject it is not known which one is meant.
      if let found = bySubject[revert.1], found.count == 1 { named[revert.0] = [found[0].id] }
    }
  }
}
