/// The version tags of one agent, the highest first.
public struct ReleaseTags: Sendable, Hashable {
  /// A git tag that names a version.
  public struct Entry: Sendable, Hashable {
    /// With the prefix.
    public var name: String
    public var version: SemanticVersion
    /// The id of the commit.
    public var commit: String
  }

  /// What the version is derived from.
  public struct Base: Sendable, Hashable {
    /// The highest version in the history of HEAD.
    public var highest: Entry?
    /// The highest final release in it: `highest` itself, or one below it if that is a pre-release.
    public var final: Entry?
    /// Higher tags that are not in the history of HEAD.
    public var unmerged: [Entry] = []

    /// The commits after this one decide; `nil` means all of them.
    public var start: Entry? { final ?? highest }

    /// Whether commits since `highest` must be distinguished: it is a pre-release on top of a final release.
    public var needsNewCommits: Bool { final != nil && highest != final }
  }

  public let prefix: String
  public let entries: [Entry]
  /// Tags that look like versions but do not belong to this agent; other agents' tags are not listed.
  public let ignored: [IgnoredTag]
  /// How many tags are neither: those of other agents, and names that are not versions.
  public let otherCount: Int

  /// - Parameter tags: all tags of the repository.
  public init(_ tags: [(name: String, commit: String)], prefix: String) {
    var entries: [Entry] = []
    var ignored: [IgnoredTag] = []
    for (name, commit) in tags {
      if let version = Self.version(of: name, prefix: prefix) {
        entries.append(Entry(name: name, version: version, commit: commit))
      } else if name.hasPrefix(prefix), name.dropFirst(prefix.count).first?.isNumber == true {
        ignored.append(IgnoredTag(name: name, reason: "`\(name.dropFirst(prefix.count))` is not a semantic version"))
      } else if Self.looksLikeVersion(name) {
        ignored.append(IgnoredTag(name: name, reason: "does not begin with `\(prefix)`"))
      }
    }
    self.prefix = prefix
    otherCount = tags.count - entries.count - ignored.count
    self.entries = entries.sorted { ($1.version, $0.name) < ($0.version, $1.name) }
    self.ignored = ignored.sorted { $0.name < $1.name }
  }

  /// Without the version and those above it, as if they were not released yet.
  public func below(_ version: SemanticVersion) -> ReleaseTags {
    ReleaseTags(entries.filter { $0.version.precedes(version) }.map { ($0.name, $0.commit) }, prefix: prefix)
  }

  /// With or without a `v`, and no other agent's.
  private static func looksLikeVersion(_ name: String) -> Bool {
    let text = name.first == "v" || name.first == "V" ? name.dropFirst() : name[...]
    return SemanticVersion(text) != nil
  }

  static func version(of name: String, prefix: String) -> SemanticVersion? {
    name.hasPrefix(prefix) ? SemanticVersion(name.dropFirst(prefix.count)) : nil
  }

  /// Finds what the version is derived from, with as few calls of `isAncestor` as possible.
  ///
  /// - Parameter isAncestor: whether a tag's commit is in the history of HEAD, or HEAD itself.
  public func base<Failure: Error>(isAncestor: (Entry) throws(Failure) -> Bool) throws(Failure) -> Base {
    var base = Base()
    for entry in entries where base.highest == nil || !entry.version.isPrerelease {
      guard try isAncestor(entry) else {
        base.unmerged.append(entry)
        continue
      }
      base.highest = base.highest ?? entry
      if !entry.version.isPrerelease {
        base.final = entry
        break
      }
    }
    return base
  }

  /// The final release that is the highest of all that `belongs`.
  public func isHighest(_ version: SemanticVersion, where belongs: (SemanticVersion) -> Bool = { _ in true }) -> Bool {
    !entries.contains { !$0.version.isPrerelease && belongs($0.version) && version.precedes($0.version) }
  }
}

/// A tag that is ignored, and why.
public struct IgnoredTag: Sendable, Hashable {
  public var name: String
  public var reason: String

  public init(name: String, reason: String) {
    self.name = name
    self.reason = reason
  }
}
