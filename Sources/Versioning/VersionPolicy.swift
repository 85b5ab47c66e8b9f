/// How versions are derived: the `tag` settings that concern the version itself.
public struct VersionPolicy: Sendable, Hashable {
  /// What a branch is for.
  public enum BranchRole: Sendable, Hashable {
    case release
    /// Pre-releases such as `1.5.0-rc.1`, with this name before the number.
    case prerelease(String)
  }

  public struct BranchRule: Sendable, Hashable {
    /// A branch name in which `*` stands for anything but `/`, `**` for anything, `?` for one character but `/`.
    public var pattern: String
    public var role: BranchRole

    public init(_ pattern: String, _ role: BranchRole) {
      self.pattern = pattern
      self.role = role
    }
  }

  /// What a version tag begins with: `v`, or `chat/v` in a repository of several agents.
  public var prefix = "v"
  public var rules = BumpRules()
  /// A breaking change below 1.0.0 raises the major. Otherwise it raises the minor, because 1.0.0 is decided by people.
  public var majorOnZero = false
  /// The first release.
  public var initialVersion = SemanticVersion(0, 1, 0)
  /// Where it comes from, for messages.
  public var initialVersionSource = "the default"
  /// A rule without wildcards goes first, then the first that matches. Without any rule the default branch releases.
  public var branches: [BranchRule] = []
  /// Reads `* feat: …` in the body of a squashed merge as a commit of its own.
  public var readsSquashBodies = false
  /// What people decided instead of the commits: `tag.version` or `tag.bump`.
  public var forced: ForcedVersion?
  public var profile = VersionProfile.standard

  /// `nil` for a branch that makes no versions.
  func role(of branch: String, defaultBranch: String?) -> BranchRole? {
    if branches.isEmpty {
      let isDefault = defaultBranch.map { $0 == branch } ?? ["main", "master"].contains(branch)
      return isDefault ? .release : nil
    }
    let rule = branches.first { $0.pattern == branch } ?? branches.first { Glob($0.pattern).matches(branch) }
    return rule?.role
  }

  var hasPrereleaseBranch: Bool {
    branches.contains { if case .prerelease = $0.role { true } else { false } }
  }
}

extension VersionPolicy {
  public init(profile: VersionProfile) {
    self.profile = profile
  }
}

/// A version, or a step to it, that people decided; whether a branch releases stays with the branch.
public enum ForcedVersion: Sendable, Hashable {
  /// At least one release more, by this step; `none` releases nothing.
  case bump(VersionBump)
  case version(SemanticVersion)
}

/// What is being built: facts of the checkout and of the CI system.
public struct VersionContext: Sendable, Hashable {
  /// The commit that is checked out.
  public var commit: String
  /// `nil` if HEAD is detached and the CI system names no branch.
  public var branch: String?
  /// `nil` if unknown; then `main` and `master` count as default.
  public var defaultBranch: String?
  /// The tag that started this build.
  public var tag: String?
  /// The number of the pull or merge request that this build checks.
  public var changeRequest: String?

  public init(
    commit: String, branch: String? = nil, defaultBranch: String? = nil, tag: String? = nil,
    changeRequest: String? = nil
  ) {
    self.commit = commit
    self.branch = branch
    self.defaultBranch = defaultBranch
    self.tag = tag
    self.changeRequest = changeRequest
  }
}
