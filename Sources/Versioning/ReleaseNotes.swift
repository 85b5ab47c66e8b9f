/// The changes of a release, in Markdown: breaking changes first, then features, fixes and other changes.
public struct ReleaseNotes: Sendable {
  /// The web pages of a repository that commits and comparisons link to.
  public struct Forge: Sendable, Hashable {
    /// Of the repository's page, without a slash at its end.
    var url: String
    /// Before `/commit/…` and `/compare/…`: `/-` on GitLab.
    var pathPrefix: String

    public init(url: String, pathPrefix: String) {
      self.url = url
      self.pathPrefix = pathPrefix
    }

    func commit(_ id: String) -> String { "\(url)\(pathPrefix)/commit/\(id)" }

    func comparison(_ base: String, _ next: String) -> String {
      "\(url)\(pathPrefix)/compare/\(Self.escaped(base))...\(Self.escaped(next))"
    }

    /// Tags may contain `#` or `%`, which end a path in a URL.
    private static func escaped(_ tag: String) -> String {
      tag.replacing("%", with: "%25").replacing("#", with: "%23").replacing("?", with: "%3F")
    }
  }

  public var version: SemanticVersion
  /// `2026-07-31`.
  public var date: String
  /// Of the previous release; `nil` for the first.
  public var baseTag: String?
  public var tag: String
  public var forge: Forge?
  private var sections: [(title: String, items: [String])] = []
  private var authors: [String] = []

  /// - Parameters:
  ///   - commits: those of the decision, in the same order as its explanation.
  ///   - tag: the name of the release's own tag.
  public init(
    _ decision: VersionDecision, commits: [VersionCommit], tag: String, baseTag: String?, date: String, forge: Forge?
  ) {
    version = decision.next
    self.date = date
    self.baseTag = baseTag
    self.tag = tag
    self.forge = forge
    var breaking: [String] = []
    var items: [String: [String]] = [:]
    for (commit, vote) in zip(commits, decision.explanation) where vote.bump != .none {
      for change in vote.changes {
        if change.isBreaking {
          breaking.append(line(change.footers.first(where: \.isBreaking)?.value ?? change.description, change, commit))
        }
        items[change.type, default: []].append(line(change.description, change, commit))
      }
      if !commit.author.isEmpty, !authors.contains(commit.author) { authors.append(commit.author) }
    }
    if !breaking.isEmpty { sections.append(("Breaking changes", breaking)) }
    for (type, title) in Self.titles {
      if let list = items.removeValue(forKey: type) { sections.append((title, list)) }
    }
    let others = items.sorted { $0.key < $1.key }.flatMap(\.value)
    if !others.isEmpty { sections.append(("Other changes", others)) }
  }

  private static let titles = [
    ("feat", "Features"), ("fix", "Fixes"), ("perf", "Performance"), ("revert", "Reverts"),
  ]

  private func line(_ text: String, _ change: ConventionalCommit, _ commit: VersionCommit) -> String {
    let scope = change.scope.map { "**\(Self.escaped($0)):** " } ?? ""
    let short = CommitVote.short(commit.id)
    let link = forge.map { "[\(short)](\($0.commit(commit.id)))" } ?? short
    return "- \(scope)\(Self.escaped(text)) (\(link))"
  }

  /// Commit messages are untrusted: HTML and links are escaped. A line break would end the list item.
  private static func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      switch character {
      case "<", "[", "]", "\\": result += "\\\(character)"
      case _ where character.isNewline: result += " "
      default: result.append(character)
      }
    }
    return result
  }

  /// `1.4.0 (2026-07-31)`.
  public var title: String { "\(version) (\(date))" }

  /// Without a heading: for the page of a release and the message of a tag.
  public var body: String {
    var blocks = sections.map { "### \($0.title)\n\n" + $0.items.joined(separator: "\n") }
    if blocks.isEmpty { blocks = [baseTag == nil ? "The first release." : "No notable changes."] }
    if !authors.isEmpty { blocks.append("By \(authors.map(Self.escaped).joined(separator: ", ")).") }
    if let forge, let baseTag {
      blocks.append("[All changes since \(Self.escaped(baseTag))](\(forge.comparison(baseTag, tag)))")
    }
    return blocks.joined(separator: "\n\n") + "\n"
  }

  /// The whole notes, with the heading of a changelog.
  public var markdown: String { "## \(title)\n\n\(body)" }
}
