import Testing

@testable import Versioning

/// Laws that hold along every branch, tried on made-up repositories; the seed is in the failure message.
@Suite("Laws of channels") struct ChannelPropertyTests {
  private static let branches = ["alpha", "next", "main", "release/1.x"]

  @Test(arguments: 0..<200 as Range<UInt64>)
  func `versions are new, rise along each branch, and undercut nothing`(seed: UInt64) throws {
    var numbers = FixedNumbers(seed: seed)
    var repository = MadeUpRepository()
    for _ in 0..<40 {
      let branch = Self.branches.randomElement(using: &numbers) ?? "main"
      switch Int.random(in: 0..<10, using: &numbers) {
      case 0..<4: repository.commit(MadeUpRepository.messages.randomElement(using: &numbers) ?? "", on: branch)
      case 4..<6: repository.merge(Self.branches.randomElement(using: &numbers) ?? "main", into: branch)
      default:
        let bump = [nil, nil, nil, VersionBump.patch, .minor, .major].randomElement(using: &numbers) ?? nil
        try build(branch, bump.map { .bump($0) }, &repository)
      }
    }
  }

  /// Decides, checks the laws, and tags HEAD as the tag stage does.
  private func build(
    _ branch: String, _ forced: ForcedVersion?, _ repository: inout MadeUpRepository
  ) throws {
    #expect(try repository.decide(branch, .bump(.none)).bump == .none)
    let decision: VersionDecision
    do {
      decision = try repository.decide(branch, forced)
    } catch let taken as VersionTaken {
      // A pre-release finds another version; a release says what is in its way.
      #expect(branch == "main" || branch == "release/1.x")
      #expect(repository.tags.contains { $0.name == taken.tag })
      return
    }
    let history = repository.versions(on: branch)
    guard decision.bump != .none else {
      #expect(decision.previous == nil || history.contains(decision.next))
      return
    }
    #expect(decision.release)
    #expect(decision.next.isPrerelease == (branch == "alpha" || branch == "next"))
    let all = repository.versions()
    #expect(!all.contains { $0.hasSamePrecedence(as: decision.next) }, "new anywhere")
    #expect(!history.contains { !$0.precedes(decision.next) }, "above everything in its history")
    #expect(!all.contains { $0.core == decision.next.core && decision.next.precedes($0) }, "above all of its core")
    repository.tag(decision.next, on: branch)
    let again = try repository.decide(branch, forced)
    #expect(again.next == decision.next && again.bump == .none && again.release, "the same for the same commit")
  }
}

/// Branches with merges, and what the decision needs of them.
private struct MadeUpRepository {
  static let messages = ["feat: a", "fix: b", "fix!: c", "docs: d", "fix: e", "perf: f"]

  private struct Node {
    var message: String
    var isMerge = false
    /// With the commit itself.
    var history: Set<Int>
  }

  private var nodes = [Node(message: "feat: first", history: [0])]
  private var heads: [String: Int] = [:]
  private(set) var tags: [(name: String, commit: String)] = []

  private func head(_ branch: String) -> Int { heads[branch] ?? 0 }

  mutating func commit(_ message: String, on branch: String) {
    nodes.append(Node(message: message, history: nodes[head(branch)].history.union([nodes.count])))
    heads[branch] = nodes.count - 1
  }

  /// By a fast-forward where that is possible.
  mutating func merge(_ other: String, into branch: String) {
    let (own, others) = (nodes[head(branch)].history, nodes[head(other)].history)
    if others.isSubset(of: own) { return }
    if own.isSubset(of: others) {
      heads[branch] = head(other)
    } else {
      nodes.append(Node(message: "Merge \(other)", isMerge: true, history: own.union(others).union([nodes.count])))
      heads[branch] = nodes.count - 1
    }
  }

  mutating func tag(_ version: SemanticVersion, on branch: String) {
    tags.append(("v\(version)", Story.id(head(branch) + 1)))
  }

  /// All, or those in the history of a branch.
  func versions(on branch: String? = nil) -> [SemanticVersion] {
    let ids = branch.map { Set(nodes[head($0)].history.map { Story.id($0 + 1) }) }
    return tags.filter { ids?.contains($0.commit) ?? true }.compactMap { SemanticVersion($0.name.dropFirst()) }
  }

  func decide(_ branch: String, _ forced: ForcedVersion?) throws -> VersionDecision {
    let history = nodes[head(branch)].history
    let places = Dictionary(uniqueKeysWithValues: nodes.indices.map { (Story.id($0 + 1), $0) })
    func known(_ entry: ReleaseTags.Entry?) -> Set<Int> {
      entry.flatMap { places[$0.commit] }.map { nodes[$0].history } ?? []
    }
    let all = ReleaseTags(tags, prefix: "v")
    let base = all.base { places[$0.commit].map(history.contains) ?? false }
    let old = base.needsNewCommits ? known(base.highest) : []
    let commits = history.subtracting(known(base.start)).sorted(by: >).map { place in
      VersionCommit(
        id: Story.id(place + 1), message: nodes[place].message, isMerge: nodes[place].isMerge,
        isPrereleased: old.contains(place))
    }
    var policy = VersionPolicy()
    policy.forced = forced
    policy.branches = [
      .init("main", .release), .init("next", .prerelease("rc")), .init("alpha", .prerelease("alpha")),
      .init("release/*", .release),
    ]
    return try VersionDecision.decide(
      tags: all, base: base, commits: commits,
      build: VersionContext(commit: Story.id(head(branch) + 1), branch: branch), policy: policy)
  }
}
